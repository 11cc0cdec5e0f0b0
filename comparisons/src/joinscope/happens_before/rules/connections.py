"""Connections: who listens at an address, who connects to it, and whose connection is accepted.

Of unix sockets the ends are followed, see unix_sockets.py. Of others there are only may-edges
between those who listen at an address and those who connect to it: what is said through such a
connection may come from anywhere.
"""

from joinscope.happens_before.channels import Channel
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.rules import contention, descriptors, may
from joinscope.happens_before.unix_sockets import Address, Connection
from joinscope.recording.records import (
    AcceptArguments,
    AddressArguments,
    AddressResults,
    DescriptorResults,
    Leave,
    SocketArguments,
    TransferArguments,
    WriteArguments,
)

NOBODY = {"ECONNREFUSED", "ENOENT"}
ANY = "network"  # of all, for a port may have got its number from the kernel


def address_enter(state: State, thread: Thread, name: str, call: AddressArguments) -> None:
    """A connection begins. May: who binds an address is before whoever connects to it then."""
    address, channel = _address(call), state.channel_of(call.object)
    if address is None or channel is None:
        return
    if name == "bind":
        may.into(state, thread, address)
    elif channel.unix and not channel.directed:
        _begins(state, thread, address, channel)
    elif not channel.unix:
        state.came(ANY, thread, Choice.ACCEPTED)


def _begins(state: State, thread: Thread, address: str, client: Channel) -> None:
    """Both ends are there from now on, if anybody listens when the call is made."""
    server = state.make(f"{client.name} accepted", thread.last)
    server.unix = server.waiting = True
    server.packets = client.packets
    client.peer, server.peer = server, client
    made = Connection(thread.chain, thread.last, client.name, server.name)
    state.connecting[thread] = made
    where = state.unix.get(address)
    if where is not None:
        where.waiting.append(made)
    if state.came(address, thread, Choice.ACCEPTED):
        for each in () if where is None else where.accepted:
            _decided(state, each)


def _decided(state: State, server: Channel) -> None:
    """Which connection this is was a choice, and so is all that is said through it."""
    for each in (server, server.peer):
        if each is not None:
            contention.decided(state, each.stream, Choice.ACCEPTED)


def accept_enter(state: State, thread: Thread, call: AcceptArguments, name: str) -> None:
    """Whoever connects may have to wait until somebody listens, or makes room by an accept."""
    address = state.addresses.get(call.object or "")
    if address is None:
        return
    where = state.unix.get(address)
    if where is not None and name == "listen":
        where.listening, where.backlog = (thread.chain, thread.last), call.backlog
    if where is None or name != "listen":
        may.into(state, thread, address)


def address_leave(
    state: State, thread: Thread, enter: int, name: str, call: AddressArguments, leave: Leave
) -> None:
    """Connect succeeds only once somebody listens; bind, once nobody else has the address."""
    address, channel = _address(call), state.channel_of(call.object)
    connection = state.connecting.pop(thread, None)
    if leave.error is not None:
        _failed(state, thread, enter, address, connection, leave.error)
    elif name == "bind":
        match leave.results:
            case AddressResults(address=str(found)):
                address = f"address {found} "
        if call.port:  # whoever had it has let go of it, and may have had it by another address
            may.anything(state, thread, Reason.SOCKET_ADDRESS)
        _bound(state, thread, enter, address, channel)
    elif channel is None or not channel.unix or address is None:
        _network(state, thread, address)
    elif connection is None:
        _directed(state, thread, address, channel)
    else:
        _connected(state, thread, address, channel, connection)


def _failed(
    state: State,
    thread: Thread,
    enter: int,
    address: str | None,
    connection: Connection | None,
    error: str,
) -> None:
    """Not yet: who was refused has asked before anybody listened there."""
    if connection is not None:
        client = state.channel(connection.client)
        client.peer = None
        state.forget(connection.server)
        for each in state.unix.values():
            each.waiting = [one for one in each.waiting if one is not connection]
    if address is not None and error in NOBODY:
        state.refused.setdefault(address, {})[thread.chain] = enter
        if address in state.unix or address in state.media:
            may.anything(state, thread, Reason.SOCKET_ADDRESS)  # who was there has gone
    elif error not in ("EINTR", "EAGAIN", "EINPROGRESS"):
        may.anything(state, thread, Reason.SOCKET_ADDRESS)


def _bound(
    state: State, thread: Thread, enter: int, address: str | None, channel: Channel | None
) -> None:
    if address is None or address in state.addresses.values():
        may.anything(state, thread, Reason.SOCKET_ADDRESS)
    if address is None or channel is None:
        return
    state.addresses[channel.name] = address
    if channel.unix:
        state.unix[address] = Address(channel.name, (thread.chain, enter))
        if channel.directed:
            _found(state, thread, address)


def _found(state: State, thread: Thread, address: str) -> None:
    """Not yet: whoever has found nobody at an address did so before this call returned."""
    for chain, look in state.refused.pop(address, {}).items():
        if chain is not thread.chain:
            state.edge(chain, look, thread, Kind.CONNECTION, choice=Choice.NOT_YET)


def _network(state: State, thread: Thread, address: str | None) -> None:
    if address is not None and address in state.media:
        state.edge(
            state.media[address], thread.last, thread, Kind.MAY, reason=Reason.SOCKET_ADDRESS
        )
    else:
        may.anything(state, thread, Reason.NETWORK)


def _directed(state: State, thread: Thread, address: str, channel: Channel) -> None:
    """A socket of datagrams sends to an address from now on."""
    where = state.unix.get(address)
    if where is None:
        may.anything(state, thread, Reason.UNRECORDED_PROCESS)
        outside(channel)
    else:
        state.edge(*where.bound, thread, Kind.CONNECTION)
        channel.peer = state.channel(where.socket)


def _connected(
    state: State, thread: Thread, address: str, channel: Channel, connection: Connection
) -> None:
    where = state.unix.get(address)
    if where is None or where.listening is None or where.mixed:
        may.anything(state, thread, Reason.UNRECORDED_PROCESS)
        outside(channel, channel.peer)
        return
    connection.left = thread.last
    if connection not in where.waiting and channel.peer is not None and channel.peer.waiting:
        where.waiting.append(connection)
    state.edge(*where.listening, thread, Kind.CONNECTION)
    if where.backlog is None or len(where.waiting) > where.backlog:
        state.edge(
            state.medium(address), thread.last, thread, Kind.MAY, reason=Reason.BACK_PRESSURE
        )
    for chain, look in where.looked.items():
        if chain is not thread.chain:
            state.edge(chain, look, thread, Kind.CONNECTION, choice=Choice.NOT_YET)
    where.looked.clear()


def inbox(
    state: State, channel: Channel, call: WriteArguments | TransferArguments
) -> Channel | None:
    """Where what a call writes can be read; None if that is not known."""
    match call:
        case WriteArguments(address=str(address)) if channel.directed:
            where = state.unix.get(f"address {address} ")
            return None if where is None else state.channel(where.socket)
    return channel.inbox


def outside(*channels: Channel | None) -> None:
    """Nobody knows any more what comes through these sockets."""
    for each in channels:
        if each is not None:
            each.made = None
            each.stream.abandon()


def accept_leave(
    state: State, thread: Thread, enter: int, call: AcceptArguments, leave: Leave
) -> None:
    """A connection comes after the call that asked for it; of others than unix sockets, may."""
    where = state.unix.get(state.addresses.get(call.object or "", ""))
    match leave.results:
        case DescriptorResults() as made if where is not None:
            _accepted(state, thread, where, call, made)
        case DescriptorResults() as made:
            may.anything(state, thread, Reason.NETWORK)
            _socket(state, thread, made)
            state.rivals.first.setdefault(ANY, thread.last)  # who connects later could have been it
            state.rivals.chosen.add(ANY)
        case _ if leave.call == "listen":
            if leave.error is None and where is not None:
                _found(state, thread, state.addresses[call.object or ""])
        case _ if leave.error == "EAGAIN" and where is not None:
            where.looked[thread.chain] = enter
        case _ if leave.error is None:
            may.anything(state, thread, Reason.UNREADABLE)


def _accepted(
    state: State, thread: Thread, where: Address, call: AcceptArguments, made: DescriptorResults
) -> None:
    found, address = _which(state, where, made.peer), state.addresses[call.object or ""]
    server = state.channels.pop(found.server, None) if found is not None else None
    if found is None or server is None or made.object is None or where.mixed:
        may.anything(state, thread, Reason.UNRECORDED_PROCESS)
        where.mixed = True
        for each in where.waiting:
            outside(state.channel(each.client), state.channels.get(each.server))
        _socket(state, thread, made)
        return
    others = [each.enter for each in where.waiting if each.chain is not found.chain]
    if others:
        state.rivals.chosen.add(address)
        state.beside(thread, Choice.ACCEPTED, others)
    where.waiting.remove(found)
    choice = Choice.NON_BLOCKING if call.nonblocking else None
    if choice is None and state.channel(call.object or "").timed:
        choice = Choice.TIMED
    if address in state.rivals.chosen:
        choice = Choice.ACCEPTED
    state.edge(found.chain, found.enter, thread, Kind.CONNECTION, choice=choice)
    state.rivals.answered(address, found.chain, thread.chain)
    state.forget(made.object)
    server.name, server.waiting = made.object, False
    server.hasty = True  # accept4 may have made it so
    where.accepted.append(server)
    if choice is Choice.ACCEPTED:
        _decided(state, server)
    state.channels[made.object] = server
    descriptors.got(state, thread, made.fd, descriptors.entry(state, made.object, made))


def _which(state: State, where: Address, peer: int | None) -> Connection | None:
    """The connection that was accepted: of all that wait, or of those of the process that made it.

    The kernel names that process (unix(7), SO_PEERCRED).
    """
    of_peer = [
        each
        for each in where.waiting
        if state.all_processes[each.chain.owner].pid == peer
        and not state.all_processes[each.chain.owner].foreign
    ]
    return where.first(of_peer) if of_peer else where.first(where.waiting)


def reported(state: State, thread: Thread, channel: Channel, choice: Choice | None) -> bool:
    """A poll that reports a socket where connections are accepted: one was asked for."""
    address = state.addresses.get(channel.name, "")
    where = state.unix.get(address)
    if where is None or where.listening is None:
        return False
    first = where.first(where.waiting)
    if first is None or where.mixed:
        may.anything(state, thread, Reason.UNRECORDED_PROCESS)
        return True
    others = [each.enter for each in where.waiting if each.chain is not first.chain]
    if others:
        state.rivals.chosen.add(address)
        state.beside(thread, Choice.ACCEPTED, others)
    if address in state.rivals.chosen:
        choice = Choice.ACCEPTED
    state.edge(first.chain, first.enter, thread, Kind.CONNECTION, choice=choice)
    state.rivals.answered(address, first.chain, thread.chain)
    return True


def socket_leave(
    state: State, thread: Thread, enter: int, call: SocketArguments, leave: Leave
) -> None:
    """A new socket. What comes through another than a unix socket may come from outside."""
    match leave.results:
        case DescriptorResults(object=str(name)) as made if call.family == "AF_UNIX":
            channel = state.make(name, enter)
            channel.unix, channel.packets = True, call.type != "SOCK_STREAM"
            channel.hasty = call.nonblocking
            channel.directed = call.type == "SOCK_DGRAM"
            descriptors.got(state, thread, made.fd, descriptors.entry(state, name, made))
        case DescriptorResults() as made:
            _socket(state, thread, made)


def _socket(state: State, thread: Thread, made: DescriptorResults) -> None:
    if made.object is not None:
        state.forget(made.object)
    descriptors.got(state, thread, made.fd, descriptors.entry(state, made.object, made))


def _address(call: AddressArguments) -> str | None:
    return None if call.address is None else f"address {call.address} {call.port or ''}"
