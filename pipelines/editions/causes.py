"""Why figures may differ between two editions: files, definitions, decisions, the cut of the data.

Holds what the two editions say of what they were made from, and which of it bears on one figure.
Which figures differ is found by ``ledger``.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from pipelines.editions.published import select
from pipelines.editions.store import Edition
from pipelines.periods import period_bounds

CAUSES = {
    "late_data": "late data",
    "correction": "correction",
    "definition_change": "definition change",
    "redaction_change": "redaction change",
    "decision": "rule or threshold decision",
    "withdrawn_data": "withdrawn data",
    "earlier_cut": "earlier cut of the data",
    "undeclared": "undeclared change of models",
    "unexplained": "unexplained",
}
"""What a change can come from. The first four are those a restatement is told with. The last two
are findings: models or reference tables changed under the same definition versions, or nothing
that an edition declares accounts for the change."""

RULE_REASONS = ("in force: ", "no longer in force: ")
"""How the build ledger begins the reason of a month replaced after a decision."""

BUILT_RULES = "marts.fct_built_rules"
"""Rules and thresholds in force by month of arrival, as the edition's build took them."""


@dataclass(frozen=True)
class Cause:
    """One cause of one change.

    Attributes
    ----------
    kind
        A key of :data:`CAUSES`.
    evidence
        What in the two editions says so: files, versions, rules.
    """

    kind: str
    evidence: tuple[str, ...]

    @property
    def words(self) -> str:
        """The cause as it is printed."""
        return CAUSES[self.kind]


@dataclass(frozen=True)
class _Load:
    origin: str
    folder: str
    file_name: str
    table: str
    sha256: str

    @property
    def name(self) -> tuple[str, str, str]:
        return self.origin, self.folder, self.file_name


class Differences:
    """What two editions were made from, side by side.

    Parameters
    ----------
    older, newer
        Two editions, the one published before the other.
    """

    def __init__(self, older: Edition, newer: Edition) -> None:
        self._older, self._newer = older, newer
        before, after = _loads(older), _loads(newer)
        names_before = {load.name: load for load in before}
        known = set(before)
        added = [load for load in after if load not in known]
        self._corrected = [(names_before[n.name], n) for n in added if n.name in names_before]
        self._late = [load for load in added if load.name not in names_before]
        names_after = {load.name for load in after}
        self._withdrawn = [load for load in before if load.name not in names_after]
        self._decisions = _decisions(older, newer)
        self._reasons = _replaced_months(older, newer)
        same_versions = (
            older.manifest.definition_versions.items() & newer.manifest.definition_versions.items()
        )
        declared = len(same_versions) < len(older.manifest.definition_versions)
        self._undeclared = [] if declared else _fingerprints_changed(older, newer)

    def causes(self, change: Mapping[str, Any]) -> list[Cause]:
        """Name every cause that bears on one change.

        Parameters
        ----------
        change
            Key of the figure, and ``old_``/``new_`` of ``edition`` (None where it lacks the
            figure), ``definition_version``, ``sensitivity`` and ``numerator``.

        Returns
        -------
        list of Cause
                At least one, in the order of :data:`CAUSES`. A decision is named for the months and
            ports where something else is in force. Where the build ledger says that the figure's
            months were replaced for a decision alone, no file is named.

        Notes
        -----
        Changed models count as an undeclared cause only where no measure has another definition
        version than before: a declared definition change is made in the models too.

        With several causes at once the editions cannot tell what share each one has; all are named.
        """
        data = self._data_causes(change["origin"])
        ruled = [Cause("decision", told)] if (told := self._decided(change)) else []
        reasons = self._reasons_of(change)
        if reasons is not None:
            by_data = {one for one in reasons if not one.startswith(RULE_REASONS)}
            if by_data:
                data = _of_tables(data, by_data)
            elif ruled:
                data = []
        found = [*data, *_declared(change), *ruled]
        if self._undeclared and not any(one.kind == "definition_change" for one in found):
            found.append(Cause("undeclared", tuple(self._undeclared)))
        order = list(CAUSES)
        return sorted(found, key=lambda one: order.index(one.kind)) or [
            Cause("unexplained", ("the editions declare the same files, definitions and rules",))
        ]

    def _data_causes(self, origin: str) -> list[Cause]:
        found = []
        late = [f"{load.file_name} ({load.table})" for load in self._late if load.origin == origin]
        before, after = self._older.as_known_at, self._newer.as_known_at
        if before is not None and (after is None or after > before):
            late.append(f"rows known from {before} to {after or 'the newest'}")
        if late:
            found.append(Cause("late_data", tuple(late)))
        corrected = [
            f"{new.file_name} ({new.table}): {old.sha256[:12]} replaced by {new.sha256[:12]}"
            for old, new in self._corrected
            if new.origin == origin
        ]
        if corrected:
            found.append(Cause("correction", tuple(corrected)))
        gone = [f"{load.file_name} ({load.table})" for load in self._withdrawn]
        if gone:
            found.append(Cause("withdrawn_data", tuple(gone)))
        if after is not None and (before is None or after < before):
            told = f"as known at {after}, before: {before or 'everything loaded'}"
            found.append(Cause("earlier_cut", (told,)))
        return found

    def _reasons_of(self, change: Mapping[str, Any]) -> set[str] | None:
        """Collect why months of a figure's period were replaced; None where that is not told."""
        if self._reasons is None or change["view"] != "cohort":
            return None
        first, after = period_bounds(change["period_kind"], change["period"])
        return {reason for month, reason in self._reasons if first <= month < after} or None

    def _decided(self, change: Mapping[str, Any]) -> tuple[str, ...]:
        """Say which rules and thresholds are others in a figure's months, at its port."""
        first, after = period_bounds(change["period_kind"], change["period"])
        of_months = change["view"] == "cohort"
        at_port = f" at {change['port_code']}: "
        is_a_port = change["port_code"].isdigit()
        told = {
            text: None
            for month, text in self._decisions
            if (month is None or not of_months or first <= month < after)
            and (month is None or not is_a_port or " at *: " in text or at_port in text)
        }
        return tuple(told)


def _of_tables(causes: list[Cause], reasons: Iterable[str]) -> list[Cause]:
    """Keep as evidence the files of the tables that the reasons speak of, where there are some."""
    words = {word for reason in reasons for word in re.split(r"[\s,;]+", reason)}
    narrowed = []
    for cause in causes:
        kept = tuple(one for one in cause.evidence if any(f"({word})" in one for word in words))
        narrowed.append(Cause(cause.kind, kept or cause.evidence))
    return narrowed


def _declared(change: Mapping[str, Any]) -> list[Cause]:
    """Name what the figure itself declares: another definition, another sensitivity."""
    if change["old_edition"] is None or change["new_edition"] is None:
        return []
    found = []
    old, new = change["old_definition_version"], change["new_definition_version"]
    if old != new:
        found.append(Cause("definition_change", (f"version {old} to version {new}",)))
    old, new = change["old_sensitivity"], change["new_sensitivity"]
    told = [f"sensitivity {old} to {new}"] if old != new else []
    hidden = [change[f"{side}_numerator"] is None for side in ("old", "new")]
    if hidden[0] != hidden[1]:
        told.append("suppressed" if hidden[1] else "no longer suppressed")
    return [*found, Cause("redaction_change", tuple(told))] if told else found


def _loads(edition: Edition) -> list[_Load]:
    """List the files in effect in an edition, in the order they were loaded."""
    with edition.connect() as con:
        rows = select(
            con,
            "from raw.loads where state = 'loaded' and superseded_by_load_id is null "
            "order by load_id",
        )
    return [
        _Load(
            row["origin"],
            row.get("landing_folder") or "",
            row["file_name"],
            row["table_name"],
            row["sha256"],
        )
        for row in rows
    ]


def _decisions(older: Edition, newer: Edition) -> list[tuple[datetime | None, str]]:
    """Say which rules and thresholds are others, by month; month None where that is not told."""
    before, after = _rules_by_month(older), _rules_by_month(newer)
    if before and after:
        common = {month for month, _ in before} & {month for month, _ in after}
        changed = [(one, "now ") for one in after - before]
        changed += [(one, "before ") for one in before - after]
        return sorted((month, word + text) for (month, text), word in changed if month in common)
    then, now = _rule_set_versions(older), _rule_set_versions(newer)
    told = [f"now {one}" for one in sorted(now - then)]
    return [(None, one) for one in [*told, *(f"before {one}" for one in sorted(then - now))]]


def _rules_by_month(edition: Edition) -> set[tuple[datetime, str]]:
    """List what was in force in each month of arrival, as the edition's build wrote it."""
    if BUILT_RULES not in edition.manifest.tables:
        return set()
    with edition.connect() as con:
        rows = con.execute(f"select arrival_month, in_force from {BUILT_RULES}")  # noqa: S608
        return {(datetime.combine(month, time.min), text) for month, text in rows.fetchall()}


def _rule_set_versions(edition: Edition) -> set[str]:
    return {f"{one.rule_set} version {one.version}" for one in edition.manifest.rule_sets}


def _builds(edition: Edition) -> dict[int, dict[str, Any]]:
    with edition.connect() as con:
        return {row["build_id"]: row for row in select(con, "from raw.builds order by build_id")}


def _replaced_months(older: Edition, newer: Edition) -> list[tuple[datetime, str]] | None:
    """List months replaced between two editions with the reason; None where not all are told."""
    before, after = _builds(older), _builds(newer)
    first, last = older.manifest.build_id, newer.manifest.build_id
    same_ledger = first in after and after[first]["started_at"] == before[first]["started_at"]
    between = [row for build_id, row in after.items() if first < build_id <= last]
    if not same_ledger or any(
        row["full_refresh_reason"] is not None or row["state"] == "running" for row in between
    ):
        return None
    return [
        (datetime.fromisoformat(month), reason)
        for row in between
        for month, reasons in json.loads(row["months"])
        for reason in reasons.split("; ")
    ]


def _fingerprints_changed(older: Edition, newer: Edition) -> list[str]:
    before = _builds(older).get(older.manifest.build_id, {}).get("fingerprints", "{}")
    after = _builds(newer).get(newer.manifest.build_id, {}).get("fingerprints", "{}")
    old, new = json.loads(before), json.loads(after)
    return [
        f"{what}: {old[what]} to {new[what]}"
        for what in sorted(old.keys() & new.keys())
        if old[what] != new[what]
    ]
