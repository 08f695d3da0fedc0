"""SELECTs on one edition for the page of the random lane: a frame out, nothing computed.

How a SELECT is run and cached is in ``queries``; columns and words are in ``lane_tables``.
"""

import pandas as pd

from dashboards.queries import select
from pipelines.editions import Edition


def random_lane(edition: Edition, origin: str) -> pd.DataFrame:
    """Read what the random lane says, a row per outcome, period and port."""
    return select(
        edition,
        "from published.random_lane where origin = ? order by outcome, period_kind, period",
        origin,
    )


def targeting_quality(edition: Edition, period: str, port: str, origin: str) -> pd.DataFrame:
    """Hit rates, detection shares and lift of one period and port."""
    return select(
        edition,
        "from published.targeting_quality where origin = ? and period = ? and port_code = ? "
        "order by measure, outcome, reason, basis, rule_set",
        origin,
        period,
        port,
    )


def drift(edition: Edition, month: str, origin: str) -> pd.DataFrame:
    """Drift of features and scores in one month against a year before, largest index first."""
    return select(
        edition,
        "from published.drift where origin = ? and month = ? order by psi desc nulls last, feature",
        origin,
        month,
    )


def drift_months(edition: Edition, origin: str) -> list[str]:
    """Months that have a year before to be compared with, the newest first."""
    found = select(
        edition,
        "select distinct month from published.drift where origin = ? order by month desc",
        origin,
    )
    return [str(month) for month in found["month"]]
