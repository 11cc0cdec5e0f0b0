"""Roles in words."""

from joinscope.joins.facts import Actor
from joinscope.joins.roles import Roles, workers
from joinscope.vocabulary import RoleKind


def role_name(role: RoleKind, worker: int | None, *, several: bool) -> str:
    """What a process is called; `several`: workers have to be told apart."""
    if role is RoleKind.WORKER and several:
        return f"worker {worker}"
    return role.replace("_", " ")


def role_names(roles: Roles) -> dict[int, str]:
    """A name for each process, by its number."""
    several = len(workers(roles)) > 1
    return {
        number: role_name(role.kind, role.number, several=several) for number, role in roles.items()
    }


def short_name(actor: Actor, *, several: bool, joined: int | None = None) -> str:
    """The same in a path, where a fork server is a `server`.

    `joined` is the number of the worker whose join the path is about: that one is the `worker`,
    so that the paths of joins that are alike read alike.
    """
    if actor.role is RoleKind.FORK_SERVER:
        return "server"
    return role_name(actor.role, actor.worker, several=several and actor.worker != joined)


def with_article(name: str) -> str:
    """A name within a sentence: `the parent`, but `worker 2`."""
    return name if name[-1:].isdigit() else f"the {name}"
