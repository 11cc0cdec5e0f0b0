"""The one account of a recording: its order, its processes' lifetimes, who they are, their joins.

Every command asks it: compare, orders and explain, and whatever comes.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Self

from joinscope.happens_before.builder import HappensBefore
from joinscope.joins.joins import Join, joins
from joinscope.joins.lifetimes import Lifetimes
from joinscope.joins.roles import Roles, process_roles
from joinscope.recording.records import Record


class Account:
    """Takes each record of a recording, and tells once it has all of them."""

    def __init__(self) -> None:
        self.order = HappensBefore()
        self.lifetimes = Lifetimes(self.order)

    @classmethod
    def of(cls, records: Iterable[Record]) -> Self:
        """The account of a whole recording."""
        account = cls()
        for record in records:
            account.add(record)
        return account

    def add(self, record: Record) -> None:
        """Take the next record."""
        self.lifetimes.add(record, self.order.add(record))

    def go_on(self) -> None:
        """Have been asked before the last record: who is who, and who was joined, is found anew."""
        for found in ("roles", "joins"):
            self.__dict__.pop(found, None)

    @property
    def proves(self) -> bool:
        """Whether the recording proves an order, which takes system calls."""
        return len(self.order.graph) > 0

    @cached_property
    def roles(self) -> Roles:
        """Who each process is, by its number."""
        return process_roles(self.lifetimes)

    @cached_property
    def joins(self) -> list[Join]:
        """How each worker was joined, in the order of their creation."""
        return joins(self.order, self.lifetimes, self.roles)
