"""SELECTs behind page Measures: what can be chosen, the figures chosen, one figure over time.

Each asks for little: an edition holds a figure for every measure, unit, view, period and port. The
rows behind a figure are in ``queries``; wording and layout in ``figures``.
"""

import pandas as pd

from dashboards import queries
from pipelines.editions import Edition

FAMILY_SQL = "regexp_extract(measure, '^(S8\\.[0-9]|[A-Z0-9]+)')"
"""Headline a line belongs to: ``S8.3`` of ``S8.3.pending``, ``A24`` of ``A24.frob``."""
STANDARD_FIRST_SQL = "not starts_with(measure, 'S8.')"
"""Order by it: standard 8 before what stands beside it."""
EVERY_MEASURE = "all"


def choices(edition: Edition, origin: str) -> pd.DataFrame:
    """List which views, units, geographies and kinds of period have figures, a row each."""
    return queries.select(
        edition,
        'select distinct "view", unit, geography, period_kind from published.measures '
        "where origin = ? order by all",
        origin,
    )


def families(edition: Edition, origin: str, view: str, unit: str) -> pd.DataFrame:
    """Headlines that have a figure in a view and unit, with their titles."""
    return queries.select(
        edition,
        f"select {FAMILY_SQL} as family, "  # noqa: S608  fixed text
        "any_value(title order by length(measure), measure) as title "
        'from published.measures where origin = ? and "view" = ? and unit = ? '
        "group by family order by not starts_with(family, 'S8.'), family",
        origin,
        view,
        unit,
    )


def periods(edition: Edition, origin: str, view: str, unit: str, period_kind: str) -> list[str]:
    """Periods with a figure, the newest first."""
    found = queries.select(
        edition,
        "select distinct period from published.measures where origin = ? "
        'and "view" = ? and unit = ? and period_kind = ? order by period desc',
        origin,
        view,
        unit,
        period_kind,
    )
    return list(found["period"])


def places(edition: Edition, origin: str, geography: str) -> dict[str, str]:
    """Names of the ports or field offices with a figure, by their codes."""
    found = queries.select(
        edition,
        "select port_code, any_value(port_name) as port_name from published.measures "
        "where origin = ? and geography = ? group by port_code order by port_code",
        origin,
        geography,
    )
    return dict(found.itertuples(index=False))


def figures_of(
    edition: Edition, family: str, origin: str, *, view: str, unit: str, period: str, port_code: str
) -> pd.DataFrame:
    """Figures of one headline, or of all, in one view, unit, period and place."""
    return queries.select(
        edition,
        'from published.measures where origin = ? and "view" = ? and unit = ? and period = ? '
        f"and port_code = ? and ? in ('{EVERY_MEASURE}', {FAMILY_SQL}) "  # noqa: S608  fixed text
        f"order by {STANDARD_FIRST_SQL}, measure",
        origin,
        view,
        unit,
        period,
        port_code,
        family,
    )


def over_time(edition: Edition, figure: pd.Series) -> pd.DataFrame:
    """One figure in every period of its kind, the oldest first."""
    same = ("measure", "unit", "view", "period_kind", "port_code")
    chosen = {name: str(figure[name]) for name in same}
    return queries.measures(edition, str(figure["origin"]), **chosen).sort_values("period")
