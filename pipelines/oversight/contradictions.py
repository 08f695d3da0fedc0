"""What an edition says of published figures against each other and against our own.

Rules and comparisons are made in dbt; this reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pipelines.editions.published import Published, SelectionError, select

CONTRADICTION = "contradiction"


@dataclass(frozen=True)
class Reconciliation:
    """Published figures held against each other and against our own, as of a day.

    Attributes
    ----------
    edition, as_of : str, datetime.date
        Where and when.
    findings : list of dict
        Rows of ``program_oversight_contradictions``: contradictions first, then what is not
        comparable.
    comparisons : list of dict
        Rows of ``program_oversight_comparisons``: those with a count of ours first.
    printings : int
        Rows of the register.
    """

    edition: str
    as_of: date
    findings: list[dict[str, Any]]
    comparisons: list[dict[str, Any]]
    printings: int

    @property
    def contradictions(self) -> list[dict[str, Any]]:
        """Findings in which one of two statements cannot hold."""
        return [row for row in self.findings if row["verdict"] == CONTRADICTION]

    @property
    def not_comparable(self) -> list[dict[str, Any]]:
        """Findings in which two definitions are used."""
        return [row for row in self.findings if row["verdict"] != CONTRADICTION]

    @property
    def uncounted(self) -> list[dict[str, Any]]:
        """Printed figures beside which there is no count of real data."""
        return [row for row in self.comparisons if row["our_value"] is None]

    @property
    def compared(self) -> list[dict[str, Any]]:
        """Printed figures beside which there is a count of real data."""
        return [row for row in self.comparisons if row["our_value"] is not None]


def read_reconciliation(edition: Published, as_of: date | None = None) -> Reconciliation:
    """Read what the rules found in an edition.

    Parameters
    ----------
    edition
        Where it is.
    as_of
        Reports published by this day; None for all.

    Returns
    -------
    Reconciliation

    Raises
    ------
    SelectionError
        If the edition is older than the register of published figures.
    """
    day = as_of or date.max
    with edition.connect() as con:
        known = con.execute(
            "select count(*) from duckdb_tables() where schema_name = 'marts' "
            "and table_name = 'program_oversight_contradictions'"
        ).fetchone()
        if not known or not known[0]:
            raise SelectionError(
                f"{edition.id} was published before there was a register of published figures; "
                "choose a newer edition, or publish one: `tallyman refresh`."
            )
        figures = con.execute(
            "select numerator from published.program_figures where figure = 'OVERSIGHT.printings' "
            "and origin = 'real' and period <= ? order by period desc limit 1",
            [day.isoformat()],
        ).fetchone()
        return Reconciliation(
            edition.id,
            day,
            select(
                con,
                "from marts.program_oversight_contradictions where as_of_day <= ? "
                "order by verdict, starts_with(rule, 'dated'), rule, quantity, finding_id",
                [day],
            ),
            select(
                con,
                "from marts.program_oversight_comparisons where as_of_day <= ? "
                "order by our_value is null, comparison, quantity, published_value",
                [day],
            ),
            int(figures[0]) if figures else 0,
        )
