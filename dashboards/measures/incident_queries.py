"""SELECTs on one edition of incidents and the clocks around them: a frame out, nothing computed.

How a SELECT is run and cached is in ``queries``; columns and words are in ``incident_tables``.
"""

import pandas as pd

from dashboards.queries import select
from pipelines.editions import Edition


def has_clocks(edition: Edition) -> bool:
    """Say whether the edition was published with rungs and exam clocks."""
    return "published.exam_clocks" in edition.manifest.tables


def ladder(edition: Edition, origin: str) -> pd.DataFrame:
    """Read the detection ladder, a row per incident container."""
    return select(
        edition,
        "from marts.fct_incident_ladder where origin = ? order by incident_id, container_label",
        origin,
    )


def reconciliation(edition: Edition) -> pd.DataFrame:
    """Control totals of the published sources against the itemised rows."""
    return select(
        edition,
        "select what, control_total as told, itemised_count as itemised, "
        "remainder_count as remainder, source from marts.fct_incident_reconciliation",
    )


def rung_counts(edition: Edition, origin: str) -> pd.DataFrame:
    """Containers that reached each rung, a row per rung."""
    return select(
        edition,
        "from marts.fct_incident_rung_counts where origin = ? order by rung_number",
        origin,
    )


def rungs(edition: Edition, origin: str) -> pd.DataFrame:
    """Rungs of the containers whose events a source tells, a row each; scenarios marked."""
    return select(
        edition,
        "select * exclude (origin) from marts.fct_incident_rungs where origin = ? and is_told "
        "order by is_scenario, incident_id, container_label, rung_number",
        origin,
    )


def incidents(edition: Edition, origin: str) -> pd.DataFrame:
    """Incidents and searches in vain, a row each."""
    return select(
        edition,
        "from marts.dim_incidents where origin = ? order by discovered_on, incident_id",
        origin,
    )


def incident_counts(edition: Edition, origin: str, period: str) -> pd.DataFrame:
    """Incidents, containers and persons of one period, in the order of the units."""
    return select(
        edition,
        "from published.incident_counts where origin = ? and period = ? "
        "order by list_position(['incident', 'container', 'person'], unit), what <> 'known', what",
        origin,
        period,
    )


def incident_periods(edition: Edition, origin: str) -> list[str]:
    """Periods with incidents: all, then seasons and years, the newest first."""
    found = select(
        edition,
        "select distinct period_kind, period from published.incident_counts where origin = ? "
        "order by list_position(['all', 'season', 'fiscal_year', 'calendar_year'], period_kind), "
        "period desc",
        origin,
    )
    return list(found["period"])


def notification_times(edition: Edition, origin: str) -> pd.DataFrame:
    """Minutes to each agency by both clocks, a row each."""
    return select(
        edition,
        "from published.notification_times where origin = ? order by clock, agency",
        origin,
    )


def notifications(edition: Edition, origin: str) -> pd.DataFrame:
    """Agencies told of each confirmed incident, a row each."""
    return select(
        edition,
        "from marts.fct_notifications where origin = ? and not is_scenario "
        "order by incident_id, minutes_after_first_agency nulls last, agency",
        origin,
    )


def loading_ports(edition: Edition, origin: str) -> pd.DataFrame:
    """Ports of lading of confirmed incidents, new or seen in an earlier season, newest first."""
    return select(
        edition,
        "from marts.fct_incident_loading_ports where origin = ? "
        "order by discovered_on desc, incident_id, loading_port_code",
        origin,
    )


def exam_clocks(edition: Edition, origin: str) -> pd.DataFrame:
    """Clocks from discharge to exam, a row per population, period and port."""
    return select(
        edition,
        "from published.exam_clocks where origin = ? order by period_kind, period, port_code",
        origin,
    )


def six_hour_figures(edition: Edition, origin: str, period: str, port: str) -> pd.DataFrame:
    """Figures of the six-hour rule of one period and port."""
    return select(
        edition,
        "from published.measures where measure like 'CLK.%' and origin = ? and period = ? "
        "and port_code = ? order by measure",
        origin,
        period,
        port,
    )


def waiting(edition: Edition, origin: str, port: str, limit: int) -> pd.DataFrame:
    """Containers that still wait for an exam where the data end, the longest first."""
    return select(
        edition,
        "select container_trip_key, us_port_code as port, is_high_risk, is_smuggling_hit, "
        "discharged_at, round(hours_open, 1) as hours_open from marts.fct_exam_clocks "
        "where clock_state = 'waiting' and origin = ? and ? in ('*', us_port_code) "
        "order by hours_open desc, container_trip_key limit ?",
        origin,
        port,
        limit,
    )


def uncovered_hours(edition: Edition, origin: str, period: str, port: str) -> pd.DataFrame:
    """High-risk discharges by local hour of the day, a row per hour."""
    return select(
        edition,
        "from published.uncovered_hours where origin = ? and period = ? and port_code = ? "
        "order by local_hour",
        origin,
        period,
        port,
    )


def image_openings(edition: Edition, origin: str, period: str, port: str) -> pd.DataFrame:
    """Images against openings in one period and port, a row per figure."""
    return select(
        edition,
        "from published.image_openings where origin = ? and period = ? and port_code = ?",
        origin,
        period,
        port,
    )
