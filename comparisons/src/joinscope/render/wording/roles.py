"""Roles in words."""

from joinscope.joins.roles import Role, Roles, workers
from joinscope.vocabulary import RoleKind


def role_name(role: Role, *, several: bool = True) -> str:
    """What a process is called; `several`: workers have to be told apart."""
    if role.kind is RoleKind.WORKER and several:
        return f"worker {role.number}"
    return role.kind.replace("_", " ")


def role_names(roles: Roles) -> dict[int, str]:
    """A name for each process, by its number."""
    several = len(workers(roles)) > 1
    return {number: role_name(role, several=several) for number, role in roles.items()}


def short_names(roles: Roles, joined: Role | None = None) -> dict[int, str]:
    """The same for a path: a fork server is a `server` there.

    The worker whose join it is, if any, is the `worker`, whatever its number: so the paths of
    joins that are alike read alike.
    """
    names = role_names(roles)
    names |= {
        number: "server" for number, role in roles.items() if role.kind is RoleKind.FORK_SERVER
    }
    return names if joined is None else names | {joined.process: "worker"}


def with_article(name: str) -> str:
    """A name within a sentence: `the parent`, but `worker 2`."""
    return name if name[-1:].isdigit() else f"the {name}"
