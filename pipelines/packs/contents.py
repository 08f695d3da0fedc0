"""What goes into a pack: a program's figures, tables and changes, and what they were made from.

Read from one edition; restatements from those before it too. How it is drawn belongs in ``page``
and ``workbook``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipelines.editions.program_choice import last_day
from pipelines.editions.programs import (
    Program,
    ProgramTable,
    cited_reports,
    every_figure,
    read_program,
    table_rows,
)
from pipelines.editions.store import Edition, file_sha256
from pipelines.packs.restatements import Restatement, restated

MOST_ROWS = 20_000
"""Rows of one table that a pack holds; the edition has the others."""
PACK_VERSION = 1
MANIFEST_NAME = "edition.json"


@dataclass(frozen=True)
class PackTable:
    """A table of the program with its rows.

    Attributes
    ----------
    table
        What it is.
    rows
        At most :data:`MOST_ROWS` of them, in the order of its columns.
    """

    table: ProgramTable
    rows: tuple[dict[str, Any], ...]

    @property
    def left_out(self) -> int:
        """Rows that are not in the pack."""
        return self.table.row_count - len(self.rows)


@dataclass(frozen=True)
class PackContents:
    """Everything a pack says.

    Attributes
    ----------
    edition
        The one edition it is made from.
    program
        The program with the figures chosen.
    period
        The period asked for; None for the newest of each figure.
    as_of
        The last day of that period; None where none was asked for.
    series
        Every row of the figures, all periods, for plots.
    tables
        Its tables by kind: exceptions, lists, matrices, registers.
    restatements
        Figures that an earlier edition published otherwise.
    reports
        Reports that the sources of figures and rows name.
    """

    edition: Edition
    program: Program
    period: str | None
    as_of: date | None
    series: tuple[dict[str, Any], ...]
    tables: tuple[PackTable, ...]
    restatements: tuple[Restatement, ...]
    reports: tuple[dict[str, Any], ...]

    @property
    def name(self) -> str:
        """What the pack's files are called by."""
        period = f".{self.period}" if self.period else ""
        return f"{self.program.name}{period}.edition_{self.edition.id}"

    @property
    def asked(self) -> str:
        """Say of which period it is."""
        return f"period {self.period}" if self.period else "the newest period of each figure"

    def kind(self, kind: str) -> tuple[PackTable, ...]:
        """Tables of one kind."""
        return tuple(one for one in self.tables if one.table.kind == kind)

    def definitions(self) -> list[dict[str, Any]]:
        """Give what each figure counts, one row a figure id, in the order of the figures."""
        found: dict[str, dict[str, Any]] = {}
        for row in self.program.figures:
            found.setdefault(row["figure"], row)
        return list(found.values())

    def manifest(self) -> dict[str, Any]:
        """Say what the pack was made from, as plain data."""
        made_from = self.edition.manifest
        return {
            "pack_version": PACK_VERSION,
            "program": self.program.name,
            "title": self.program.title,
            "period": self.period,
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "edition": self.edition.id,
            "published_at": made_from.created_at.isoformat(),
            "as_known_at": made_from.as_known_at.isoformat() if made_from.as_known_at else None,
            "code_version": made_from.code_version,
            "database_sha256": made_from.database_sha256,
            "edition_manifest_sha256": file_sha256(self.edition.folder / MANIFEST_NAME),
            "origins": list(self.program.origins),
            "loaded_rows_by_origin": made_from.origin_counts,
            "input_files": len(made_from.inputs),
            "figures": len(self.program.figures),
            "tables": {one.table.name: one.table.rows for one in self.tables},
            "restatements": sum(one.is_restatement for one in self.restatements),
        }


def read_contents(
    edition: Edition, before: Sequence[Edition], name: str, period: str | None = None
) -> PackContents:
    """Read what a pack says.

    Parameters
    ----------
    edition
        The edition the pack is of; its file is held against the hash in its manifest first.
    before
        Editions published before it, oldest first.
    name
        Id of the program.
    period
        Label of the period of which counted figures are asked; None for the newest of each.

    Returns
    -------
    PackContents

    Raises
    ------
    pipelines.editions.EditionError
        If the edition's file is not the one that was published.
    pipelines.editions.published.SelectionError
        If the edition has no such program, or the text is no period.
    """
    edition.verify()
    day = None if period is None else last_day(period)
    program = read_program(edition, name, period=period)
    tables = tuple(
        PackTable(one, tuple(table_rows(edition, one, as_of=day, limit=MOST_ROWS)))
        for one in program.tables
    )
    rows = [*program.figures, *(row for one in tables for row in one.rows)]
    return PackContents(
        edition=edition,
        program=program,
        period=period,
        as_of=day,
        series=every_figure(edition, name),
        tables=tables,
        restatements=tuple(restated([*before, edition], name)),
        reports=tuple(cited_reports(edition, (str(row.get("source") or "") for row in rows))),
    )
