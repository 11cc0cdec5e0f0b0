"""Start methods, as a command line asks for them."""

import multiprocessing

from joinscope.errors import UsageError, did_you_mean


def requested(wanted: str | None = None) -> list[str]:
    """The start methods in a comma-separated list; None: all that this Python has.

    UsageError for one that it lacks.
    """
    available = multiprocessing.get_all_start_methods()
    if wanted is None:
        return available
    chosen = list(dict.fromkeys(filter(None, wanted.split(","))))
    for method in chosen:
        if method not in available:
            near = did_you_mean(method, available)
            raise UsageError(f"no start method {method!r} in this Python{near}")
    if not chosen:
        raise UsageError(f"no start method given; there are: {', '.join(available)}")
    return chosen


def requested_or_default(wanted: str | None = None) -> list[str]:
    """The same, where `all` stands for all of them; None: the default of this Python."""
    if wanted is None:
        return [multiprocessing.get_context().get_start_method()]
    return requested(None if wanted == "all" else wanted)
