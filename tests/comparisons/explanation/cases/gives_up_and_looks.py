# Wrong: join(timeout) gave up, and None was taken for 0; the program ends all the same.
# Must say: JS002\]: A join\(\) with a timeout gave up .*: join\(\) returns None all the same\. The program then tested exitcode
# Must say: if not worker\.exitcode: *\n(.*\n)?.*exitcode of the worker was None here, which `if` takes for false
# Must not say: and only exitcode or is_alive\(\) tell
import multiprocessing


def work(end, ours):
    ours.close()
    end.poll(None)


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    worker = context.Process(target=work, args=(theirs, ours))
    worker.start()
    worker.join(0.2)
    if not worker.exitcode:
        print("good")
    ours.send("end")
    worker.join()
