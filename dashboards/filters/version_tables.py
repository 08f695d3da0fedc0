"""The register of filters as frames for the page's tables: versions, rules, thresholds, audit log.

Wording and order of columns only; what a version is belongs in ``pipelines.decisions``. Answers
about traffic are in ``answer_tables``.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from dashboards import port_names
from dashboards.filters.choice import standings
from pipelines.decisions import Version, period_at
from pipelines.decisions.audit import AuditEntry
from pipelines.decisions.thresholds import ThresholdDecision
from pipelines.filters.desk import Desk

TRACKS = {
    "national": "national: a second person approves",
    "port": "port filter: in force at once",
    "shipped": "shipped with the platform",
}
NOT_APPROVED = {
    "national": "no second person yet",
    "port": "no second person needed",
    "shipped": "its approval is not in the sources",
}
ENDED = ("expired", "superseded", "withdrawn")
LONGEST_VALUE = 60
HASH_CHARACTERS = 12
ISO_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


def minute(value: datetime | None) -> str:
    """Word a moment to the minute, a dash where there is none."""
    return "–" if value is None or pd.isna(value) else f"{value:%Y-%m-%d %H:%M}"


def precise(value: datetime | None, precision: str) -> str:
    """Word a moment with how exactly it is known."""
    if value is None:
        return "–"
    return minute(value) if precision == "day" else f"{minute(value)} ({precision})"


def register_table(desk: Desk, versions: Sequence[Version], *, with_ended: bool) -> pd.DataFrame:
    """List versions: what each is for, how it stands and since when, and who answers for it."""
    rows = []
    for one in versions:
        of_it = [other for other in versions if other.rule_set == one.rule_set]
        stands = standings(desk, of_it)
        if stands[one.version] in ENDED and not with_ended:
            continue
        rows.append(
            {
                "version": f"{one.rule_set} {one.version}",
                "stands": stands[one.version],
                "ports": port_names.ports(one.ports),
                "in_force_from_(UTC)": precise(one.in_force_from, one.effective_precision),
                "until": minute(_end(one, of_it)),
                "written_by": one.author,
                "approved_by": one.approver or "–",
            }
        )
    columns = ["version", "stands", "ports", "in_force_from_(UTC)", "until"]
    return pd.DataFrame(rows, columns=[*columns, "written_by", "approved_by"])


def _end(version: Version, of_it: Sequence[Version]) -> datetime | None:
    """Find when a version ends at the last of its ports; None where that is not decided."""
    periods = [period_at(version, port, of_it) for port in version.ports]
    ends = [period[1] for period in periods if period is not None]
    return None if not ends or None in ends else max(end for end in ends if end is not None)


def rule_table(version: Version) -> pd.DataFrame:
    """List a version's rules with their points and the box these must stay in."""
    return pd.DataFrame(
        [
            {
                "rule": rule.id,
                "wording": rule.wording,
                "points": rule.points,
                "box": f"{rule.min_points} to {rule.max_points}{', frozen' if rule.frozen else ''}",
                "expression": " ".join(rule.expression.split()),
            }
            for rule in version.content.rules
        ]
    )


def difference_table(
    records: Sequence[Mapping[str, str | None]], version: Version, against: int
) -> pd.DataFrame:
    """List what a version says otherwise than another one."""
    wordings = {rule.id: rule.wording for rule in version.content.rules}
    return pd.DataFrame(
        [
            {
                "rule_or_list": one["rule"] or "the rule set",
                "wording": wordings.get(one["rule"] or "", "–"),
                "what": str(one["kind"]).replace("_", " "),
                f"in_version_{against}": one["old"],
                f"in_version_{version.version}": one["new"],
            }
            for one in records
        ]
    )


def finding_table(findings: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """List findings of a submission, errors first."""
    ordered = sorted(findings, key=lambda one: one["severity"] != "error")
    return pd.DataFrame(
        [
            {
                "severity": one["severity"],
                "finding": str(one["kind"]).replace("_", " "),
                "rule": one.get("rule"),
                "message": one["message"],
            }
            for one in ordered
        ]
    )


def threshold_table(rows: Sequence[ThresholdDecision]) -> pd.DataFrame:
    """List thresholds with who decided and why, oldest first."""
    return pd.DataFrame(
        [
            {
                "number": str(row.threshold_id),
                "port": port_names.port(row.port_code, "every port without its own"),
                "mandatory": row.mandatory,
                "review": row.review,
                "state": row.state,
                "in_force_from_(UTC)": precise(row.in_force_from, row.effective_precision),
                "decided_by": row.author
                if row.approver is None
                else f"{row.author}, approved by {row.approver}",
                "reason": row.reason,
            }
            for row in rows
        ]
    )


def audit_table(entries: Sequence[AuditEntry]) -> pd.DataFrame:
    """List audit entries, newest first, each with what changed from old to new."""
    rehearsed = any(minute(one.occurred_at) != minute(one.recorded_at) for one in entries)
    return pd.DataFrame(
        [
            {
                "at_(UTC)": minute(one.occurred_at),
                **({"recorded_(UTC)": minute(one.recorded_at)} if rehearsed else {}),
                "person": one.person,
                "did": one.action.replace("_", " "),
                "change": _change(one.old or {}, one.new or {}),
                "reason": one.reason,
            }
            for one in entries
        ]
    )


def _change(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Say what an entry changed, value by value."""
    parts = []
    for name in dict.fromkeys([*new, *old]):
        was, now = old.get(name), new.get(name)
        if was == now or (was is None and now is None):
            continue
        told = _value(name, now) if was is None else f"{_value(name, was)} → {_value(name, now)}"
        parts.append(f"{name.replace('_', ' ')}: {told}")
    return "; ".join(parts) or "–"


def _value(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if "sha256" in name:
        return f"{str(value)[:HASH_CHARACTERS]}…"
    if isinstance(value, dict) or name == "content":
        return "kept with the version"
    if isinstance(value, str) and ISO_MOMENT.match(value):
        return minute(datetime.fromisoformat(value))
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
