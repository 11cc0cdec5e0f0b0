"""The records of a run, written one call at a time."""

from typing import Any

from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.evidence import relation
from joinscope.happens_before.kinds import Kind
from joinscope.happens_before.relation import proof
from joinscope.vocabulary import Event, Relation

PARENT, WORKER, OTHER = 100, 101, 102
PIPE, PAIR = "pipe:[1]", ("socket:[7]", "socket:[8]")
BEFORE, CONCURRENT, UNKNOWN = Relation.BEFORE, Relation.CONCURRENT, Relation.UNKNOWN


class Scene:
    """Writes the records of a run, one call at a time."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.groups: dict[int, int] = {}
        self.born(PARENT, None, "start")
        self.add("descriptors", PARENT, table={"1": {"object": "/dev/pts/0", "mode": "rw"}})

    def add(self, event: str, tid: int, **fields: Any) -> None:
        time = len(self.records)
        pid = self.groups[tid]
        self.records.append({"event": event, "time": time, "tid": tid, "pid": pid, **fields})

    def born(self, tid: int, by: int | None, how: str) -> None:
        self.groups[tid] = self.groups[by] if how == "thread" and by else tid
        self.add("birth", tid, by=by, how=how)

    def enter(self, tid: int, cls: str, call: str, **fields: Any) -> None:
        self.add("enter", tid, call=call, **{"class": cls}, **fields)

    def leave(self, tid: int, cls: str, call: str, result: int = 0, **fields: Any) -> None:
        fields = {"error": None, **fields}
        self.add("leave", tid, call=call, **{"class": cls}, result=result, **fields)

    def make(self, by: int, tid: int, how: str = "fork", flags: tuple[str, ...] = ()) -> None:
        self.enter(by, "create", "clone", flags=list(flags))
        self.born(tid, by, how)
        self.leave(by, "create", "clone", tid)

    def say(self, tid: int, text: str) -> None:
        self.enter(tid, "write", "write", fd=1, object="/dev/pts/0")
        data = {"stream": "stdout", "data": f"{text}\n"}
        self.leave(tid, "write", "write", len(text) + 1, **data)

    def pipe(self, tid: int, name: str = PIPE, *, cloexec: bool = False, fds: Any = (3, 4)) -> None:
        self.enter(tid, "fd", "pipe2")
        self.leave(tid, "fd", "pipe2", fds=list(fds), object=name, cloexec=cloexec)

    def pair(self, tid: int, kind: str = "SOCK_STREAM") -> None:
        self.enter(tid, "fd", "socketpair", type=kind)
        self.leave(tid, "fd", "socketpair", fds=[3, 4], objects=list(PAIR), cloexec=False)

    def close(self, tid: int, fd: int, name: str = PIPE) -> None:
        self.enter(tid, "fd", "close", fd=fd, object=name)
        self.leave(tid, "fd", "close")

    def write(self, tid: int, size: int = 1, name: str | None = PIPE, **fields: Any) -> None:
        self.enter(tid, "write", "write", fd=4, object=name)
        self.leave(tid, "write", "write", size, **fields)

    def read(self, tid: int, size: int = 1, name: str | None = PIPE, **fields: Any) -> None:
        self.enter(tid, "read", fields.pop("call", "read"), fd=3, object=name, **fields)
        self.leave(tid, "read", "read", size)

    def poll(self, tid: int, *events: str, name: str = PIPE, call: str = "poll") -> None:
        self.enter(tid, "poll", call)
        ready = [{"fd": 3, "object": name, "events": list(events)}]
        self.leave(tid, "poll", call, 1, ready=ready)

    def exit(self, *tids: int) -> None:
        for tid in tids:
            self.add("exiting", tid, status=0)
            self.add("death", tid, status=0)

    def wait(self, tid: int, call: str = "wait4", enter: Any = None, **fields: Any) -> None:
        self.enter(tid, "wait", call, **(enter or {"target": WORKER, "options": []}))
        self.leave(tid, "wait", call, **fields)

    def reap(self, tid: int, child: int = WORKER) -> None:
        self.wait(tid, result=child, reaped=child, status=0, code=0)

    def signal(self, tid: int, name: str, number: int, sender: int, **fields: Any) -> None:
        self.add("signal", tid, name=name, signal=number, **{"from": sender}, **fields)

    def relation(self, first: str = "first", second: str = "second") -> Relation:
        return relation(HappensBefore.of(self.records), Event("line", first), Event("line", second))

    def kinds(self, first: str = "first", second: str = "second") -> set[Kind]:
        steps = proof(HappensBefore.of(self.records), Event("line", first), Event("line", second))
        return {step.kind for step in steps or ()} - {Kind.PROGRAM}
