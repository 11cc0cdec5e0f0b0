from multiprocessing import Pool


def square(number):
    return number * number


if __name__ == "__main__":
    pool = Pool(2)
    result = pool.map_async(square, range(1, 4))
    try:
        pool.join()
    except ValueError:
        print("Cannot join: the pool still takes tasks")
    pool.close()
    pool.join()
    print("Joined:", result.get())
