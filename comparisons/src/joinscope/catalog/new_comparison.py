"""A new comparison in a catalog of one's own: three files, of which every claim holds at once."""

import re
from importlib.resources import files
from pathlib import Path

from joinscope.errors import UsageError

TEMPLATES = {".py": "python.txt", ".c": "c.txt", ".md": "comparison.txt"}
NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)


def new_files(name: str, folder: Path) -> dict[Path, str]:
    """The files of a comparison with this name, and their texts; nothing is written.

    UsageError for a name that a program cannot have, or a file that is there.
    """
    if NAME.fullmatch(name) is None:
        raise UsageError(f"{name!r} is no name: letters, digits and _, a letter first")
    templates = Path(str(files("joinscope.catalog"))) / "template"
    found = {}
    for suffix, template in TEMPLATES.items():
        file = folder / f"{name}{suffix}"
        if file.exists() or file.is_symlink():
            raise UsageError(f"{str(file)!r} is there already")
        text = (templates / template).read_text(encoding="utf-8")
        found[file] = re.sub(r"\bNAME\b", name, text).replace("FOLDER", str(folder))
    return found
