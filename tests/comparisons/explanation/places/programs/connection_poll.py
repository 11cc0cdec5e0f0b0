"""poll() without a time."""
import multiprocessing

if __name__ == "__main__":
    ours, theirs = multiprocessing.Pipe()
    if ours.poll(None):  # HERE: parent
        print("never")
