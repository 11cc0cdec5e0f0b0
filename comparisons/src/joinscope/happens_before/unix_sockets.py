"""Unix sockets by their addresses: who listens there, and which connections wait to be accepted.

    server   bind "/s"   listen   3 enter accept                    7 leave accept = socket:[9]
    client               4 enter connect "/s"   5 leave connect   6 enter write

A connection exists from the connect on, with a socket on the server's side that nobody has yet:
what the client writes can be read there later. So both ends are made at point 4, and the accept
gives the other one its name. Which connection it was is certain if it was the only one that anybody
had asked for, or if the connect had returned before any other began: they are accepted in that
order (listen(2)). Otherwise both ends are as from outside from then on: nothing is known of them.
"""

from dataclasses import dataclass, field

from joinscope.happens_before.channels import Channel
from joinscope.happens_before.graph import Chain


@dataclass(slots=True, eq=False)
class Connection:
    """A call of connect that nobody has accepted yet.

    `client` and `server` are the names of the sockets, that of the server made up as long as it has
    none; `left` is where the call has returned, None: it has not.
    """

    chain: Chain
    enter: int
    client: str
    server: str
    left: int | None = None


@dataclass(slots=True, eq=False)
class Address:
    """Whoever is bound to an address, and what waits there.

    Attributes:
        socket: the one that is bound.
        bound: whose bind, and its enter.
        listening: whose listen, and its enter; None: nobody listens.
        backlog: how many connections may wait, None if that is not known.
        waiting: the connections that nobody has accepted.
        accepted: the server's ends of those that somebody has.
        mixed: which connection an accept got could not be told once.
        looked: of each thread the enter of its last accept that found no connection.
    """

    socket: str
    bound: tuple[Chain, int]
    listening: tuple[Chain, int] | None = None
    backlog: int | None = None
    waiting: list[Connection] = field(default_factory=list)
    accepted: list[Channel] = field(default_factory=list)
    mixed: bool = False
    looked: dict[Chain, int] = field(default_factory=dict)

    @staticmethod
    def first(waiting: list[Connection]) -> Connection | None:
        """Of some connections that wait, the one that is accepted next; None: it cannot be told."""
        for each in waiting:
            others = (other for other in waiting if other is not each)
            if all(each.left is not None and each.left < other.enter for other in others):
                return each
        return None
