"""A partner's return held against our requests of an edition.

The comparison is the edition's own view, run over the rows of the file instead of those that were
landed: it is written once, in ``fct_returns_compared``.
"""

from dataclasses import dataclass
from typing import Any

import duckdb

from models.returns import ReturnRead
from pipelines.editions import Edition
from pipelines.editions.published import select
from pipelines.returns.making import COUNTRY, ReturnError

COUNTS, COMPARED = "fct_returned_counts", "fct_returns_compared"
AGREES = "agrees"


@dataclass(frozen=True)
class ReturnCompared:
    """What came of comparing a return.

    Attributes
    ----------
    rows
        One for each port and month of either side, as in ``marts.fct_returns_compared``.
    records_exams
        False: the return does not record exams at request, so that nothing was compared.
    """

    rows: tuple[dict[str, Any], ...]
    records_exams: bool

    @property
    def mismatches(self) -> tuple[dict[str, Any], ...]:
        """Rows that do not agree."""
        return tuple(row for row in self.rows if row["finding"] != AGREES)


def compare_return(read: ReturnRead, edition: Edition) -> ReturnCompared:
    """Compare the exams that a return says were made at our request with our requests.

    Parameters
    ----------
    read
        The return as it was read.
    edition
        Where our requests are; those of the return's origin are compared.

    Returns
    -------
    ReturnCompared
        Every port and month, those that agree too.

    Raises
    ------
    ReturnError
        If the edition was published before there were returns.
    """
    document = read.document
    if not document.exams_at_request_recorded:
        return ReturnCompared((), records_exams=False)
    months = document.months()
    head = [
        document.data_origin,
        "partner",
        document.country,
        document.administration,
        document.period_kind,
        document.period,
        months[0],
        months[-1],
    ]
    rows: list[list[Any]] = [[*head, None, None, None, None, None]]
    for exam, line in zip(document.exams_at_request, read.exam_lines, strict=True):
        if exam.requested_by == COUNTRY:
            counts = [exam.port, exam.month, exam.requests_received, exam.exams_made]
            rows.append([*head, *counts, f"line {line}"])
    with duckdb.connect() as con:
        con.execute(f"attach '{edition.database}' as edition (read_only)")
        view = con.execute(
            "select sql from duckdb_views() where database_name = 'edition' and view_name = ?",
            [COMPARED],
        ).fetchone()
        if view is None:
            raise ReturnError(
                f"Edition {edition.id} was published before returns were compared (it has no "
                f"marts.{COMPARED}). Name a newer one with --edition, or type `tallyman refresh`."
            )
        con.execute("create schema marts")
        con.execute(
            f"create table marts.{COUNTS} as "  # noqa: S608  fixed names
            f"from edition.marts.{COUNTS} where side = 'ours'"
        )
        con.executemany(
            f"insert into marts.{COUNTS} values ({', '.join('?' * len(rows[0]))})",  # noqa: S608
            rows,
        )
        con.execute(view[0])
        found = select(con, f"from marts.{COMPARED} order by port, month")  # noqa: S608
    return ReturnCompared(tuple(found), records_exams=True)
