# Wrong: a wait that nobody ends; the failure on standard error is an old one that it only repeats.
# Must say: \[JS031\] The parent waits for another thread of its own to wake it, and has no other
# Must say: print\("Exception in thread|Exception in thread worker:
# Must not say: JS030
# Must not say: has ended with
import sys
import threading

print("Exception in thread worker:", file=sys.stderr)
print("Traceback (most recent call last):", file=sys.stderr)
print("ValueError: of yesterday", file=sys.stderr, flush=True)
threading.Event().wait()
