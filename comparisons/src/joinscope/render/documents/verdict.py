"""Verdicts as one JSON document, `joinscope/verdict/1` (schema/verdict-1.json)."""

import platform
from collections.abc import Sequence
from importlib.metadata import version
from itertools import combinations
from typing import Any

from joinscope.happens_before.linear_extensions import LinearExtensions
from joinscope.joins.account import Account
from joinscope.joins.joins import Join
from joinscope.recording.recording import Line, Recording
from joinscope.render.wording.paths import tell
from joinscope.render.wording.roles import short_names
from joinscope.verdict.order_claims import reaper
from joinscope.verdict.verdict import ComparisonVerdict, SideVerdict, worst

SCHEMA = "joinscope/verdict/1"


def document(judged: Sequence[ComparisonVerdict], refusals: Sequence[str] = ()) -> dict[str, Any]:
    """The document; its times are seconds since the start of each run.

    `refusals` has a sentence for each stronger evidence that could not be had.
    """
    return {
        "schema": SCHEMA,
        "joinscope": version("joinscope"),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "kernel": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
        "refusals": list(refusals),
        "verdict": worst(each.verdict for each in judged),
        "comparisons": [comparison(each) for each in judged],
    }


def comparison(judged: ComparisonVerdict) -> dict[str, Any]:
    """One comparison of a verdict."""
    return {
        "name": judged.comparison.name,
        "title": judged.comparison.title,
        "through": judged.through,
        "verdict": judged.verdict,
        "sides": [_side(side) for side in judged.sides],
    }


def _side(side: SideVerdict) -> dict[str, Any]:
    return {
        "language": side.side.language,
        "variant": side.side.variant,
        "start_method": side.side.start_method,
        "verdict": side.verdict,
        "unavailable": side.side.unavailable,
        "findings": [
            {
                "claim": finding.claim.key,
                "statement": str(finding.claim),
                "outcome": finding.outcome,
                "seen": finding.seen,
                "proof": finding.proof,
                "lacking": finding.lacking,
            }
            for finding in side.findings
        ],
        "order": _order(side.order) if side.order else None,
        "joins": _joins(side.account) if side.account else [],
        "recording": _recording(side.recording) if side.recording else None,
        "untraced": _recording(side.untraced) if side.untraced else None,
    }


def _order(order: LinearExtensions) -> dict[str, Any]:
    """The relation of each line to each later one, by their places in the order seen."""
    found: dict[str, list[list[int]]] = {"before": [], "concurrent": [], "unknown": []}
    for one, other in combinations(range(len(order.texts)), 2):
        found[order.relation(one, other)].append([one, other])
    return {"lines": list(order.texts), **found}


def _joins(account: Account) -> list[dict[str, Any]]:
    names = short_names(account.roles)

    def _join(join: Join) -> dict[str, Any]:
        told = join.told
        return {
            "worker": names[join.worker.process],
            "pid": join.worker.pid,
            "call": told.call if told else None,
            "served": list(join.classes),
            "reaped_by": reaper(join.reaped_by),
            "blocked": bool(told and told.blocked),
            "path": tell(account.order, told.path, names) if told else "",
        }

    return [_join(each) for each in account.joins]


def _recording(recording: Recording) -> dict[str, Any]:
    def lines(printed: list[Line]) -> list[dict[str, Any]]:
        return [{"time": recording.seconds(line.time), "text": line.text} for line in printed]

    return {
        "evidence": recording.evidence,
        "complete": recording.complete,
        "lines": lines(recording.lines),
        "errors": lines(recording.errors),
        "exit_time": None if recording.ended is None else recording.seconds(recording.ended),
        "exit_status": recording.exit_status,
        "limit": recording.limit,
        "killed": [{"pid": each.pid, "command": each.command} for each in recording.killed],
    }
