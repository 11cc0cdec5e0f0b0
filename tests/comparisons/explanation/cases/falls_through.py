# Wrong: the child of os.fork() goes on with the parent's code.
# Must say: JS032\]: .* both ran line \d+\.
# Must say: help: .*os\._exit\(0\)
# Must say: worker\s+\d+ print\("the end", flush=True\)\s+write
# Must say: parent\s+\d+ print\("the end", flush=True\)\s+write
import os

if os.fork() == 0:
    print("in the child", flush=True)
else:
    os.wait()
print("the end", flush=True)
