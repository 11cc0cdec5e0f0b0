"""The other ends of unix sockets, which no file of /proc tells: by sock_diag(7)."""

import socket
import struct
from collections.abc import Iterator

NETLINK_SOCK_DIAG = 4
SOCK_DIAG_BY_FAMILY = 20
NLM_F_REQUEST_DUMP = 0x301
NLMSG_ERROR, NLMSG_DONE = 2, 3
UDIAG_SHOW_PEER, UDIAG_SHOW_ICONS = 4, 8
UNIX_DIAG_PEER, UNIX_DIAG_ICONS = 2, 3
ALL_STATES = 0xFFFFFFFF
HEADER = struct.Struct("=IHHII")  # nlmsghdr: length, type, flags, sequence, port
REQUEST = struct.Struct("=BBHIIIII")  # unix_diag_req
ANSWER = struct.Struct("=BBBBIII")  # unix_diag_msg
ATTRIBUTE = struct.Struct("=HH")


def peers() -> dict[str, str]:
    """The peer of each connected unix socket, both as /proc/PID/fd has them: `socket:[8]`.

    That of one which nobody has accepted yet is the socket that listens. Empty where the kernel
    does not tell.
    """
    found: dict[str, str] = {}
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_SOCK_DIAG) as link:
            shown = UDIAG_SHOW_PEER | UDIAG_SHOW_ICONS
            body = REQUEST.pack(socket.AF_UNIX, 0, 0, ALL_STATES, 0, shown, 0, 0)
            size = HEADER.size + len(body)
            head = HEADER.pack(size, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST_DUMP, 1, 0)
            link.settimeout(1.0)
            link.send(head + body)
            while True:
                data = link.recv(1 << 18)
                for kind, payload in _messages(data):
                    if kind in (NLMSG_DONE, NLMSG_ERROR):
                        return found
                    for inode, peer in _sockets(payload):
                        found[f"socket:[{inode}]"] = f"socket:[{peer}]"
                if not data:
                    return found
    except OSError:
        return {}


def _messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    start = 0
    while start + HEADER.size <= len(data):
        size, kind, *_ = HEADER.unpack_from(data, start)
        if size < HEADER.size:
            return
        yield kind, data[start + HEADER.size : start + size]
        start += (size + 3) & ~3


def _sockets(payload: bytes) -> Iterator[tuple[int, int]]:
    """The inode of a socket and that of its peer, or each that waits at it to be accepted."""
    _, _, _, _, inode, _, _ = ANSWER.unpack_from(payload)
    start = ANSWER.size
    while start + ATTRIBUTE.size <= len(payload):
        size, kind = ATTRIBUTE.unpack_from(payload, start)
        value = payload[start + ATTRIBUTE.size : start + size]
        if kind == UNIX_DIAG_PEER and (peer := int.from_bytes(value, "little")):
            yield inode, peer
        elif kind == UNIX_DIAG_ICONS:
            yield from ((pending, inode) for (pending,) in struct.iter_unpack("=I", value))
        if size < ATTRIBUTE.size:
            break
        start += (size + 3) & ~3
