"""The report as one HTML file that needs nothing else: no network, no font, no other file."""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count

from markupsafe import Markup

from joinscope.explanation.match_steps import Pair, pairs
from joinscope.explanation.model import Explanation, SideExplanation
from joinscope.render.claim_table import Row, by_claim
from joinscope.render.html.attacks import AttackView, views
from joinscope.render.html.markdown import lesson
from joinscope.render.html.sources import Source, folded, libraries, sources
from joinscope.render.picture.scene import Scene, scene, zero
from joinscope.render.picture.svg import described
from joinscope.render.templating import asset, environment
from joinscope.schedules.claim_attacks import ClaimAttack


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair with all that a template shows of it; `sides` are its stories and their sources.

    `id` is its address in the report; that of a step goes on with `-` and its number.
    """

    id: str
    pair: Pair
    scene: Scene
    sides: tuple[tuple[SideExplanation, tuple[Source, ...]], ...]
    libraries: list[str]
    alt: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """An explanation in the report; `methods` and `runtimes` are what a reader can choose among.

    Each of the `claims` has the attacks on it; none where no run was forced.
    """

    id: str
    explanation: Explanation
    pairs: tuple[PairView, ...]
    methods: tuple[str, ...]
    runtimes: tuple[str, ...]
    claims: tuple[tuple[Row, tuple[AttackView, ...]], ...]


def html(explanations: Sequence[Explanation], attacks: Sequence[Sequence[ClaimAttack]] = ()) -> str:
    """One report of all explanations, in their order; `attacks` on the claims of each, if any."""
    chapters: dict[str, Chapter] = {}
    for each, some in zip(explanations, attacks or [()] * len(explanations), strict=True):
        name = slug(each.name)
        names = chain([name], (f"{name}_{number}" for number in count(2)))
        identity = next(name for name in names if name not in chapters)
        chapters[identity] = _chapter(each, identity, some)
    style, script = _style(), asset("report.js")
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            chapters=[*chapters.values()],
            style=Markup(style),  # noqa: S704 - files of our own
            script=Markup(script),  # noqa: S704
            policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
            "img-src data:; base-uri 'none'; form-action 'none'",
            folded=folded,
            zero=zero,
            lesson=lesson,
        )
    )


def _chapter(explanation: Explanation, identity: str, attacks: Sequence[ClaimAttack]) -> Chapter:
    found = pairs(explanation.stories)
    rows = by_claim(explanation.verdict) if explanation.verdict else ()
    return Chapter(
        identity,
        explanation,
        tuple(_views(found, identity)),
        tuple(dict.fromkeys(pair.start_method for pair in found)),
        tuple(dict.fromkeys(pair.runtime for pair in found)),
        tuple((row, views(row.claim, attacks)) for row in rows),
    )


def _views(found: Sequence[Pair], prefix: str) -> Iterator[PairView]:
    used: Counter[str] = Counter()
    for pair in found:
        name = slug(pair.start_method)
        used[name] += 1
        again = f"_{used[name]}" if used[name] > 1 else ""
        sides = tuple(
            (story, tuple(sources(pair, side))) for side, story in enumerate(pair.stories)
        )
        identity = f"{prefix}-{name}{again}"
        yield PairView(identity, pair, scene(pair), sides, libraries(pair), described(pair))


def slug(text: str) -> str:
    """The text as part of an address, whose parts `-` separates; nothing of use is `program`."""
    return re.sub(r"[^a-z0-9_]+", "_", text.lower()).strip("_") or "program"


def _style() -> str:
    """The style sheet: dark where the system is and light was not chosen, or where it was."""
    dark = asset("dark.css")
    return (
        asset("colours.css")
        + f"@media screen and (prefers-color-scheme: dark) {{ :root:not(.light) {{\n{dark}}} }}\n"
        + f"@media screen {{ :root.dark {{\n{dark}}} }}\n"
        + asset("lanes.css")
        + asset("report.css")
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
