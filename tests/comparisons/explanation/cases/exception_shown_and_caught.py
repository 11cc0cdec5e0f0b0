"""An exception that was caught, and shown, has ended nothing: the program asked for its exit."""
# Must say: On standard error|on standard error
# Must say: ValueError: handled
# Must say: None of the known traps was found in it\. What standard error shows may have been caught\.
# Must not say: JS045
# Must not say: nothing caught

import traceback

try:
    raise ValueError("handled")
except ValueError:
    traceback.print_exc()
raise SystemExit(1)
