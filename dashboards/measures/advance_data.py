"""SELECTs behind page Advance data: exceptions, security filings, stow plans and tallies.

Figures come from ``queries.measures``; nothing is computed here beyond what SQL returns.
"""

import pandas as pd

from dashboards import port_names, queries
from pipelines.editions import Edition

MEASURES = {
    "A24": "24-hour rule",
    "AMD": "Amendments",
    "ENT": "Entry data",
    "ISF": "Importer Security Filing",
}
"""Measures of this page and what they are about, in the order shown."""


def late_amendments(edition: Edition) -> pd.DataFrame:
    """Amendments accepted more than a day after arrival, a row per message, newest first."""
    return _named(
        edition,
        "select us_port_code as port, arrival_month, shipment_key, "
        "replace(replace(amended_field, '_kg', ' (kg)'), '_', ' ') as amended_field, is_material, "
        "closed_at, received_at, round(hours_late, 1) as hours_late "
        "from marts.fct_late_amendments where origin = 'synthetic' order by received_at desc",
    )


def _named(edition: Edition, sql: str) -> pd.DataFrame:
    """Read rows, the name of each port beside its code."""
    rows = queries.select(edition, sql)
    return rows.assign(port=rows["port"].map(port_names.port))


def filing_hours(edition: Edition) -> pd.DataFrame:
    """Bills by days from the first accepted manifest to lading, a row per day up to a fortnight."""
    return queries.select(
        edition,
        "select least(greatest(floor(hours_before_lading / 24), -1), 14)::integer as days, "
        "count(*) as bills from marts.fct_advance_filings "
        "where origin = 'synthetic' and is_in_scope and not is_exempt_bulk "
        "and hours_before_lading is not null group by all order by days",
    )


def vessel_calls(edition: Edition) -> pd.DataFrame:
    """Vessel calls with a stow plan or a tally, those that differ most first."""
    return _named(
        edition,
        "select arrival_month, us_port_code as port, vessel_imo, voyage_number as voyage, "
        "manifested_count as manifested, planned_count as planned, "
        "discharged_count as discharged, over_count as over, short_count as short, "
        "not_manifested_count as planned_not_manifested, "
        "not_planned_count as manifested_not_planned "
        "from marts.fct_vessel_calls_compared where origin = 'synthetic' "
        "order by coalesce(over_count, 0) + coalesce(short_count, 0) "
        "+ coalesce(not_manifested_count, 0) + coalesce(not_planned_count, 0) desc, "
        "arrival_month desc, vessel_imo, voyage_number",
    )


def containers_that_differ(edition: Edition) -> pd.DataFrame:
    """Containers that stand on one list and not on another, a row each."""
    return _named(
        edition,
        "select us_port_code as port, vessel_imo, voyage_number as voyage, container_number, "
        "coalesce(against_tally, '') as against_tally, "
        "coalesce(replace(against_plan, '_', ' '), '') as against_plan, is_manifested, "
        "stow_position, discharged_at from marts.fct_vessel_call_containers "
        "where origin = 'synthetic' and coalesce(against_tally, against_plan) is not null "
        "order by port, vessel_imo, voyage, container_number",
    )
