# Wrong: the parent has not closed the writing end of the pipe that its second child reads.
# Must say: \[JS015\] Deadlock: worker 2 \(\d+\) reads a pipe to its end, and the parent holds the writing
# Must say: os\.waitpid\(right, 0\)\n.* parent waits here
# Must say: while os\.read\(source, 100\):\n.* worker 2 waits here
# Must say: its writing end is held by parent \(\d+\) as fd \d+
# Must say: close in each process the ends that it does not use
import os

source, sink = os.pipe()
left = os.fork()
if left == 0:
    os.write(sink, b"one two\n")
    os._exit(0)
right = os.fork()
if right == 0:
    os.close(sink)
    while os.read(source, 100):
        pass
    os._exit(0)
os.waitpid(left, 0)
os.waitpid(right, 0)
