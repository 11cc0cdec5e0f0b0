"""The picture alone: lanes of both languages on one broken axis, as a standalone SVG document."""

import re
from textwrap import wrap

from joinscope.explanation.match_steps import Pair, pairs
from joinscope.explanation.model import Explanation
from joinscope.render.picture.scene import scene
from joinscope.render.templating import asset, environment
from joinscope.render.wording.captions import headline
from joinscope.render.wording.facts import facts
from joinscope.render.wording.sides import pair_label

COLUMNS = 160  # of text below the picture


def svg(explanation: Explanation, start_method: str | None = None) -> str:
    """The picture of one pair of stories: that of the start method, else the first one."""
    found = pairs(explanation.stories)
    chosen = next((pair for pair in found if pair.start_method == start_method), found[0])
    template = environment().get_template("picture.svg.j2")
    return template.render(
        explanation=explanation,
        pair=chosen,
        scene=scene(chosen),
        style=style(),
        alt=described(chosen),
        told_lines=told_lines,
    )


def told_lines(pair: Pair) -> list[list[str]]:
    """What the picture does not draw: a column for each side, in lines that fit into it."""
    width = COLUMNS // len(pair.stories)
    return [[line for each in facts(story) for line in wrap(each, width)] for story in pair.stories]


def style() -> str:
    """The style sheet of the lanes with the colours put in: an SVG reader may know no variables."""
    colours = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", asset("colours.css")))
    return re.sub(r"var\((--[\w-]+)\)", lambda found: colours[found[1]], asset("lanes.css"))


def described(pair: Pair) -> str:
    """The picture in words, for whoever cannot see it."""
    steps = "; ".join(
        f"{match.number}: {headline(match, several=pair.several)}" for match in pair.matches
    )
    return f"What each process of {pair_label(pair)} did over time. Steps: {steps}."
