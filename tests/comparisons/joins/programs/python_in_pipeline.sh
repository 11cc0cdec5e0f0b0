# A program of two processes in a pipeline; the argument is a Python.
"$1" -S -I -c '
import os
if os.fork() == 0:
    os.write(1, b"worker\n")
    os._exit(0)
os.wait()
os.write(1, b"parent\n")
' | cat
echo shell
