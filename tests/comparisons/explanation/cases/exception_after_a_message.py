"""What the program wrote itself before is no reason to doubt that an exception has ended it."""
# Must say: warning\[JS045\]: The program ended by an exception that nothing caught: ValueError: real\.

import sys

print("begins", file=sys.stderr)
raise ValueError("real")
