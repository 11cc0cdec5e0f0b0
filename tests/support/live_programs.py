"""More programs that wait for some seconds, and go on by themselves, for looks at what runs."""

FORK = "import multiprocessing as m, os, threading, time\nc = m.get_context('fork')\n"
LIVE = {
    "alarm with a handler": (
        "import os, signal\nsignal.signal(14, lambda *_: None)\nsignal.alarm(3)\nsignal.pause()"
    ),
    "alarm of a worker": (
        "import os, signal\npid = os.fork()\n"
        "if not pid: signal.alarm(3); os.read(os.pipe()[0], 1)\nos.waitpid(pid, 0)"
    ),
    "interval timer": (
        "import os, signal\nsignal.signal(14, lambda *_: os._exit(0))\n"
        "signal.setitimer(signal.ITIMER_REAL, 3)\nos.read(os.pipe()[0], 1)"
    ),
    "timer sets an event": (
        "import threading\ne = threading.Event()\nthreading.Timer(3, e.set).start()\ne.wait()"
    ),
    "handler of another's signal": (
        "import os, signal, time\nsignal.signal(10, lambda *_: None)\nparent = os.getpid()\n"
        "pid = os.fork()\nif not pid: time.sleep(3); os.kill(parent, 10); os._exit(0)\n"
        "signal.pause()\nos.waitpid(pid, 0)"
    ),
    "handler of SIGCHLD": (
        "import os, signal, time\nsignal.signal(17, lambda *_: None)\npid = os.fork()\n"
        "if not pid: time.sleep(3); os._exit(0)\nsignal.pause()\nos.waitpid(pid, 0)"
    ),
    "sigwait for SIGCHLD": (
        "import os, signal, time\nsignal.pthread_sigmask(0, [17])\npid = os.fork()\n"
        "if not pid: time.sleep(3); os._exit(0)\nsignal.sigwait([17])\nos.waitpid(pid, 0)"
    ),
    "network within": (
        "import os, socket, time\ns = socket.create_server(('127.0.0.1', 0))\npid = os.fork()\n"
        "if not pid: time.sleep(3); socket.create_connection(s.getsockname()); os._exit(0)\n"
        "s.accept()\nos.waitpid(pid, 0)"
    ),
    "network answers late": (
        "import os, socket, time\ns = socket.create_server(('127.0.0.1', 0))\npid = os.fork()\n"
        "if not pid: a, _ = s.accept(); time.sleep(3); a.send(b'x'); os._exit(0)\n"
        "socket.create_connection(s.getsockname()).recv(1)\nos.waitpid(pid, 0)"
    ),
    "socket with a timeout": (
        "import socket\ns = socket.create_server(('127.0.0.1', 0))\ns.settimeout(3)\n"
        "try: s.accept()\nexcept TimeoutError: 0"
    ),
    "asyncio's subprocess": (
        "import asyncio\nasync def main():\n"
        " p = await asyncio.create_subprocess_exec('sleep', '3')\n"
        " await p.wait()\nasyncio.run(main())"
    ),
    "asyncio's server": (
        "import asyncio\nasync def main():\n"
        " s = await asyncio.start_server(print, '127.0.0.1', 0)\n"
        " await asyncio.wait_for(asyncio.Event().wait(), 3)\n"
        "try: asyncio.run(main())\nexcept TimeoutError: 0"
    ),
    "slow terminal": (
        "import os, time\nmaster, slave = os.openpty()\npid = os.fork()\n"
        "if not pid: time.sleep(3); os.write(master, b'x\\n'); os._exit(0)\n"
        "os.read(slave, 1)\nos.waitpid(pid, 0)"
    ),
    "terminal of a child": (
        "import os, pty\npid, master = pty.fork()\n"
        "if not pid: os.execvp('sh', ['sh', '-c', 'sleep 3; echo done'])\n"
        "os.read(master, 9)\nos.waitpid(pid, 0)"
    ),
    "manager": (
        f"{FORK}def work(d): time.sleep(3); d['a'] = 1\n"
        "with c.Manager() as s:\n d = s.dict(); w = c.Process(target=work, args=(d,))\n"
        " w.start(); w.join()"
    ),
    "queue that is drained late": (
        f"{FORK}q = c.Queue()\nw = c.Process(target=q.put, args=('x' * 1000000,))\nw.start()\n"
        "time.sleep(3)\nq.get()\nw.join()"
    ),
    "lock that is released": (
        f"{FORK}x = c.Lock()\nx.acquire()\nw = c.Process(target=x.acquire)\nw.start()\n"
        "threading.Timer(3, x.release).start()\nw.join()"
    ),
    "lock of a worker": (
        f"{FORK}x = c.Lock()\nh = c.Event()\ndef hold():\n x.acquire(); h.set(); time.sleep(3)\n"
        " x.release()\nw = c.Process(target=hold)\nw.start()\nh.wait()\nx.acquire()\nw.join()"
    ),
    "barrier": (
        f"{FORK}b = c.Barrier(2)\ndef late(): time.sleep(3); b.wait()\n"
        "w = c.Process(target=late)\nw.start()\nb.wait()\nw.join()"
    ),
    "condition with a time": (f"{FORK}x = c.Condition()\nwith x: x.wait(3)"),
    "pipe with a time": f"{FORK}r, w = c.Pipe()\nr.poll(3)",
    "executor of threads": (
        "import concurrent.futures as f, time\nwith f.ThreadPoolExecutor(2) as e:\n"
        " list(e.map(time.sleep, [3, 3]))"
    ),
    "communicate": (
        "import subprocess\nsubprocess.Popen(['sh', '-c', 'seq 100000; sleep 3'], "
        "stdout=subprocess.PIPE).communicate()"
    ),
    "file lock of a worker": (
        "import fcntl, os, time\nr, w = os.pipe()\nf = open(os.memfd_create('x'), 'w')\n"
        "p = f'/proc/{os.getpid()}/fd/{f.fileno()}'\npid = os.fork()\n"
        "if not pid:\n g = open(p); fcntl.flock(g, 2); os.write(w, b'x'); time.sleep(3)\n"
        " os._exit(0)\nos.read(r, 1)\nfcntl.flock(f, 2)\nos.waitpid(pid, 0)"
    ),
    "range lock of a worker": (
        "import fcntl, os, time\nr, w = os.pipe()\nf = open(os.memfd_create('x'), 'w+')\n"
        "pid = os.fork()\n"
        "if not pid: fcntl.lockf(f, 2); os.write(w, b'x'); time.sleep(3); os._exit(0)\n"
        "os.read(r, 1)\nfcntl.lockf(f, 2)\nos.waitpid(pid, 0)"
    ),
    "eventfd": (
        "import os, time\ne = os.eventfd(0)\npid = os.fork()\n"
        "if not pid: time.sleep(3); os.eventfd_write(e, 1); os._exit(0)\n"
        "os.eventfd_read(e)\nos.waitpid(pid, 0)"
    ),
    "grandchild holds the pipe": (
        "import os, time\nr, w = os.pipe()\n"
        "if not os.fork():\n if not os.fork(): time.sleep(3)\n os._exit(0)\n"
        "os.close(w)\nos.wait()\nos.read(r, 1)"
    ),
    "computing thread": (
        "import threading, time\ndef work():\n until = time.monotonic() + 3\n"
        " while time.monotonic() < until: pass\n"
        "x = threading.Thread(target=work)\nx.start()\nx.join()"
    ),
}
