"""Special operations: the containers that met the criteria against those examined.

An operation has a number, dates, offices and criteria as a rule; all containers that meet them are
to be examined. Which containers met them is counted in ``dbt/``; every exception is listed here.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from models.evaluation.rates import with_rates
from pipelines.editions import Edition
from pipelines.editions.selection import select
from pipelines.filters.answers import Answer

BY_PORT_SQL = """
select
    coalesce(us_port_code, '*') as us_port_code,
    count(*) as arrived,
    count(*) filter (where meets_criteria) as met,
    count(*) filter (where meets_criteria and is_examined) as examined,
    count(*) filter (
        where meets_criteria and is_examined and exam_started_at > gated_out_at
    ) as examined_after_gate_out
from marts.fct_operation_trips
where operation = ? and origin = ?
group by grouping sets ((us_port_code), ())
order by us_port_code
"""

EXCEPTIONS_SQL = """
select
    case
        when is_examined then 'examined_after_gate_out'
        when gated_out_at is not null then 'left_without_exam'
        else 'not_examined_yet'
    end as kind,
    container_trip_key,
    us_port_code,
    arrival_date,
    exam_started_at,
    gated_out_at
from marts.fct_operation_trips
where
    operation = ?
    and origin = ?
    and meets_criteria
    and (not is_examined or coalesce(exam_started_at > gated_out_at, false))
order by us_port_code, arrival_date, container_trip_key
"""


class UnknownOperationError(Exception):
    """No operation of that number is in the edition; the message says which are."""


@dataclass(frozen=True)
class OperationReport(Answer):
    """One operation as it was carried out.

    Attributes
    ----------
    edition, origin
        What was counted.
    operation : dict
        Number, title, dates with their precision, ports, criteria, reason and source.
    rows : DataFrame
        One row per U.S. port, and ``*`` for all: ``arrived`` (container trips in its dates and
        ports), ``met`` the criteria, ``examined`` of those, ``examined_after_gate_out`` of those,
        ``share`` with ``low`` and ``high`` (95 %, exact) and ``note``.
    exceptions : DataFrame
        Every container that met the criteria and was not examined before it left: ``kind``
        (``left_without_exam``, ``examined_after_gate_out``, ``not_examined_yet``),
        ``container_trip_key``, port, arrival, exam and gate-out.
    """

    edition: str
    origin: str
    operation: dict[str, Any]
    rows: pd.DataFrame
    exceptions: pd.DataFrame


def list_operations(edition: Edition) -> list[dict[str, Any]]:
    """List the operations the edition knows, oldest first."""
    with edition.connect() as con:
        return select(con, "from rules.operations order by valid_from, operation")


def operation_report(
    edition: Edition, operation: str, *, origin: str = "synthetic"
) -> OperationReport:
    """Set what met an operation's criteria against what was examined.

    Parameters
    ----------
    edition
        Holds ``fct_operation_trips`` and the operations.
    operation
        Its number, such as ``2005-03``.
    origin
        Real or synthetic traffic.

    Returns
    -------
    OperationReport

    Raises
    ------
    UnknownOperationError
        If the edition has no such operation.
    """
    known = {row["operation"]: row for row in list_operations(edition)}
    if operation not in known:
        raise UnknownOperationError(
            f"operation {operation!r}: not in edition {edition.id}; there are: "
            f"{', '.join(known) or 'none'}"
        )
    with edition.connect() as con:
        rows = con.execute(BY_PORT_SQL, [operation, origin]).df()
        exceptions = con.execute(EXCEPTIONS_SQL, [operation, origin]).df()
    figures = with_rates(rows.assign(n_unknown=0), "examined", "met")
    figures = figures.rename(columns={"value": "share"})
    shown = figures[[*rows.columns, "share", "low", "high", "note"]]
    return OperationReport(edition.id, origin, known[operation], shown, exceptions)
