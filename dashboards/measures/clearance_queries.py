"""SELECTs on one edition for the page of clearance times: a frame out, nothing computed.

How a SELECT is run and cached is in ``queries``; columns and words are in ``clearance_tables``.
"""

import pandas as pd

from dashboards.queries import select
from pipelines.editions import Edition

PERIOD_CONDITIONS = {
    "month": "strftime(arrival_month, '%Y-%m') = ?",
    "season": "is_in_season and cast(season as varchar) = ?",
    "fiscal_year": "'FY' || fiscal_year = ?",
    "calendar_year": "'CY' || extract(year from arrival_month) = ?",
}
PLACE_CONDITIONS = {
    "national": "? = '*'",
    "field_office": "'FO:' || field_office = ?",
    "port": "us_port_code = ?",
}
"""What puts a unit into a period, or a place."""


def has_segments(edition: Edition) -> bool:
    """Say whether the edition was published with segments; earlier ones are not."""
    found = select(
        edition,
        "select count(*) as n from information_schema.columns where table_schema = 'published' "
        "and table_name = 'clearance_times' and column_name = 'segment'",
    )
    return bool(found["n"].iloc[0])


def places(edition: Edition, origin: str, geography: str) -> dict[str, str]:
    """Codes and names of the places of one geography, those with most units first."""
    found = select(
        edition,
        "select port_code, any_value(coalesce(port_name, port_code)) as name "
        "from published.clearance_times where origin = ? and geography = ? "
        "and segment = 'clearance' and breakdown = 'all' and period_kind = 'fiscal_year' "
        "group by port_code order by sum(n + n_open + n_unknown) desc",
        origin,
        geography,
    )
    return dict(zip(found["port_code"], found["name"], strict=True))


def periods(edition: Edition, origin: str, kind: str) -> list[str]:
    """Periods of one kind, the newest first."""
    found = select(
        edition,
        "select distinct period from published.clearance_times where origin = ? "
        "and period_kind = ? and geography = 'national' order by period desc",
        origin,
        kind,
    )
    return [str(period) for period in found["period"]]


def times_of_period(
    edition: Edition, origin: str, unit: str, kind: str, period: str, place: str
) -> pd.DataFrame:
    """Read clearance times of one period and place: every segment and breakdown."""
    return select(
        edition,
        "from published.clearance_times where origin = ? and unit = ? and period_kind = ? "
        "and period = ? and port_code = ? order by segment, breakdown, breakdown_value",
        origin,
        unit,
        kind,
        period,
        place,
    )


def times_of_place(
    edition: Edition, origin: str, unit: str, kind: str, place: str, segment: str
) -> pd.DataFrame:
    """Read one segment at one place, period after period, all units together."""
    return select(
        edition,
        "from published.clearance_times where origin = ? and unit = ? and period_kind = ? "
        "and port_code = ? and segment = ? and breakdown = 'all' order by period",
        origin,
        unit,
        kind,
        place,
        segment,
    )


def longest(
    edition: Edition,
    origin: str,
    unit: str,
    kind: str,
    period: str,
    geography: str,
    place: str,
) -> pd.DataFrame:
    """Read the longest clearances of one period and place: ten open, ten finished."""
    return select(
        edition,
        "from marts.fct_longest_clearances where origin = ? and unit = ? "
        f"and {PERIOD_CONDITIONS[kind]} and {PLACE_CONDITIONS[geography]} "
        "qualify row_number() over (partition by is_open "
        "order by hours desc nulls last, started_at, row_key) <= 10 "
        "order by is_open desc, hours desc nulls last, started_at, row_key",
        origin,
        unit,
        period,
        place,
    )
