"""The templates: all that they are given is text, escaped and with control characters shown."""

from functools import cache
from importlib.resources import files

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from joinscope import limits
from joinscope.render.terminal import sanitized
from joinscope.render.wording import (
    calls,
    captions,
    diagnoses,
    durations,
    facts,
    forced_runs,
    hangs,
    joins,
    outputs,
    sides,
    status,
)

PACKAGES = ("joinscope.render.html", "joinscope.render.picture")
WORDING = (
    calls.call_text,
    captions.capital,
    captions.caption,
    captions.headline,
    durations.milliseconds,
    durations.moment,
    durations.set_duration,
    facts.process_facts,
    facts.hang_told,
    facts.trap_notes,
    forced_runs.attack_text,
    forced_runs.attempt_text,
    diagnoses.at_line,
    diagnoses.diagnosis_advice,
    diagnoses.diagnosis_text,
    diagnoses.mark_at_line,
    diagnoses.nothing_found,
    diagnoses.trap_id,
    hangs.at_place,
    hangs.mark_text,
    joins.join_path,
    joins.reaper,
    joins.summary,
    joins.where,
    sides.end_note,
    sides.label,
    sides.owned_step_text,
    sides.pair_label,
    sides.running,
    sides.side_names,
    sides.step_text,
    sides.step_title,
    sides.waiting_text,
    status.as_read,
    status.ended,
    status.program_ended,
    status.status_word,
)


@cache
def environment() -> Environment:
    """The environment of the templates."""
    found = Environment(
        autoescape=True,
        finalize=_shown,
        keep_trailing_newline=True,
        loader=ChoiceLoader([PackageLoader(package) for package in PACKAGES]),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    found.filters |= {"cut": cut, "place": place, "code": code, "call_name": calls.call_name}
    found.globals["words"] = captions
    found.globals["RESTS_ON"] = outputs.RESTS_ON
    found.globals |= {each.__name__: each for each in WORDING}
    return found


def load() -> None:
    """Compile all templates, so that none has to be when there is something to show."""
    for name in environment().list_templates(extensions=["j2"]):
        environment().get_template(name)


def asset(name: str) -> str:
    """The text of a file of the package: a style sheet or a script."""
    package = PACKAGES[0] if name.startswith("report.") else PACKAGES[1]
    return files(package).joinpath(name).read_text("utf-8")


def place(length: float) -> str:
    """A length, to a tenth of a pixel."""
    return f"{length:.1f}".removesuffix(".0")


def cut(text: str, most: int = limits.CELL_CHARACTERS) -> str:
    """The text, or its beginning and how much there is more."""
    return (
        text
        if len(text) <= most
        else f"{text[:most]}\N{HORIZONTAL ELLIPSIS} ({len(text) - most:,} more)"
    )


def code(line: str) -> str:
    """A line of source with its tabs as spaces."""
    return cut(line.expandtabs(8).rstrip())


def _shown(value: object) -> object:
    return value if isinstance(value, Markup) else sanitized(str(value))
