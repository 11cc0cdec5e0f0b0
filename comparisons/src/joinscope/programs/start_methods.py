"""Start methods, as a command line asks for them."""

import multiprocessing

from joinscope.errors import UsageError


def every(wanted: str | None = None) -> list[str]:
    """The start methods in a comma-separated list; None: all that this Python has.

    UsageError for one that it lacks.
    """
    available = multiprocessing.get_all_start_methods()
    if wanted is None:
        return available
    chosen = list(dict.fromkeys(filter(None, wanted.split(","))))
    for method in chosen:
        if method not in available:
            raise UsageError(
                f"no start method {method!r} in this Python; there are: {', '.join(available)}"
            )
    if not chosen:
        raise UsageError(f"no start method given; there are: {', '.join(available)}")
    return chosen


def default(wanted: str | None = None) -> list[str]:
    """Those in the list, or `all`; None: the one that this Python takes by itself."""
    if wanted is None:
        return [multiprocessing.get_context().get_start_method()]
    return every(None if wanted == "all" else wanted)
