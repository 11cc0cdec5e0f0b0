"""A Process of one's own, with a join of its own."""

from multiprocessing import Process


class Greeter(Process):
    def __init__(self, name):
        super().__init__(name=name)
        self.greeting = f"hello from {name}"

    def run(self):
        print(self.greeting)

    def join(self, timeout=None):
        super().join(timeout)
        print(f"{self.name} has ended")


if __name__ == "__main__":
    greeter = Greeter("greeter")
    greeter.start()
    greeter.join()
