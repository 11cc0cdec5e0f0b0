"""How long a call on a socket waits at most: SO_RCVTIMEO and SO_SNDTIMEO, which no argument shows.

No file of /proc does either. So the socket is asked, by a descriptor of our own for it
(pidfd_getfd(2), from Linux 5.6 on), which whoever may read the process's memory can have.
"""

import os
import socket
from contextlib import suppress

PIDFD_GETFD = 438
SO_TIMES = {"r": socket.SO_RCVTIMEO, "w": socket.SO_SNDTIMEO}
TIMEVAL = 16


def waits_for_ever(pid: int, fd: int, mode: str) -> bool | None:
    """Whether a call that reads from a process's socket, or writes to it, is given no time.

    None if the socket cannot be asked.
    """
    import ctypes  # noqa: PLC0415 - takes longer to load than most looks

    with suppress(OSError, ValueError):
        process = os.pidfd_open(pid)
        try:
            own = ctypes.CDLL(None, use_errno=True).syscall(PIDFD_GETFD, process, fd, 0)
        finally:
            os.close(process)
        if own >= 0:
            try:
                asked = socket.socket(fileno=own)
            except OSError:  # it is another file by now
                os.close(own)
                return None
            with asked:
                time = asked.getsockopt(socket.SOL_SOCKET, SO_TIMES[mode], TIMEVAL)
            return not any(time)
    return None
