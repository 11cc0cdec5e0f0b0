"""Hidden ways: why order may have flowed where it cannot be followed, so that nothing is proved."""

from enum import IntEnum, unique


@unique
class Reason(IntEnum):
    """Through what order may have flowed; documents name it by its code, for good."""

    HIDDEN_ORDER = 0  # no more is known
    SHARED_MEMORY = 1  # of processes: mappings, System V shared memory
    THREADS = 2  # of one process, which share all memory
    FILE = 3  # one writes it, another reads it
    LOCK = 4
    TERMINAL = 5  # whoever sits there may answer anything
    NETWORK = 6  # a socket whose other end is not known
    SOCKET_ADDRESS = 7
    UNRECORDED_PROCESS = 8  # one that the recording does not show
    UNKNOWN_OBJECT = 9  # what is behind a descriptor is not known, or cannot be followed
    OVERLAPPING_CALLS = 10  # bytes of several that wrote, or read, at the same time
    UNCOUNTED_BYTES = 11  # a call has moved bytes, and nobody knows how many
    BACK_PRESSURE = 12  # a write that may have waited for a reader
    SIGNAL = 13  # of several who sent it nobody knows which was delivered
    CHILD_STATE = 14  # a child was stopped, or continued, at a point that is not known
    UNREADABLE = 15  # the recorder could not read what a call was given, or answered
    END_OF_CHANNEL = 16  # who let go of a socket, or shut it down, cannot be told
    IO_URING = 17
    UNKNOWN_CALL = 18  # a call, or a kind of them, that is not modelled
    PROCESS_LOOK = 19  # one that looks at another process: kill(pid, 0), /proc
    FILE_SYSTEM = 20  # its space, quotas, watches: whatever changes for all
    SEMAPHORE = 21
    MESSAGE_QUEUE = 22
    DESCRIPTOR_STATE = 23  # the offset, flags or options of a descriptor that processes share
    DEVICE = 24
    MACHINE = 25  # what it is called, its clock, its modules: what is one for all
    FOREIGN_ARCHITECTURE = 26  # a call by the numbers of another one

    @property
    def code(self) -> str:
        """By which documents name it: `shared_memory`."""
        return self.name.lower()
