"""Hands on what a program writes as it comes: its prompts are for whoever sits at its terminal."""

from collections.abc import Callable

from joinscope.recording.recording import Consumer
from joinscope.recording.records import Leave, OutputResults, Record
from joinscope.vocabulary import Stream

Echo = Callable[[Stream, bytes], object]


class Echoing:
    """A consumer that gives what is written to `echo` as well; by the evidence `syscalls` only."""

    def __init__(self, consumer: Consumer | None, echo: Echo) -> None:
        self._consumer = consumer
        self._echo = echo

    def add(self, record: Record) -> None:
        """Take the next record."""
        match record:
            case Leave(results=OutputResults(stream=stream, data=data)):
                self._echo(stream, data.encode("latin-1"))
        if self._consumer is not None:
            self._consumer.add(record)
