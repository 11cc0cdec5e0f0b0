"""How each worker of a recorded program was joined: which calls told of its end, who reaped it."""

from dataclasses import dataclass

from joinscope.catalog.claims import Joining
from joinscope.happens_before.builder import HappensBefore
from joinscope.joins.joining import served, workers
from joinscope.render.wording.paths import roles, tell
from joinscope.vocabulary import Reaper


@dataclass(frozen=True, slots=True)
class Joined:
    """One worker's join, or the lack of one.

    `worker` is its role with a number where there are several, `call` the parent's call that was
    the first to end because of the worker's end, None if there was none. `blocked`: the parent was
    in it when the worker ended. `path` leads from there to the return of that call.
    """

    worker: str
    pid: int
    call: str | None
    how: Joining
    blocked: bool
    path: str

    def __str__(self) -> str:
        """Which calls ended the join and who reaped, without the worker's name."""
        if self.call is None:
            told = "no call of the parent"
        else:
            # By their classes: poll is ppoll from 3.15 on, and on other machines.
            calls = self.how.served if len(self.how.served) > 1 else (self.call,)
            told = f"{' + '.join(calls)} by the parent"
        match self.how.reaped_by:
            case "nobody":
                return f"{told}; nobody of the program reaps"
            case "parent" if self.call is not None:
                return f"{told}, which reaps"
            case reaper:
                return f"{told}; the {reaper} reaps"


def joined(history: HappensBefore) -> tuple[Joined, ...]:
    """How each worker was joined, in the order of their first lines."""
    names = roles(history)
    reapers = {reap.child.number: names[reap.by.number] for reap in history.reaps}
    found = []
    for worker in workers(history):
        end = served(history, worker)
        found.append(
            Joined(
                names[worker.number],
                worker.pid,
                end.call if end else None,
                Joining(end.classes if end else (), _role(reapers.get(worker.number, "nobody"))),
                blocked=bool(end and end.blocked),
                path=tell(history, end.path) if end else "",
            )
        )
    return tuple(found)


def _role(name: str) -> Reaper:
    match name.partition(" ")[0]:
        case "parent":
            return "parent"
        case "worker":
            return "worker"
        case "nobody":
            return "nobody"
        case _:
            return "server"
