"""Traps as text: the list of them, and the lesson of one."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from joinscope.render.wording.lessons import Lesson, titles


def trap_list() -> RenderableType:
    """The id and the title of each trap, and how to learn more."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for number, title in titles():
        table.add_row(Text(number, style="bold"), Text(title))
    return Group(table, "", Text("joinscope explain --trap ID tells of one.", style="dim"))


def trap_lesson(number: str, lesson: Lesson) -> RenderableType:
    """What happens at a trap, why, and what to do."""
    return Group(
        Text.assemble((f"{number}: ", "dim"), (lesson.title, "bold")),
        "",
        Padding(Text(lesson.what), (0, 0, 1, 2)),
        Padding(Text.assemble(("help: ", "bold"), lesson.remedy), (0, 0, 0, 2)),
    )
