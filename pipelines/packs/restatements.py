"""Figures of a program that an earlier edition published otherwise: before, now, and why.

Reads published editions and nothing else. What two editions were made from is told by
``editions.causes``; measures are followed by ``editions.ledger``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.editions.causes import Cause, Differences
from pipelines.editions.program_choice import AS_OF
from pipelines.editions.program_words import period_words, subject_words, value_words
from pipelines.editions.programs import every_figure
from pipelines.editions.store import Edition
from pipelines.periods import FINAL

FIGURES_TABLE = "published.program_figures"
KEY = ("figure", "view", "period_kind", "period", "geography", "subject", "origin")
VALUES = ("numerator", "denominator", "n_unknown", "value", "published_value")
EVERYWHERE = "*"
NOT_PUBLISHED = "not published"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Restatement:
    """One change of one figure from an edition to the next that tells of programs.

    Attributes
    ----------
    figure, title, subject, period, origin
        Which figure, in words.
    edition_before, before, state_before
        As it was published, and whether it was final then.
    edition_after, after
        As it has been published since.
    is_restatement
        It was final when it changed; else it was still provisional, or stood as of a day.
    cause
        What the two editions say of why.
    """

    figure: str
    title: str
    subject: str
    period: str
    origin: str
    edition_before: str
    before: str
    state_before: str
    edition_after: str
    after: str
    is_restatement: bool
    cause: str


def restated(editions: Sequence[Edition], program: str) -> list[Restatement]:
    """List every change of a program's figures over editions.

    Parameters
    ----------
    editions
        In the order of publishing; the last is the one the pack is of.
    program
        Id of the program.

    Returns
    -------
    list of Restatement
        Newest change first. A figure of an edition that did not tell of the program yet is no
        change; nor is a period that was not published before.
    """
    telling = [one for one in editions if FIGURES_TABLE in one.manifest.tables]
    found: list[Restatement] = []
    older: Edition | None = None
    before: Mapping[tuple[Any, ...], Row] = {}
    for edition in telling:
        after = {tuple(row[name] for name in KEY): row for row in every_figure(edition, program)}
        if older is not None and before:
            found = [*_changes(older, before, edition, after), *found]
        older, before = edition, after
    return found


def _changes(
    older: Edition,
    before: Mapping[tuple[Any, ...], Row],
    newer: Edition,
    after: Mapping[tuple[Any, ...], Row],
) -> list[Restatement]:
    changed = [
        (row, after.get(key))
        for key, row in before.items()
        if key not in after or any(row[name] != after[key][name] for name in VALUES)
    ]
    if not changed:
        return []
    differences = Differences(older, newer)
    return [
        Restatement(
            figure=row["figure"],
            title=row["title"],
            subject=subject_words(row),
            period=period_words(row),
            origin=row["origin"],
            edition_before=older.id,
            before=value_words(row),
            state_before=row["state"] or "",
            edition_after=newer.id,
            after=NOT_PUBLISHED if now is None else value_words(now),
            is_restatement=row["state"] == FINAL,
            cause="; ".join(one.words for one in _causes(differences, row, now)),
        )
        for row, now in changed
    ]


def _causes(differences: Differences, before: Row, now: Row | None) -> list[Cause]:
    """Name what bears on a change; rules and thresholds decide nothing that stands as of a day."""
    change = {
        **before,
        "port_code": EVERYWHERE,
        "old_edition": "older",
        "new_edition": "newer" if now else None,
        "old_definition_version": before["formula"],
        "new_definition_version": now["formula"] if now else before["formula"],
        "old_sensitivity": None,
        "new_sensitivity": None,
        "old_numerator": before["value"],
        "new_numerator": now["value"] if now else None,
    }
    left_out = {"redaction_change", *({"decision"} if before["period_kind"] == AS_OF else ())}
    return [one for one in differences.causes(change) if one.kind not in left_out]
