"""Comparing two editions: inputs, definitions and figures that are not the same.

The difference only. Why a figure moved (late data, correction, definition change) is read from
the inputs and definition versions listed beside it.
"""

from dataclasses import dataclass
from typing import Any

import duckdb

from pipelines.editions.store import Edition

FIGURE_KEY = ("measure", "unit", "view", "period_kind", "period", "port_code", "origin")
FIGURE_VALUES = ("numerator", "denominator", "value", "low", "high", "n_unknown")


@dataclass(frozen=True)
class EditionComparison:
    """What differs between two editions.

    Attributes
    ----------
    older, newer
        Ids of the editions.
    inputs_added, inputs_removed
        Files by name and hash that only one of them was made from.
    definitions_changed
        Measure to its version in the older and in the newer edition.
    figures_changed
        One mapping a figure: its key, and ``old_``/``new_`` of each value. A figure that only one
        edition has carries None for the other.
    figures_compared
        Figures that either edition has.
    """

    older: str
    newer: str
    inputs_added: list[str]
    inputs_removed: list[str]
    definitions_changed: dict[str, tuple[str | None, str | None]]
    figures_changed: list[dict[str, Any]]
    figures_compared: int


def compare(older: Edition, newer: Edition) -> EditionComparison:
    """Compare two editions.

    Parameters
    ----------
    older, newer
        The editions; the order gives the words old and new.

    Returns
    -------
    EditionComparison
        Empty lists where both say the same.
    """
    files_before = {f"{one.file_name} {one.sha256}" for one in older.manifest.inputs}
    files_after = {f"{one.file_name} {one.sha256}" for one in newer.manifest.inputs}
    before, after = older.manifest.definition_versions, newer.manifest.definition_versions
    changed, compared = _figures(older, newer)
    return EditionComparison(
        older=older.id,
        newer=newer.id,
        inputs_added=sorted(files_after - files_before),
        inputs_removed=sorted(files_before - files_after),
        definitions_changed={
            measure: (before.get(measure), after.get(measure))
            for measure in sorted(before.keys() | after.keys())
            if before.get(measure) != after.get(measure)
        },
        figures_changed=changed,
        figures_compared=compared,
    )


def _figures(older: Edition, newer: Edition) -> tuple[list[dict[str, Any]], int]:
    key = ", ".join(FIGURE_KEY)
    values = ", ".join(f"o.{name} as old_{name}, n.{name} as new_{name}" for name in FIGURE_VALUES)
    differs = " or ".join(f"o.{name} is distinct from n.{name}" for name in FIGURE_VALUES)
    joined = (
        "from older.published.measures as o full outer join newer.published.measures as n "
        f"using ({key})"
    )
    with duckdb.connect() as con:
        con.execute(f"attach '{older.database}' as older (read_only)")
        con.execute(f"attach '{newer.database}' as newer (read_only)")
        total = con.execute(f"select count(*) {joined}").fetchone()  # noqa: S608  fixed names
        cursor = con.execute(
            f"select {key}, {values} {joined} where {differs} order by {key}"  # noqa: S608
        )
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return rows, int(total[0]) if total else 0
