r"""Order: how two events of a recording relate in every run that makes the same calls.

A recording shows one run, in the order in which the tracer saw it. Most of that order is luck: of
two processes that nothing joins either may be first. This package tells luck from necessity. It
builds Lamport's happens-before relation (Time, Clocks, and the Ordering of Events, 1978), with
system calls in the place of messages.

Points and chains. A point is one record of one thread, named by its number in the recording: a call
begins (enter), a call returns (leave), the thread is created, gets a signal, ends. The points of a
thread form its chain, which is the order of its program: that takes no edges.

Must-edges. An edge leads from a point of one thread to a point of another that cannot come earlier,
because the kernel makes it wait. For a worker that a parent waits for:

    parent   0 enter fork ---------------- 6 enter wait4 ---------------- 10 leave wait4   11 write
                  \                                                      /
    worker         1 creation   2 enter write   3 leave write   9 exiting

0 -> 1 is an edge of the kind CREATION: only the call that point 0 begins makes the worker. 9 -> 10
is a REAP: wait4 takes a status, and there is none before the last thread has come to its last
point. So what the worker wrote (2, 3) is before what the parent writes (11): 3, 9, 10, 11 is a
path, and a path is a proof. What the parent did between 0 and 6 has no path from the worker or to
it.

An edge starts where the effect cannot have been yet, and ends where it has been: a write counts
from its enter on, for its bytes can be read before it returns; a read counts at its leave. The
tracer writes an enter before it lets the thread go on, and a leave after the kernel is done. So
every edge leads forward in the recording, the order of the recording is one of the orders that the
graph allows, and a search from one point back to another never has to look behind that one.

May-edges. Two events without a path are concurrent only if nothing else can have joined them. Order
can also flow where no call shows it: through memory that threads share, a file that one writes and
another reads, a person at the terminal. Such ways are may-edges. They prove nothing; but two events
with a path over one are `unknown`, not concurrent. Where a rule cannot tell what a call waited for,
anything earlier may have had an influence on it: that is one mark on the point (Chain.outside), not
an edge from each.

Choices. An edge proves nothing beyond its run if the call at its end could have been answered by
something else: choices.py has the sorts. Such edges are marked, and so are those that an earlier
choice guards. A path over one is a fact of this run; the relation is `unknown`, with the choice as
its reason. So may-edges and marks have a reason (hidden_ways.py). What the other answers of a wait
for any child would have ordered is worked out (answers.py). Where the order hangs on the code of a
program, as under a fork server, that is an axiom (axioms.py), which is named in the path.

Virtual chains. A pipe that n processes hold and whose end m processes see would need n * m edges. A
chain of no thread stands between: n edges lead into it and m out of it. Media (shared memory, a
lock, a file) are virtual chains that threads join and leave: from then on order may flow between
the thread and the medium both ways.

So an event is before another if each point in which it ends reaches each in which the other begins;
may be, if some point reaches some, over may-edges too; else the two are concurrent. Of a line the
points are the writes that it took, of an exit the last points of all its threads. relation.py asks
that of two events, linear_extensions.py of all lines: every output that the relation allows.

    recording -> builder.HappensBefore -> rules/* -> graph.Graph -> causal_past.CausalPast

builder.py takes records and hands each to the rules of its kind; rules/ has one file for each way
in which order travels, kernel_state.py what they have to remember, above all byte_stream.py (which
write a read got its bytes of) and fd_table.py (who held a pipe, and who let go of it last).
"""
