"""What there is to learn from each trap: a title, and what happens, why, and what to do."""

from dataclasses import dataclass

from joinscope.explanation import hang_traps, known_traps
from joinscope.explanation.hang_traps import TRAP_IDS, HangTrap
from joinscope.explanation.known_traps import Trap


@dataclass(frozen=True, slots=True)
class Lesson:
    """A trap for who was told its id: a title in a few words, then a paragraph each."""

    title: str
    what: str
    remedy: str


LESSONS: dict[type[Trap | HangTrap], Lesson] = {
    known_traps.TimeoutIgnored: Lesson(
        "join(timeout) waits longer than its timeout",
        "join(timeout) first waits for the sentinel, a pipe whose writing end the worker holds, "
        "and then for the worker itself, without a timeout. A worker that has closed its "
        "descriptors, or has executed another program, lets go of the pipe long before it ends.",
        "Do not close descriptors that you have not opened; poll is_alive() instead (gh-79838).",
    ),
    known_traps.TimedOut: Lesson(
        "join(timeout) gave up, and says nothing",
        "join() returns None whether the worker has ended or the time was up.",
        "Look at exitcode afterwards: it is None as long as the worker has not ended.",
    ),
    known_traps.SentinelHeld: Lesson(
        "a process that the worker has made holds its sentinel",
        "The worker has ended, but join(timeout) waits for the end of a pipe, and a process that "
        "the worker has forked holds the writing end as well.",
        "join() without a timeout waits for the process itself, and returns at once.",
    ),
    known_traps.JoinedByStranger: Lesson(
        "join() in a process that is not the parent",
        "Only the parent of a process can wait for it: the kernel tells nobody else.",
        "Join where you start. Let others wait for a message, an Event or the sentinel.",
    ),
    known_traps.StatusIgnored: Lesson(
        "SIGCHLD is ignored, so there is no exit status",
        "With SIGCHLD ignored the kernel lets a child vanish as it ends: a wait blocks until the "
        "last of them has ended, and then fails with ECHILD.",
        "Leave SIGCHLD at its default in a program that waits for its children.",
    ),
    known_traps.StatusTakenByThread: Lesson(
        "two threads wait for one process",
        "An exit status can be taken once. The thread that comes second gets ECHILD, and may see "
        "the exit code None.",
        "Join a process in one thread only (gh-130895, gh-148318).",
    ),
    known_traps.StatusTakenByCall: Lesson(
        "another call has taken the exit status",
        "os.wait(), waitpid(-1) and a SIGCHLD handler that reaps take the status of any child, "
        "also of those that somebody else is going to wait for.",
        "Wait for the PIDs that you have started, one by one (gh-92881).",
    ),
    known_traps.NoStatusInPipe: Lesson(
        "the fork server's pipe has no status in it",
        "Under forkserver the exit status comes through a pipe, once. Who reads it second, or "
        "after the server has been killed, finds the end of the pipe, which Python takes for 255.",
        "Join a process in one thread only, and do not kill the fork server (gh-130895).",
    ),
    known_traps.NeverReaped: Lesson(
        "nobody took the exit status: a zombie",
        "A process that has ended stays in the table of processes until its parent has taken its "
        "status, or has ended itself.",
        "Wait for each process that you start.",
    ),
    known_traps.JoinedAtExit: Lesson(
        "multiprocessing joined it at exit",
        "At its end the interpreter joins every worker that is no daemon and was not joined.",
        "Call join() where the program should wait, so that a reader sees it.",
    ),
    known_traps.FullPipe: Lesson(
        "the reader of a full pipe waits for its writer",
        "A pipe holds 64 KiB. Who writes more waits until somebody reads. If the only reader waits "
        "for the writer to end, or for a process that waits for the writer, none of them goes on. "
        "It works as long as little is written.",
        "Read to the end first, then wait. In Python communicate() does both, and of a Queue "
        "everything has to be taken by get() before join() (gh-73983).",
    ),
    known_traps.DaemonTerminated: Lesson(
        "a daemon was ended at exit",
        "A daemonic worker gets SIGTERM when the interpreter exits, whatever it is doing.",
        "Join it before the end, or make it no daemon.",
    ),
    known_traps.EndedBySignal: Lesson(
        "a signal ended it",
        "A process that is killed has no exit status. A wait status says which signal it was: "
        "WTERMSIG() in C, a negative number in Python.",
        "Look for SIGKILL (out of memory), SIGSEGV (a bad pointer), SIGTERM (terminate()).",
    ),
    known_traps.StatusTruncated: Lesson(
        "an exit status has 8 bits",
        "Of what a process exits with, the parent gets the lowest 8 bits: 256 arrives as 0.",
        "Exit with a number from 0 to 255; os.waitstatus_to_exitcode() decodes a wait status.",
    ),
    hang_traps.PipeHeldByWaiter: Lesson(
        "who waits for the reader holds the writing end",
        "A read returns 0, the end, only when every copy of the writing end is closed. The process "
        "that waits for the reader has a copy itself, from before the fork, and never closes it.",
        "After a fork close in each process the ends that it does not use, before any wait.",
    ),
    hang_traps.PipeHeldBySibling: Lesson(
        "a sibling holds the writing end",
        "A forked process gets a copy of every descriptor that is open then: also of the pipes of "
        "the processes that were started before it. The reader of such a pipe waits for its end "
        "until the sibling has ended, too.",
        "Close the writing end in the parent before the next fork, make it close-on-exec, or use "
        "spawn or forkserver, which pass on only what they are given.",
    ),
    hang_traps.PipeHeldByOrphan: Lesson(
        "what a command has started holds its pipe",
        "Killing a shell does not kill what it has started. That has inherited the pipe to which "
        "the shell's output went, so the pipe has no end as long as it runs.",
        "Start the command in a session of its own and end the whole group: os.killpg().",
    ),
    hang_traps.PipeHeldByItself: Lesson(
        "a process reads a pipe that only it could write to",
        "The end of a pipe comes when its last writing end is closed, and the reader holds one.",
        "Close the writing end in the process that reads.",
    ),
    hang_traps.PipeNeverRead: Lesson(
        "a pipe that nobody reads is full",
        "A pipe holds 64 KiB. multiprocessing writes a Queue to one in a thread, which the "
        "interpreter joins at its end: with more data than that it waits for a reader.",
        "Have somebody get() it; cancel_join_thread() gives the data up.",
    ),
    hang_traps.LockCopied: Lesson(
        "a lock that was held when the process was forked",
        "fork() copies the memory, with all locks as they are, but only the thread that called it. "
        "A lock that another thread held stays locked in the copy for good. Locks of print(), "
        "logging and malloc() are among them. A lock that its own thread takes twice is as bad.",
        "Do not fork while other threads run: use spawn or forkserver, or execute a program.",
    ),
    hang_traps.LockHeldByWaiter: Lesson(
        "who holds the lock waits for who wants it",
        "A process holds a lock and waits for another one to end, which wants the lock first.",
        "Release the lock before you wait; take several locks in one order everywhere.",
    ),
    hang_traps.ProcessStopped: Lesson(
        "a stopped process has not ended",
        "A process that a signal has stopped (SIGSTOP, or SIGTTIN and SIGTTOU by its use of the "
        "terminal from the background) exists on, and a wait for its end goes on, too.",
        "kill -CONT lets it go on; with WUNTRACED a wait tells of the stop.",
    ),
    hang_traps.SignalAwaited: Lesson(
        "a signal that nobody sends",
        "pause() and sigsuspend() return when a handler has run. One that ran before is missed.",
        "Block the signal first, and wait by sigsuspend() or sigwait() with it.",
    ),
    hang_traps.LockHolderEnded: Lesson(
        "who held the lock has ended",
        "A multiprocessing.Lock is a semaphore: the kernel does not know who holds it, and "
        "releases nothing when that process ends.",
        "Take a lock by `with lock:`, which releases it after an exception, too; and never kill a "
        "process that may hold one. concurrent.futures.ProcessPoolExecutor notices "
        "a killed worker, and raises BrokenProcessPool.",
    ),
    hang_traps.ThreadsStuck: Lesson(
        "every thread of a process waits for another one",
        "A process ends when its threads have ended, daemons apart: also a worker whose function "
        "has returned. A thread that waits for what nobody does any more keeps it.",
        "Tell each thread to end, then join it; or make it a daemon.",
    ),
    hang_traps.ChildrenUnreaped: Lesson(
        "one SIGCHLD for several children",
        "Signals of one kind are not counted: of children that end while SIGCHLD is blocked or "
        "handled, one signal tells.",
        "In the handler call waitpid(-1, ..., WNOHANG) until it finds none.",
    ),
    hang_traps.SignalSwallowed: Lesson(
        "a signal that does not end the process",
        "terminate() sends SIGTERM, and waits for nothing. A process that handles the signal, also "
        "by a handler that a fork has copied into it, ignores or blocks it goes on. So does one "
        "that ignores the SIGINT of Ctrl-C, and its parent waits for it at its exit.",
        "Set SIGTERM back to SIG_DFL in the worker, or end it by kill(): SIGKILL is not handled.",
    ),
    hang_traps.ThreadRemains: Lesson(
        "a thread keeps a finished process",
        "A process of Python joins all its threads that are no daemons before it ends, also a "
        "worker whose function has returned. join() of the process waits for them, too.",
        "Tell the thread to end, or start it with daemon=True.",
    ),
    hang_traps.ThreadFailed: Lesson(
        "a thread ended with an exception, and others wait for it",
        "An exception that nobody catches ends its thread only: the program goes on without it. "
        "So a Pool's thread that takes results ends if a result or an exception cannot be "
        "unpickled, and map() waits forever.",
        "Mend what standard error shows. An exception class needs arguments by which pickle can "
        "make it anew: call super().__init__() with those that __init__() takes.",
    ),
    hang_traps.WakerMissing: Lesson(
        "waits for a thread that is not there",
        "threading.Event, Condition, Barrier and queue.Queue work within one process. A worker has "
        "a copy: what its parent sets or puts does not arrive there.",
        "Between processes use those of multiprocessing.",
    ),
    known_traps.ForkedOn: Lesson(
        "the child of a fork goes on with the parent's code",
        "fork() returns in both processes. A child that is not ended goes on behind the branch "
        "that was meant for it, and runs the rest of the program a second time.",
        "End the child in its branch: os._exit() in Python, _exit() in C.",
    ),
    known_traps.Orphaned: Lesson(
        "the parent ended before its worker",
        "A process whose parent ends goes on: the system adopts it, and takes its status. What it "
        "prints then comes after the shell has gone on, and how it ends the program never learns.",
        "Wait for each process that belongs to the work; only a daemon is meant to outlive its "
        "parent.",
    ),
    known_traps.BusyWait: Lesson(
        "a loop that looks whether the worker has ended",
        "is_alive(), poll() and waitpid() with WNOHANG look, and do not wait. A loop of them takes "
        "processor time, or is late by as long as it sleeps.",
        "join() and wait() wait in the kernel, which wakes them at once; for several workers at a "
        "time there is multiprocessing.connection.wait(), and poll() on pidfds.",
    ),
    known_traps.OneByOne: Lesson(
        "start() and join() in the same loop",
        "join() waits until its worker has ended. In a loop that starts a worker and joins it at "
        "once, the next one is not started before: they never run at the same time, and take as "
        "long as without processes.",
        "Start all of them in one loop, and join them in a second one; Pool and "
        "ProcessPoolExecutor do that. Where each needs what the one before it did, it is right.",
    ),
    known_traps.Raised: Lesson(
        "an exception ended the worker, or the program",
        "Python writes the traceback to standard error and exits with 1. Of a worker's exception "
        "its parent gets the exit code 1, and no more: Process does not pass it on. Under spawn "
        "and forkserver a worker first imports the program, and may fail at that.",
        "Look at exitcode after join(), and at standard error; ProcessPoolExecutor and Pool hand "
        'exceptions on to result() and get(). Have `if __name__ == "__main__":` around what only '
        "the parent should do.",
    ),
    known_traps.ErrorUnread: Lesson(
        "an error of a Pool's task that nobody gets",
        "A Pool keeps what a task raises with its result, and get() of that raises it anew in who "
        "asks. apply_async() and map_async() return at once; if nobody calls get(), nothing tells "
        "of the error: callback= is called of a success alone, and the Pool ends with 0.",
        "Call get() of each result, or give an error_callback=.",
    ),
    known_traps.ExitFunctionsLeft: Lesson(
        "functions of atexit do not run in a forked worker",
        "A worker that is a fork ends by os._exit(): only multiprocessing's own functions run "
        "before, no function of atexit; from 3.15 on those that the worker itself has registered. "
        "What is in the buffers of files, but for standard output and error, is lost.",
        "End in the worker's own function what it has begun, by `with` or `finally`.",
    ),
    known_traps.HandlerInherited: Lesson(
        "the worker runs a handler that was meant for its parent",
        "fork() copies the handlers of signals. Who is then asked to end, by terminate() or kill, "
        "does what the parent would do at its end: it removes files that are still in use, or ends "
        "other workers. exec() and spawn leave the handlers behind.",
        "In the worker set the signal back to SIG_DFL before anything else, or set the handler "
        "behind the fork; or let it look whether os.getpid() is still the process that it is for.",
    ),
    known_traps.PipelineStatus: Lesson(
        "a command of a pipeline failed, and the last one did not",
        "The status of `check | tee log` is that of tee: what $? is behind it, what `if` looks at, "
        "and what `wait $!` gives for a pipeline in the background. How check ended nobody learns.",
        "Write into a file instead, or `set -o pipefail`: the status is then that of the last "
        "command that failed.",
    ),
    known_traps.TaskOutlived: Lesson(
        "the timeout of result() does not stop the task",
        "result(timeout=...) only stops to wait. The task runs on, and shutdown(), which the end "
        "of `with` calls, waits for it.",
        "Let the task itself look at the time, or use processes of your own that you can kill; "
        "shutdown(wait=False, cancel_futures=True) waits for nothing.",
    ),
    known_traps.BufferCopied: Lesson(
        "a line that was printed once comes out twice",
        "Standard output to a pipe or a file is buffered, and fork() copies the buffer with all "
        "the rest of the memory. Each of the two processes writes its copy when it ends.",
        "Write out what is in the buffer before the fork: fflush(stdout) in C, "
        "sys.stdout.flush() or print(..., flush=True) in Python; or end the child by _exit(), "
        "which writes nothing.",
    ),
    hang_traps.PipesFull: Lesson(
        "two processes write to each other, and neither reads",
        "A pipe holds 64 KiB. Who writes everything before reading anything waits as soon as both "
        "pipes are full.",
        "Read while you write: communicate(), poll() or a thread of its own.",
    ),
    hang_traps.TaskLost: Lesson(
        "a Pool waits for the task of a killed worker",
        "multiprocessing.Pool starts another worker for one that has ended, but the task that it "
        "had is done by nobody, and whoever waits for its result is not told. terminate(), also at "
        "the end of `with Pool`, kills the workers with the tasks that they have.",
        "Get the results first. Where workers may be killed use ProcessPoolExecutor of "
        "concurrent.futures, which raises BrokenProcessPool.",
    ),
    known_traps.PipeKeptOpen: Lesson(
        "a pipe that outlives the command",
        "A pipe has come to its end when nobody holds its writing end any more. What a command has "
        "started inherits that, and may hold it long after the command itself has ended.",
        "Start the command in a session of its own (start_new_session=True), and end its whole "
        "group; or wait for the process, not for the end of its output.",
    ),
    hang_traps.FifoUnopened: Lesson(
        "a FIFO whose other end nobody opens",
        "open() of a FIFO for reading waits until somebody opens it for writing, and the other way "
        "round: the two meet in open(), before a byte is read or written.",
        "Open both ends at the same time, in two processes or threads; O_NONBLOCK for reading does "
        "not wait, and for writing fails at once (ENXIO).",
    ),
    hang_traps.WorkersReplaced: Lesson(
        "a Pool whose workers fail as they start",
        "multiprocessing.Pool starts a new worker for each that ends. If the initializer raises, "
        "or the module cannot be imported in the worker, the new one fails like the last, for "
        "ever, and no task is ever done.",
        "Read what the workers write to standard error. Under spawn and forkserver the program's "
        'own code belongs below `if __name__ == "__main__":`.',
    ),
    hang_traps.QueueEmpty: Lesson(
        "the worker waits for an item that does not come",
        "get() waits until there is an item. A queue has no end: a worker that loops over get() "
        "does not learn that nobody puts anything any more.",
        "Put an item that means the end, such as None, once for each worker, before join().",
    ),
    hang_traps.TasksUndone: Lesson(
        "join() of a queue without enough task_done()",
        "JoinableQueue counts what is put, and join() waits until task_done() was called as often. "
        "An item for which it is not called keeps join() forever.",
        "Call task_done() once for each item, in a `finally:`.",
    ),
    hang_traps.OtherPipeFull: Lesson(
        "reads one pipe while the other is full",
        "A pipe holds 64 KiB. Who reads one output of a command to its end never comes to the "
        "other, and the command waits for room in that.",
        "Read both at once: communicate() does; or give the command one pipe for both.",
    ),
    hang_traps.BothRead: Lesson(
        "two processes wait for each other's data",
        "What was written may still be in a buffer of the writer, and a program like sort answers "
        "only at the end of its input, which does not come before the pipe is closed.",
        "Flush what you write, and close the pipe to a program before you read its answer.",
    ),
    hang_traps.BarrierUnmet: Lesson(
        "waits at a Barrier that others never reach",
        "wait() of a Barrier lets nobody pass until as many have come as it was made for. One that "
        "fails or ends before leaves all of the others there, and who joins them waits as well.",
        "Call abort() of the Barrier where a party fails, or give wait() a timeout: those who wait "
        "then get BrokenBarrierError.",
    ),
    hang_traps.NotifyAwaited: Lesson(
        "waits for a Condition or an Event that nobody signals any more",
        "Who should set an Event may fail or end before. notify() of a Condition wakes who waits "
        "then, and is forgotten if nobody does: a worker that comes to wait() a little "
        "later waits forever.",
        "Set an Event also where what comes before fails. Set a shared value before notify(), and "
        "wait by wait_for(), which looks at that value first; or use an Event, which stays set.",
    ),
    hang_traps.WaitCycle: Lesson(
        "each waits for the next",
        "Each of several processes waits for something that only the next one could do.",
        "Break the cycle at one place: wait for nobody while others wait for you.",
    ),
}


def lesson(number: str) -> Lesson | None:
    """The lesson of the trap with this id; None if there is none."""
    found = [LESSONS[kind] for kind, each in TRAP_IDS.items() if each == number.upper()]
    return found[0] if found else None


def titles() -> list[tuple[str, str]]:
    """The id and the title of each trap, in the order of the ids."""
    return sorted((number, LESSONS[kind].title) for kind, number in TRAP_IDS.items())
