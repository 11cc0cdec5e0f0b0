"""The frame of the rows in Python: a row is a function that prints the lines A and B.

    @before              A is first in every run
    @concurrent          nothing orders them
    @choice("code", "AB BA")    it depends on an answer that could have been another

A file of rows is run as `FILE.py NAME POINT...`, and sleeps at each point that is named, as the
rows in C do: see row.h.
"""

import os
import sys
import time


def late(point):
    if point in sys.argv[2:]:
        time.sleep(int(os.environ["LATE"]) / 1000)


def A(*_):
    late("A")
    os.write(1, b"A\n")


def B(*_):
    late("B")
    os.write(1, b"B\n")


def answer(yes):
    os.write(1, b"y\n" if yes else b"n\n")
    return yes


def before(row):
    return row


def concurrent(row):
    return row


def choice(code, outputs):
    return lambda row: row


# A point that is in a function elsewhere is named in a comment in the row.

def run(rows):
    rows[sys.argv[1]]()
