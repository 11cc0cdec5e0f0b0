"""Why a program that runs does not go on, as one JSON document, `joinscope/why/1`."""

import platform
from importlib.metadata import version
from typing import Literal

import msgspec

from joinscope.explanation.live_hang import LiveAnswer


class WhyDocument(msgspec.Struct, frozen=True):
    """What joinscope why found; the verdict and who waits for whom are in `answer`."""

    schema: Literal["joinscope/why/1"]
    joinscope: str
    kernel: str
    machine: str
    answer: LiveAnswer


def document(answer: LiveAnswer) -> WhyDocument:
    """The document."""
    return WhyDocument(
        "joinscope/why/1",
        joinscope=version("joinscope"),
        kernel=f"{platform.system()} {platform.release()}",
        machine=platform.machine(),
        answer=answer,
    )
