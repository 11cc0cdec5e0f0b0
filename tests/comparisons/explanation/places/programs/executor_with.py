"""The end of a `with ProcessPoolExecutor`, which waits for what was submitted."""
import concurrent.futures
import time


def work():
    time.sleep(1000)  # ALSO: worker


def main():
    with concurrent.futures.ProcessPoolExecutor(1) as executor:  # HERE: parent
        executor.submit(work)
        print("submitted")


if __name__ == "__main__":
    main()
