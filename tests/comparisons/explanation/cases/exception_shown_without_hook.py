"""A program may show what it has caught and then ask for its exit, also long after its start."""
# Must say: ValueError: handled
# Must not say: JS045
# Must not say: nothing caught

import traceback


def nothing() -> None:
    pass


for _ in range(30_000):
    nothing()
try:
    raise ValueError("handled")
except ValueError:
    traceback.print_exc()
raise SystemExit(1)
