from concurrent.futures import ProcessPoolExecutor


def square(number):
    return number * number


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        futures = [executor.submit(square, number) for number in (1, 2, 3)]
    print("Shut down, all done:", all(future.done() for future in futures))
    try:
        executor.submit(square, 4)
    except RuntimeError:
        print("Cannot submit: it is shut down")
