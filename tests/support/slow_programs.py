"""Programs in which nothing runs for seconds, and which end all the same."""

import shutil
import subprocess
from pathlib import Path

SECONDS = 3.0
C_WAYS = (
    *("alarm", "itimer", "posix_timer", "sigwait", "signalfd", "timerfd", "timerfd_poll"),
    *("timerfd_epoll", "sem_timedwait", "vfork", "of_a_child", "alarm_kills", "alarm_of_exec"),
)
BESIDE = (
    *("futex_wait", "futex_bitset", "ppoll", "pselect", "epoll_pwait", "absolute_sleep"),
    *("cond_timedwait", "semtimedop", "mq_timedreceive", "receive_time", "send_time", "eventfd"),
    *("timer_thread", "alarm_elsewhere", "inotify", "msgrcv", "flock", "pidfd", "behind_a_pipe"),
)
KILLED = {"itimer", "posix_timer", "alarm_kills", "alarm_of_exec"}  # by SIGALRM
PYTHON = {
    "sleep": "import time; time.sleep(3)",
    "naps": "import time\nfor _ in range(30): time.sleep(0.1)",
    "select": "import select; select.select([], [], [], 3)",
    "poll": "import os, select; p = select.poll(); p.register(os.pipe()[0], 1); p.poll(3000)",
    "epoll": "import os, select; e = select.epoll(); e.register(os.pipe()[0], 1); e.poll(3)",
    "sigtimedwait": "import signal; signal.sigtimedwait([signal.SIGUSR1], 3)",
    "asyncio": "import asyncio; asyncio.run(asyncio.sleep(3))",
    "lock": "import threading; x = threading.Lock(); x.acquire(); x.acquire(timeout=3)",
    "event": "import threading; threading.Event().wait(3)",
    "thread": (
        "import threading, time\nx = threading.Thread(target=time.sleep, args=(3,))\n"
        "x.start()\nx.join()"
    ),
    "timer thread": "import threading; threading.Timer(3, print).start()",
    "queue": (
        "import multiprocessing as m, queue\ntry: m.Queue().get(timeout=3)\nexcept queue.Empty: 0"
    ),
    "join": (
        "import multiprocessing as m, time\n"
        "w = m.get_context('fork').Process(target=time.sleep, args=(3,))\nw.start()\nw.join()"
    ),
    "join with a timeout": (
        "import multiprocessing as m, signal\n"
        "w = m.get_context('fork').Process(target=signal.pause)\n"
        "w.start()\nw.join(3)\nw.kill()\nw.join()"
    ),
    "pool": (
        "import multiprocessing as m, time\n"
        "with m.get_context('fork').Pool(2) as p: p.map(time.sleep, [3, 3])"
    ),
    "executor": (
        "import multiprocessing as m, time\n"
        "from concurrent.futures import ProcessPoolExecutor as E\n"
        "with E(1, mp_context=m.get_context('fork')) as e: e.submit(time.sleep, 3)"
    ),
    "executor of spawn": (
        "import multiprocessing as m, time\n"
        "from concurrent.futures import ProcessPoolExecutor as E\n"
        "with E(1, mp_context=m.get_context('spawn')) as e: e.submit(time.sleep, 3)"
    ),
    "computing child": (
        "import multiprocessing as m, time\n"
        "def work():\n until = time.monotonic() + 3\n while time.monotonic() < until: pass\n"
        "w = m.get_context('fork').Process(target=work)\nw.start()\nw.join()"
    ),
    "subprocess with a timeout": (
        "import subprocess\ntry: subprocess.run(['sleep', '60'], timeout=3)\n"
        "except subprocess.TimeoutExpired: 0"
    ),
    "stopped, goes on": (
        "import os, signal, subprocess\n"
        "w = subprocess.Popen(['sh', '-c', 'kill -STOP $$; exit 0'])\n"
        "s = subprocess.Popen(['sh', '-c', f'sleep 3; kill -CONT {w.pid}'])\nw.wait()\ns.wait()"
    ),
}
SHELL = {
    "pipeline": "sleep 3 | cat",
    "in the background": "sleep 3 & wait",
    "a group of sleeps": "(sleep 1; sleep 1; sleep 1) | cat | cat",
    "trap": "trap 'exit 0' ALRM; (sleep 3; kill -ALRM $$) & wait",
}
# What they wait for comes from outside, once they have printed a line.
OUTSIDE = {
    "signal": (
        "import os, signal; signal.signal(10, lambda *_: None); "
        "print(os.getpid(), flush=True); signal.pause()"
    ),
    "sigwait": (
        "import os, signal; signal.pthread_sigmask(0, [10]); "
        "print(os.getpid(), flush=True); signal.sigwait([10])"
    ),
    "stop": "import os, signal; print(os.getpid(), flush=True); os.kill(os.getpid(), 19)",
    "fifo": "import sys; print('ready', flush=True); open(sys.argv[1]).read()",
    "network": (
        "import socket, sys; s = socket.create_connection(('127.0.0.1', int(sys.argv[1]))); "
        "print('ready', flush=True); s.recv(1)"
    ),
    "unix socket": (
        "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); "
        "print('ready', flush=True); s.recv(1)"
    ),
    "listener": (
        "import socket, sys; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(); "
        "print('ready', flush=True); s.accept()"
    ),
    "file lock": (
        "import fcntl, sys; f = open(sys.argv[1]); print('ready', flush=True); "
        "fcntl.flock(f, fcntl.LOCK_EX)"
    ),
}


def compiled(folder: Path, name: str = "slow") -> Path:
    """A C program that has its ways to wait, built there."""
    compiler = shutil.which("cc")
    assert compiler is not None
    source = Path(__file__).parents[1] / f"comparisons/live/programs/{name}.c"
    words = ["-Wall", "-Werror", "-o", str(folder / name), str(source), "-lrt", "-pthread"]
    subprocess.run([compiler, *words], check=True)
    return folder / name
