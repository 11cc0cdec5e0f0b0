"""Whether the cgroup of a process is frozen, as `docker pause` does it.

In version 2 of cgroups `cgroup.events` says so; in version 1 `freezer.state` of that controller.
"""

from joinscope.live.look import read


def is_frozen(pid: int) -> bool:
    """Whether a process is in a cgroup that is frozen, as far as that may be read."""
    for line in read(f"/proc/{pid}/cgroup").splitlines():
        _, controllers, path = line.split(":", 2)
        for mount in _mounts("cgroup" if controllers else "cgroup2", controllers):
            if "frozen 1" in read(f"{mount}{path}/cgroup.events"):
                return True
            if read(f"{mount}{path}/freezer.state").strip() == "FROZEN":
                return True
    return False


def _mounts(kind: str, controllers: str) -> list[str]:
    """Where cgroups of a kind are mounted; of version 1 that with the freezer alone."""
    if kind == "cgroup" and "freezer" not in controllers.split(","):
        return []
    found = []
    for line in read("/proc/self/mounts").splitlines():
        fields = line.split()
        if fields[2:3] == [kind] and (kind == "cgroup2" or "freezer" in fields[3].split(",")):
            found.append(fields[1])
    return found
