"""Vessel assessment as an edition tells of it: the list of a day, one grid, the targeting units.

Read as published and chosen; shares are in ``programs``.
"""

from datetime import date
from typing import Any

from pipelines.editions.published import Published, select

LEVEL_ORDER = ("high", "unknown", "medium", "low")
"""Levels as boarding teams need them: what nobody rated may hide a high one."""


def arrivals_of(source: Published, day: date, *, origin: str | None = None) -> list[dict[str, Any]]:
    """List the arrivals of a day by rating.

    Parameters
    ----------
    source
        An edition.
    day
        Day of arrival.
    origin
        ``real`` or ``synthetic``; None for both, each row saying which.

    Returns
    -------
    list of dict
        Rows of ``marts.fct_rated_arrivals``: by highest level, an unknown cell before medium, then
        by the number of high, unknown and medium cells.
    """
    with source.connect() as con:
        return select(
            con,
            "from marts.fct_rated_arrivals where list_date = $day "
            "and ($origin is null or origin = $origin) order by origin, "
            "list_position($levels, highest_level), high_count desc, unknown_count desc, "
            "medium_count desc, us_port_code, vessel_imo",
            {"day": day, "origin": origin, "levels": list(LEVEL_ORDER)},
        )


def grid_of(source: Published, arrival: str, *, origin: str) -> list[dict[str, Any]]:
    """Read the grid of one arrival, cell by cell in the order of its register.

    Parameters
    ----------
    source
        An edition.
    arrival
        Its key: vessel IMO, voyage and U.S. port, joined by ``|``.
    origin
        ``real`` or ``synthetic``.

    Returns
    -------
    list of dict
        Rows of ``marts.fct_vessel_grid_cells``.
    """
    with source.connect() as con:
        return select(
            con,
            "from marts.fct_vessel_grid_cells where vessel_arrival_key = ? and origin = ? "
            "order by area_position, risk_position",
            [arrival, origin],
        )


def last_arrival_day(source: Published, *, origin: str) -> date | None:
    """Give the newest day with an arrival in scope; None where there is none."""
    with source.connect() as con:
        row = con.execute(
            "select max(list_date) from marts.fct_rated_arrivals where origin = ?", [origin]
        ).fetchone()
    return row[0] if row else None


def workload(source: Published, *, origin: str, kind: str = "fiscal_year") -> list[dict[str, Any]]:
    """Read the pace of the targeting units.

    Parameters
    ----------
    source
        An edition.
    origin
        ``real`` or ``synthetic``.
    kind
        ``fiscal_year`` or ``month``.

    Returns
    -------
    list of dict
        Rows of ``published.targeting_workload`` by port and period.
    """
    with source.connect() as con:
        return select(
            con,
            "from published.targeting_workload where origin = ? and period_kind = ? "
            "order by us_port_code, period",
            [origin, kind],
        )
