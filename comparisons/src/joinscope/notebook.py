"""For notebooks: an explanation that shows itself.

    from joinscope.notebook import explain

    explain("worker_and_join", start_method="fork")
    explain("mine.py")

Workers that a cell defines cannot be found under spawn and forkserver: keep programs in files.
"""

from dataclasses import dataclass
from html import escape

import joinscope
from joinscope.explanation.model import Explanation
from joinscope.render.html.report import html

HEIGHT = 720  # of the frame, in pixels


@dataclass(frozen=True, slots=True)
class Explained:
    """An explanation, shown by a notebook as the report in a frame of its own."""

    explanation: Explanation

    def _repr_html_(self) -> str:
        report = escape(html([self.explanation]), quote=True)
        style = f"width: 100%; height: {HEIGHT}px; border: 0"
        title = escape(self.explanation.title, quote=True)
        return (
            f'<iframe title="{title}" sandbox="allow-scripts" style="{style}" '
            f'srcdoc="{report}"></iframe>'
        )


def explain(target: str, *, start_method: str | None = None, deadline: float = 30.0) -> Explained:
    """Run and explain a comparison of the catalog, a .py or a .c file.

    `start_method` is one, several with commas, or all; None: this Python's, or the file's own.
    `deadline` is in seconds. Raises JoinscopeError, with a sentence for people.
    """
    return Explained(joinscope.explain(target, start_method=start_method, deadline=deadline))
