# What cffi makes of process.h and python_process.h; library.py alone uses it.

from collections.abc import Callable, Sequence
from typing import Final, Literal, Protocol, overload

class Struct(Protocol):  # struct process *
    method: int
    parent_pid: int
    state: int
    pid: int
    sentinel: int
    lifeline: int
    status: int
    exitcode: int

class Destructor: ...

class _Lib:
    PROCESS_FORK: Final[int]
    PROCESS_SPAWN: Final[int]
    PROCESS_FORKSERVER: Final[int]
    PROCESS_STARTED: Final[int]
    PYTHON_INTERRUPTED: Final[int]
    PYTHON_LOST: Final[int]
    python_fork_counts: int
    def process_poll(self, p: Struct) -> int: ...
    process_release: Destructor
    def python_fork(self, p: Struct) -> int: ...
    def python_fork_threads(self) -> int: ...
    def python_join(self, p: Struct) -> int: ...
    def python_sentinels_wait(
        self, fds: Sequence[int], n: int, timeout: float, ready: Sequence[int]
    ) -> int: ...
    # main_NAME for each programs/NAME.c
    def __getattr__(self, name: str) -> Callable[[], int]: ...

class _Ffi:
    def typeof(self, cdecl: Literal["struct process *"]) -> type[Struct]: ...
    @overload
    def new(self, cdecl: type[Struct]) -> Struct: ...
    @overload
    def new(self, cdecl: Literal["int[]"], init: Sequence[int]) -> Sequence[int]: ...
    @overload
    def new(self, cdecl: Literal["size_t[]"], init: int) -> Sequence[int]: ...
    def gc(self, cdata: Struct, destructor: Destructor) -> Struct: ...
    def unpack(self, cdata: Sequence[int], length: int) -> list[int]: ...

lib: _Lib
ffi: _Ffi
