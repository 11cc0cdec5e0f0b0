"""The Python stacks of a process's threads, from what faulthandler writes of them.

Thread 0x00007f3f5b7fe6c0 (most recent call first):
File "/usr/lib/python3.11/threading.py", line 320 in wait
File "mine.py", line 13 in watch
Current thread 0x00007f3f5c1d2740 (most recent call first):
File "mine.py", line 21 in work
"""

import re
from collections.abc import Mapping

from joinscope.live.python_stack import Stack, StackFrame

HOOK = "/instrumentation/python_hook.py"  # whose frames are none of the program's
THREAD = re.compile(r"(?:Current thread|Thread) 0x([0-9a-f]+)")
FRAME = re.compile(r'  File "(.*)", line (\d+) in (.*)')
# How it writes what is not ASCII (_Py_DumpASCII): by the number of the character.
ESCAPED = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))")


def thread_stacks(text: str) -> Mapping[int, Stack]:
    """The stack of each thread, by what Python knows it by."""
    found: dict[int, list[StackFrame]] = {}
    stack: list[StackFrame] = []
    for line in text.splitlines():
        if thread := THREAD.match(line):
            stack = found.setdefault(int(thread[1], 16), [])
        elif (frame := FRAME.fullmatch(line)) and not frame[1].endswith(HOOK):
            stack.append(StackFrame(_plain(frame[1]), int(frame[2]), _plain(frame[3])))
    return found


def _plain(name: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1] or found[2] or found[3], 16)), name)
