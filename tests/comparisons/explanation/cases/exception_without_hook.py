"""What ends a program is told of, also long after its start."""
# Must say: warning\[JS045\]: The program ended by an exception that nothing caught: KeyError: 'late'\.

import traceback


def nothing() -> None:
    pass


for _ in range(30_000):
    nothing()
try:
    raise ValueError("handled")
except ValueError:
    traceback.print_exc()
raise KeyError("late")
