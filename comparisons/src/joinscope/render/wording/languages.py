"""In which words a program is told what to do: those of its language, or those of none."""

from typing import Literal

from joinscope.explanation.model import SideExplanation
from joinscope.happens_before.rules.deferred import defers
from joinscope.happens_before.rules.shells import SHELLS

WordingLanguage = Literal["python", "c", "perl", "other"]


def wording_language(story: SideExplanation) -> WordingLanguage:
    """That of a side; a command that is no interpreter and no shell is taken for one in C."""
    if story.language == "python" or story.start_method or story.files:
        return story.language
    names = {story.runtime, *(each.program for each in story.lanes[:1])}
    if any(each.startswith("perl") for each in names):
        return "perl"
    return "other" if any(each in SHELLS or defers(each) for each in names) else "c"
