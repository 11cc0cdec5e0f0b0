"""Nothing is explained without system calls."""

import sys

from joinscope.recording.recorders import syscalls

if sentence := syscalls.refusal():
    collect_ignore_glob = ["*"]
    print(f"no tests of explain: {sentence}", file=sys.stderr)
