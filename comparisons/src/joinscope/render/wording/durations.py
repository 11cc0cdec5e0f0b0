"""Durations and moments: one way to write each."""

UNITS = ((10**9, "s"), (10**6, "ms"), (10**3, "us"), (1, "ns"))
MINUS, MICRO = "\N{MINUS SIGN}", "\N{MICRO SIGN}s"


def duration(nanoseconds: float) -> str:
    """A duration as people say it, in the unit that fits, ASCII only: `13 ms`, `3.5 s`.

    Two digits, for no run repeats more of them; whole seconds from 10 on.
    """
    rounded = float(f"{nanoseconds:.2g}") if abs(nanoseconds) < 10 * 10**9 else nanoseconds
    value = abs(rounded)
    size, unit = next((each for each in UNITS if value >= each[0]), UNITS[-1])
    number = rounded / size
    return f"{number:.0f} {unit}" if abs(number) >= 10 else f"{number:.2g} {unit}"


def set_duration(nanoseconds: float) -> str:
    """The same as it is set on a page: seconds have two decimals, so that they line up."""
    size, unit = _unit(nanoseconds)
    if not nanoseconds or unit == "s":
        return f"{nanoseconds / 10**9:.2f} s"
    return f"{_rounded(nanoseconds) / size:.3g} {MICRO if unit == 'us' else unit}"


def moment(seconds: float) -> str:
    """When a line was printed, in seconds since the start of its run."""
    return f"{seconds:.2f} s"


def milliseconds(nanoseconds: int) -> str:
    """A place on the axis, in ms, with a real minus sign."""
    value = nanoseconds / 10**6
    text = f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if value else "0"
    return text.replace("-", MINUS)


def _unit(nanoseconds: float) -> tuple[int, str]:
    value = abs(_rounded(nanoseconds))
    return next((each for each in UNITS if value >= each[0]), UNITS[-1])


def _rounded(nanoseconds: float) -> float:
    """Three digits of it: 999.9 ms is a second, not 1e+03 ms."""
    return float(f"{nanoseconds:.3g}")
