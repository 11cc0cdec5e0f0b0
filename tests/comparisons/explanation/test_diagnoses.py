"""What stands first: every trap is told once, mistakes before surprises, each with its line."""

from dataclasses import replace

import pytest
from explanations import article, joins, place
from joinscope.explanation import known_traps
from joinscope.explanation.diagnoses import diagnoses
from joinscope.explanation.known_traps import Trap
from joinscope.explanation.model import File, Joins, Level, Step
from joinscope.programs import makers
from joinscope.render.wording.diagnoses import diagnosis_text
from joinscope.render.wording.facts import trap_notes
from joinscope.render.wording.languages import WordingLanguage
from joinscope.render.wording.trap_advice import trap_advice
from run_explained import PROGRAMS, explain

SIGNAL = known_traps.EndedBySignal(9)
AT_EXIT = known_traps.JoinedAtExit()
LOST = known_traps.StatusTakenByCall()
ZOMBIE = known_traps.NeverReaped(10**9)


def ran_into(*traps: Trap, worker: int = 1) -> Joins:
    """Joins of one worker with these traps."""
    group = joins("python")
    join = replace(group.shown[0], worker=worker, traps=traps)
    return replace(group, shown=(join,))


def steps() -> list[Step]:
    """The steps of a story that went well."""
    return list(article().stories[0].steps)


def test_mistakes_come_before_surprises() -> None:
    """Whatever the order of the workers."""
    found = diagnoses([ran_into(SIGNAL), ran_into(LOST, worker=2)], steps(), None, hangs=False)
    assert [(each.trap, each.workers) for each in found] == [(LOST, (2,)), (SIGNAL, (1,))]


@pytest.mark.parametrize(
    ("language", "end"),
    [
        ("python", ": signal.signal(signal.SIGCHLD, signal.SIG_DFL)."),
        ("c", ": signal(SIGCHLD, SIG_DFL)."),
        ("perl", ": $SIG{CHLD} = 'DEFAULT'."),
        ("other", " waited for."),
    ],
)
def test_advice_is_in_the_words_of_the_language(language: WordingLanguage, end: str) -> None:
    """Where there are none for it, what to do is said without."""
    assert trap_advice(known_traps.StatusIgnored(), language).endswith(end)


def test_the_same_of_several_workers_is_one() -> None:
    """Also where they were not joined alike."""
    groups = [ran_into(AT_EXIT), ran_into(AT_EXIT, worker=2)]
    (found,) = diagnoses(groups, steps(), None, hangs=False)
    assert (found.workers, found.count) == ((1, 2), 2)


def test_where_it_hangs_surprises_stay_with_their_joins() -> None:
    """The cause of the hang is not to be buried; nor is a zombie at its end one of its causes."""
    cut = known_traps.NeverReaped(10**9, cut_short=True)
    found = diagnoses([ran_into(SIGNAL, AT_EXIT, cut, LOST)], steps(), None, hangs=True)
    assert [each.trap for each in found] == [LOST]


def test_a_status_that_was_truncated() -> None:
    """That is about the program, and no worker; one that was not is nothing."""
    (found,) = diagnoses([], steps(), (256, 0), hangs=False)
    assert (found.trap, found.workers) == (known_traps.StatusTruncated(256, 0), ())
    assert list(diagnoses([], steps(), (3, 3), hangs=False)) == []


@pytest.mark.parametrize("name", ["Pool._terminate_pool", "_terminate_pool"])
def test_a_pool_that_ends_its_workers_is_no_surprise(name: str) -> None:
    """Nor where Python names a function without its class, before 3.11; who else does it is."""
    kill = Step("kill", "kill", 0, 1, None, 0, 1, None, (Level(name, "library", None, 0, 1),))
    kill = replace(kill, signal="SIGKILL")
    assert list(diagnoses([ran_into(SIGNAL)], [kill], None, hangs=False)) == []
    other = replace(kill, chain=(Level("terminate", "library", None, 0, 1),))
    assert list(diagnoses([ran_into(SIGNAL)], [other], None, hangs=False)) != []


@pytest.mark.parametrize(
    ("trap", "at"), [(ZOMBIE, "create"), (AT_EXIT, "create"), (LOST, "join"), (SIGNAL, "join")]
)
def test_the_line(trap: Trap, at: str) -> None:
    """Where it was made, if that is what has to change; else where its end was learned."""
    (found,) = diagnoses([ran_into(trap)], steps(), None, hangs=False)
    line = {"create": 11, "join": 12}[at]
    assert (found.at, found.place) == (at, place("python", line))


def test_the_line_that_sent_the_signal() -> None:
    """It is shown where a worker was ended by the program itself."""
    found = explain(makers.script(PROGRAMS / "killed.py")).story
    (killed, *_) = [
        each for each in found.diagnoses if isinstance(each.trap, known_traps.EndedBySignal)
    ]
    assert killed.place is not None
    assert (killed.at, killed.place.text) == ("kill", "os.kill(os.getpid(), signal.SIGKILL)")


def test_each_trap_is_told_once() -> None:
    """First, and its id beside the join; or with the join, where it does not stand first."""
    story = article().stories[0]
    group = ran_into(SIGNAL, LOST)
    first = tuple(diagnoses([group], steps(), None, hangs=True))
    told = replace(story, joins=(group,), diagnoses=first)
    assert [diagnosis_text(each, told)[:14] for each in first] == ["warning[JS007]"]
    assert list(trap_notes(group, told)) == ["See [JS007] above."]
    reading = File("reads.py", "python", ("print(worker.exitcode)",))
    assert list(trap_notes(group, replace(told, files=(reading,)))) == [
        "note[JS013]: SIGKILL killed the worker, which Python tells as a negative number: -9.",
        "See [JS007] above.",
    ]
