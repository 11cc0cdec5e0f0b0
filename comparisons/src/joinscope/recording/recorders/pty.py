"""The pseudo-terminal that a program prints to."""

import fcntl
import os
import termios


def create() -> tuple[int, int]:
    """A terminal of 80 by 24 that passes bytes on as they are: (our end, the program's).

    It becomes the controlling terminal of this session.
    """
    ours, theirs = os.openpty()
    mode = termios.tcgetattr(theirs)
    mode[1] &= ~termios.OPOST
    termios.tcsetattr(theirs, termios.TCSANOW, mode)
    termios.tcsetwinsize(theirs, (24, 80))
    fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)
    return ours, theirs
