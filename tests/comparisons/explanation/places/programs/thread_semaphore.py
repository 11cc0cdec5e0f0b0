"""A semaphore that is 0, as an argument of another call, over several lines."""
import threading

semaphore = threading.Semaphore(0)
print(
    "got",
    semaphore.acquire(),  # HERE: parent
)
