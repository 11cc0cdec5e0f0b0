"""Rows of the drift matrix in words."""

from joinscope.catalog.claims import Joining, Joins, Only, OrderUnknown, Printed
from joinscope.catalog.front_matter import LeftOut
from joinscope.render.wording import process_claims
from joinscope.verdict.matrix import SideKey, Subject

REAPS = {
    "parent": "the parent reaps",
    "worker": "the worker reaps",
    "server": "the server reaps",
    "nobody": "nobody of the program reaps",
}


def side_name(side: SideKey) -> str:
    """A side, as tables call it: `Python fork`."""
    language, variant = side
    return f"{'Python' if language == 'python' else 'C'} {variant}"


def subject_text(subject: Subject) -> str:
    """What is claimed."""
    match subject:
        case LeftOut(sides=sides):
            return f"is run, but not on: {process_claims.side_words(sides)}"
        case Printed(line=line, times=times):
            return f'"{line}" is printed {process_claims.times(times)}'
        case Only(inner=inner):
            return process_claims.single(inner)
        case Joins(by=by):
            return "; ".join(f"{key}: {_joining(each)}" for key, each in by)
        case OrderUnknown():
            return process_claims.single(subject)
        case _:
            raise ValueError(f"no row of the matrix: {subject!r}")


def why(subject: Subject) -> str:
    """Why it is so, and who else says so; empty where nobody has to."""
    match subject:
        case LeftOut(reason=text) | OrderUnknown(reason=text):
            return text
        case Only(scope=scope) | Printed(scope=scope) if scope:
            return process_claims.why_only(scope)
        case _:
            return ""


def _joining(join: Joining) -> str:
    told = f"told by {' + '.join(join.served)}" if join.served else "told by no call"
    return f"{told}, {REAPS[join.reaped_by]}"
