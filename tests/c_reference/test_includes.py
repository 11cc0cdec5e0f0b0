"""The files of process.h build on each other in one direction."""

import re
import shutil
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import cjoin

LIBRARY = Path(cjoin.get_include())


def circle(folder: Path) -> list[str]:
    """Files that include each other in a circle, the first one also last; empty without one.

    NAME.c and NAME.h are one. process.h is left out: every file implements a part of it.
    """
    includes: dict[str, set[str]] = defaultdict(set)
    for source in folder.glob("*.[ch]"):
        named = re.findall(r'^#include "(\w+)\.h"$', source.read_text(), re.MULTILINE)
        includes[source.stem] |= {*named} - {"process", source.stem}
    try:
        TopologicalSorter(includes).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_file_includes_itself_by_way_of_others() -> None:
    """Each file can be read after those that it includes."""
    assert len(list(LIBRARY.glob("*.c"))) > 10
    assert circle(LIBRARY) == []


def test_a_circle_is_found(tmp_path: Path) -> None:
    """Were new images to know of messages, which are about workers in new images, it would fail."""
    library = tmp_path / "process"
    shutil.copytree(LIBRARY, library)
    image = library / "process_image.c"
    image.write_text(f'{image.read_text()}#include "process_message.h"\n')
    assert set(circle(library)) == {"process_image", "process_message"}
