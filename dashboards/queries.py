"""SELECTs on one edition: a frame in, a frame out, nothing computed beyond what SQL returns.

Editions are immutable, so results are cached under the edition's id and never expire. Pictures
belong in ``charts``, rates and intervals are in the edition already.
"""

import pandas as pd
import streamlit as st

from pipelines.editions import Edition, open_edition
from pipelines.editions.selection import FigureFilter, one_figure
from pipelines.editions.selection import rows_behind as select_rows_behind
from pipelines.filters.masks import COUNTED_PORT
from pipelines.filters.patterns import WEEK_IN_SEASON, WEEK_SEASON
from pipelines.settings import get_settings


@st.cache_data(show_spinner=False, max_entries=512)
def _select(edition_id: str, sql: str, parameters: tuple[object, ...]) -> pd.DataFrame:
    with open_edition(get_settings().editions, edition_id).connect() as connection:
        return connection.execute(sql, list(parameters)).df()


def select(edition: Edition, sql: str, *parameters: object) -> pd.DataFrame:
    """Run one SELECT on an edition.

    Parameters
    ----------
    edition
        The edition to read.
    sql
        A SELECT with ``?`` for each parameter.
    *parameters
        Values of the question marks.

    Returns
    -------
    pandas.DataFrame
        The rows; the frame is shared between readers of the page, so do not change it in place.
    """
    return _select(edition.id, sql, tuple(parameters))


def measures(edition: Edition, origin: str, **chosen: str) -> pd.DataFrame:
    """Read the measure rows of one origin.

    Parameters
    ----------
    edition
        The edition to read.
    origin
        ``real`` or ``synthetic``.
    **chosen
        Value by column, such as ``period="2006"``; without any every row is read, which takes
        long on an edition of many seasons.

    Returns
    -------
    pandas.DataFrame
        Rows of ``published.measures`` in order of measure, unit and period.
    """
    wanted = "".join(f' and "{column}" = ?' for column in chosen)
    return select(
        edition,
        f"from published.measures where origin = ?{wanted} "  # noqa: S608  names of this module's callers
        "order by measure, unit, period_kind, period",
        origin,
        *chosen.values(),
    )


def bridged_measures(edition: Edition) -> pd.DataFrame:
    """Figures of definitions that changed, under both versions; empty in editions without."""
    if "published.bridged_measures" not in edition.manifest.tables:
        return pd.DataFrame()
    return select(
        edition,
        "from published.bridged_measures "
        "order by measure, origin, unit, port_code, definition_version, edition",
    )


@st.cache_data(show_spinner=False, max_entries=128)
def _rows_behind(edition_id: str, wanted: FigureFilter, denominator: bool) -> pd.DataFrame:
    edition = open_edition(get_settings().editions, edition_id)
    rows = select_rows_behind(edition, one_figure(edition, wanted), denominator=denominator)
    frame = pd.DataFrame(rows, columns=list(rows[0]) if rows else ["row_key", "arrival_month"])
    frame["arrival_month"] = pd.to_datetime(frame["arrival_month"])
    return frame.drop(columns=["measure", "unit"], errors="ignore")


def rows_behind(edition: Edition, figure: pd.Series, *, denominator: bool) -> pd.DataFrame:
    """List the rows a figure counts, the same as ``tallyman trace`` lists.

    Parameters
    ----------
    edition
        The edition the figure is in.
    figure
        A row of :func:`measures`.
    denominator
        List the rows of the denominator instead of the numerator's.

    Returns
    -------
    pandas.DataFrame
        One row a unit: its key and the key's parts, port and month of arrival.
    """
    wanted = FigureFilter(
        measure=str(figure["measure"]),
        period=str(figure["period"]),
        port=str(figure["port_code"]),
        unit=str(figure["unit"]),
        origin=str(figure["origin"]),
        view=str(figure["view"]),
    )
    return _rows_behind(edition.id, wanted, denominator)


def latest_season(edition: Edition) -> str | None:
    """Label of the newest season with figures, or None in an edition without traffic."""
    frame = select(
        edition,
        "select coalesce(max(period) filter (measure = 'S8.1a' and \"view\" = 'cohort'), "
        "max(period)) as season from published.measures where period_kind = 'season'",
    )
    season = frame.loc[0, "season"]
    return None if pd.isna(season) else str(season)


def arrivals_by_region(edition: Edition) -> pd.DataFrame:
    """Container trips in scope per month of arrival and loading region, by origin."""
    return select(
        edition,
        "select origin, arrival_month, coalesce(loading_region, 'unresolved') as loading_region, "
        "count(*) as container_trips from marts.fct_container_trips where is_in_scope "
        "group by all order by all",
    )


def proposal(edition: Edition) -> pd.DataFrame:
    """Read the weight proposal, a row per rule."""
    return select(edition, "from published.proposal")


def proposal_summary(edition: Edition) -> pd.DataFrame:
    """One row per proposal: season, rule set, refused or not and why."""
    return select(edition, "from published.proposal_summary")


def pattern_weeks(edition: Edition, rule_set: str, season: int, snapshot: str) -> pd.DataFrame:
    """Distinct masks with counts per port and whole week of one season."""
    return select(
        edition,
        "select port_code, arrival_week, hits, sum(container_count)::bigint as container_count "  # noqa: S608  own names
        "from marts.fct_pattern_weeks where rule_set = ? and snapshot = ? "
        f"and origin = 'synthetic' and {WEEK_IN_SEASON} and {WEEK_SEASON} = ? group by all",
        rule_set,
        snapshot,
        season,
    )


def trips_by_day(edition: Edition, seasons: list[int], ports: list[str] | None = None) -> int:
    """Count the container trips in scope that arrived on a day of the seasons, at the ports."""
    at_ports = "" if ports is None else f" and list_contains(?, {COUNTED_PORT})"
    found = select(
        edition,
        "select count(*) as trips from marts.fct_container_trips where origin = 'synthetic' "  # noqa: S608  own names
        f"and is_in_scope and is_in_season and list_contains(?, season){at_ports}",
        seasons,
        *([] if ports is None else [ports]),
    )
    return int(found.loc[0, "trips"])


def loads_by_table(edition: Edition) -> pd.DataFrame:
    """Rows read, loaded and quarantined, a row per source table and origin."""
    return select(
        edition,
        "select origin, table_name, count(*) as files, sum(rows_read)::bigint as rows_read, "
        "sum(rows_loaded)::bigint as rows_loaded, "
        "sum(rows_quarantined)::bigint as rows_quarantined, "
        "sum(rows_read)::bigint = sum(rows_loaded + rows_quarantined)::bigint as rows_add_up "
        "from raw.loads where state = 'loaded' group by all order by origin, table_name",
    )


def refused_files(edition: Edition) -> pd.DataFrame:
    """Files that were refused whole, with the reason."""
    return select(
        edition,
        "select origin, table_name, file_name, message, started_at from raw.loads "
        "where state = 'refused' order by started_at desc",
    )


QUARANTINED_ROWS = """
select q.origin, q.file_name, q.file_line, q.reason, q.column_name, q.raw_text,
    l.superseded_by_load_id as corrected_by_load
from raw.quarantine q left join raw.loads l using (load_id)
where q.table_name = ?
order by q.origin, q.file_name, q.file_line
limit ?
"""
QUARANTINE_REASONS = """
select q.origin, q.table_name, q.column_name, any_value(q.reason) as example_reason,
    count(*) as rows_quarantined, count(l.superseded_by_load_id) as rows_in_corrected_files
from raw.quarantine q left join raw.loads l using (load_id)
group by all
order by rows_quarantined desc
"""


def quarantine(edition: Edition, table_name: str, limit: int) -> pd.DataFrame:
    """Quarantined rows of one table, with the load that corrected their file since."""
    return select(edition, QUARANTINED_ROWS, table_name, limit)


def quarantine_reasons(edition: Edition) -> pd.DataFrame:
    """Quarantined rows counted by origin, table and column."""
    return select(edition, QUARANTINE_REASONS)


def port_resolution(edition: Edition) -> pd.DataFrame:
    """Distinct port texts and rows by origin, side and method of resolution."""
    return select(
        edition,
        "select origin, case side when 'us' then 'U.S.' else side end as side, method, "
        "count(*) as texts, sum(row_count)::bigint as rows "
        "from marts.fct_port_resolution group by all order by origin, side, rows desc",
    )


def unresolved_ports(edition: Edition) -> pd.DataFrame:
    """Port texts that no step resolved, most rows first."""
    return select(
        edition,
        "select origin, case side when 'us' then 'U.S.' else side end as side, port_text, "
        "row_count as rows from marts.fct_port_resolution "
        "where method = 'unresolved' order by row_count desc, port_text limit 200",
    )


def findings(edition: Edition) -> pd.DataFrame:
    """Oddities of the data that do not drop a row, counted by origin and kind."""
    return select(
        edition,
        "select origin, finding_count as rows, kind from marts.fct_findings order by origin, kind",
    )


def exceptions(edition: Edition) -> pd.DataFrame:
    """Compliance exceptions counted by origin and kind."""
    return select(
        edition,
        "select origin, count(*) as exceptions, replace(kind, '_', ' ') as kind "
        "from marts.fct_exceptions "
        "group by all order by all",
    )


def port_names(edition: Edition) -> dict[str, str]:
    """Name of each U.S. port that has figures, by Schedule D code."""
    frame = select(
        edition,
        "select distinct port_code, port_name from published.measures "
        "where port_code <> '*' and not starts_with(port_code, 'FO:')",
    )
    return dict(frame.itertuples(index=False))


def replay_examples(edition: Edition) -> pd.DataFrame:
    """Container trips of incidents, the labelled scenarios first, with a label to choose by."""
    return select(
        edition,
        """
        select
            container_trip_key,
            incident_id || ' ' || container_label
            || case when is_scenario then ' (scenario)' else '' end as label
        from marts.fct_incident_ladder
        where origin = 'synthetic' and container_trip_key is not null
        order by is_scenario desc, discovered_on, incident_id, container_label
        """,
    )
