"""Every "at most" of joinscope: what is left out beyond it is counted, or said to be too much.

What a recorder takes before it ends a program stands in `recording/recorders` and in the tracer.
"""

from typing import Final

# Analysis: what grows with the square of a number, or faster.

# Calls of a recording that an account keeps; beyond them, those that take long or say something.
KEPT_CALLS: Final = 100_000
# Frames that are kept of a function which a thread enters from one place.
KEPT_FRAMES: Final = 1000
# Lines of notes that are read of an untraced run: those of a thousand workers, in a second or two.
READ_NOTES: Final = 300_000
# States that are held at a time when legal outputs are counted: beyond them they are "too many".
COUNTED_STATES: Final = 20_000
# Answers of waits for any child that are followed: 120 are those of five waits for five children.
ANSWERS: Final = 120
# Lines that are looked at to find out which of many equal ones come to the same: some 3 seconds,
# and 50 MB at most. Counting the outputs of 20 workers of two lines each takes a tenth of that.
EQUAL_LINES_WORK: Final = 1_000_000
# Lines of a run that a verdict relates to each other, each to each: 200 make 20,000 pairs.
JUDGED_LINES: Final = 200
# The same of an explanation, whose recording has more calls on the way between two lines.
EXPLAINED_LINES: Final = 60
# The same of `orders`, which asks for nothing else.
ORDERED_LINES: Final = 500
# Legal outputs listed to compare two programs where lines of one text cannot be told apart.
COMPARED_OUTPUTS: Final = 1000

# An explanation: what a reader can still take in, of programs with a thousand workers.

# Workers that have a lane, and the last one.
WORKER_LANES: Final = 8
# Waits and sleeps in a lane, and of a thread: of more, those with the least between them are one.
LANE_WAITS: Final = 500
# Lines that become steps.
STEP_LINES: Final = 40
# Legal outputs that are listed beside their number.
LISTED_OUTPUTS: Final = 12
# Printed lines that an explanation has, and the last lines of standard error.
PRINTED_LINES: Final = 200
ERROR_LINES: Final = 12

# Comparisons of one command that are shown whole, as soon as all have run: of more each is a line,
# shown when it has run, and only what fails or is unknown is told of below.
WHOLE_COMPARISONS: Final = 4
# Of so many, those that run at the same time: the first ones are few, so that a result soon shows.
FIRST_COMPARISONS: Final = 2
NEXT_COMPARISONS: Final = 5

# A verdict: lines that were printed and not claimed, each by its text.
UNCLAIMED_LINES: Final = 3

# Text on a terminal: a screen has some 24 lines and 80 columns.

# Columns that a text has at least, however narrow its terminal says that it is.
LEAST_COLUMNS: Final = 20

# Lines of a program, of its standard error, and characters of each.
SHOWN_LINES: Final = 12
LINE_CHARACTERS: Final = 120
# Characters of a line that is shown while its program runs, beside its name and its time.
PROGRESS_CHARACTERS: Final = 60
# Processes that wait at a hang, beside those that it is about.
SHOWN_WAITING: Final = 6
# Processes that hold an end of a pipe.
SHOWN_HOLDERS: Final = 4
# Reasons why it is not known whether a program goes on.
SHOWN_DOUBTS: Final = 6
# Kinds of joins that are told in sentences.
SHOWN_JOINS: Final = 10
# Pairs of lines whose order is not known.
UNKNOWN_PAIRS: Final = 5
# Characters of what a call wrote or read, so that the call keeps to one line.
CALL_DATA: Final = 60

# Pictures and pages.

# Lines of a source file in the report.
SOURCE_LINES: Final = 1500
# Characters of what a program printed or is called, in the report and in the picture.
CELL_CHARACTERS: Final = 240
# Characters of a message in a Mermaid diagram, which does not break lines.
MESSAGE_CHARACTERS: Final = 80
