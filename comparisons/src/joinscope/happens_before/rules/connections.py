"""Connections: may-edges between those who listen at an address and those who connect to it.

What is said through a connection may come from anywhere: which socket an accept got is not known.
"""

from joinscope.happens_before.graph import Kind
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.rules import descriptors, may
from joinscope.recording.records import (
    AcceptArguments,
    AddressArguments,
    DescriptorResults,
    Leave,
)


def address_enter(state: State, thread: Thread, name: str, call: AddressArguments) -> None:
    """May: who binds an address is before whoever connects to it then."""
    if name == "bind" and (address := _address(call)) is not None:
        may.into(state, thread, address)


def accept_enter(state: State, thread: Thread, call: AcceptArguments) -> None:
    """May: so is who listens there, or makes room for one more by an accept."""
    address = state.addresses.get(call.object or "")
    if address is not None:
        may.into(state, thread, address)


def address_leave(
    state: State, thread: Thread, name: str, call: AddressArguments, leave: Leave
) -> None:
    """May: connect succeeds only once somebody listens; bind, once nobody else has the address."""
    if leave.error is not None:
        return
    address = _address(call)
    if name == "bind":
        if address is None or address in state.addresses.values():
            may.anything(state, thread)
        if address is not None and call.object is not None:
            state.addresses[call.object] = address
    elif address is not None and address in state.media:
        state.edge(state.media[address], thread.last, thread, Kind.MAY)
    else:
        may.anything(state, thread)


def accept_leave(state: State, thread: Thread, leave: Leave) -> None:
    """May: anybody may have connected, for any reason."""
    match leave.results:
        case DescriptorResults() as made:
            may.anything(state, thread)
            _socket(state, thread, made)
        case _ if leave.error is None and leave.call != "listen":
            may.anything(state, thread)


def socket_leave(state: State, thread: Thread, leave: Leave) -> None:
    """A new socket: what comes through it may come from outside."""
    match leave.results:
        case DescriptorResults() as made:
            _socket(state, thread, made)


def _socket(state: State, thread: Thread, made: DescriptorResults) -> None:
    if made.object is not None:
        state.forget(made.object)
    descriptors.got(state, thread, made.fd, descriptors.entry(state, made.object, made))


def _address(call: AddressArguments) -> str | None:
    return None if call.address is None else f"address {call.address} {call.port or ''}"
