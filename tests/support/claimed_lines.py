"""What is claimed that a program of the catalog prints in C."""

from joinscope import catalog
from joinscope.catalog.claims import Prints
from joinscope.catalog.scope_words import in_scope


def claimed_lines(name: str) -> list[str]:
    """Its lines, by the name of the program; in no order."""
    claims = catalog.load()[name].claims or ()
    (prints,) = (claim for claim in claims if isinstance(claim, Prints))
    others = [each for each in prints.others if in_scope(each.scope, "c", "fork", None)]
    return [*prints.lines, *(each.line for each in others for _ in range(each.times))]
