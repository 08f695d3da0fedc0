"""How long a filter took to come after an incident, by port.

Sets incidents beside the versions that came into force after them and the first container each
port held by them. What a response contained is the versions' difference; it is not told here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipelines.decisions.register import FilterRegister
from pipelines.decisions.versions import period_at
from pipelines.editions import Edition
from pipelines.editions.selection import select
from pipelines.filters.answers import Answer

ALL_PORTS = "*"
LONGEST_DAYS = 366
"""A version later than this after an incident is not counted as a response to it; ours."""

COLUMNS = [
    "origin",
    "incident_id",
    "is_scenario",
    "discovered_on",
    "discovered_precision",
    "us_port_code",
    "is_port_of_discovery",
    "port_filter",
    "port_filter_from",
    "port_filter_precision",
    "days_to_port_filter",
    "national_filter",
    "national_filter_from",
    "national_filter_precision",
    "days_to_national_filter",
    "first_match_at",
    "days_to_first_match",
    "first_hold_at",
    "days_to_first_hold",
]


@dataclass(frozen=True)
class AdoptionReport(Answer):
    """Days from incident to filter.

    Attributes
    ----------
    edition
        Where incidents and matches come from.
    risk
        Risk of the rule sets counted.
    rows : DataFrame
        One row per incident and port: the incident with the precision of its date, the first port
        filter and the first national filter that came into force there after it (name and
        version, moment, days), and the first container that a national filter which came after
        the incident matched there, and the first of those that was held, for whatever recorded
        reason. Missing where there was none within 366 days.
    """

    edition: str
    risk: str
    rows: pd.DataFrame


def adoption_report(
    edition: Edition,
    register: FilterRegister,
    *,
    risk: str = "human_smuggling",
    incident_id: str | None = None,
    ports: Sequence[str] | None = None,
) -> AdoptionReport:
    """Count the days from each incident to the filters that followed it.

    Parameters
    ----------
    edition
        Incidents, and the containers that filters matched.
    register
        When versions came into force where.
    risk
        Rule sets of this risk count.
    incident_id
        One incident; None for all that a filter followed.
    ports
        U.S. ports to show; None for those with a filter of their own or a discovery.

    Returns
    -------
    AdoptionReport

    Notes
    -----
    What followed an incident need not answer it. Days are counted from the start of the day of
    discovery, UTC, and are as exact as the less exact of the two dates, whose precisions stand
    beside them: after a filter of 'after 2006-04-05' they are the fewest there can have been.
    """
    with edition.connect() as con:
        incidents = select(
            con,
            "select origin, incident_id, is_scenario, discovered_on, discovered_precision, "
            "discovery_port_code from marts.dim_incidents "
            "where kind = 'stowaway' and discovered_on is not null "
            "and (? is null or incident_id = ?) order by discovered_on, incident_id, origin",
            [incident_id, incident_id],
        )
        matches = con.execute(
            "select origin, us_port_code, rule_set, rule_set_version as version, "
            "min(matched_at) as matched_at, min(held_at) filter (where is_held) as held_at "
            "from marts.fct_filter_matches group by all"
        ).df()
    filters = _filters(register, risk)
    shown = list(ports or _ports_of_interest(incidents, filters))
    rows = [_row(incident, port, filters, matches) for incident in incidents for port in shown]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    if incident_id is None:
        followed = frame["port_filter"].notna() | frame["national_filter"].notna()
        frame = frame[followed].reset_index(drop=True)
    return AdoptionReport(edition.id, risk, frame)


def _filters(register: FilterRegister, risk: str) -> pd.DataFrame:
    """List the first moment each version of the risk was in force at each port it names."""
    versions = register.versions()
    found = []
    for version in versions:
        siblings = [one for one in versions if one.rule_set == version.rule_set]
        for port in version.ports if version.content.risk == risk else ():
            period = period_at(version, port, siblings)
            if period is not None:
                start = period[0].replace(tzinfo=None)
                precision = version.effective_precision
                found.append((version.rule_set, version.version, port, start, precision))
    columns = ["rule_set", "version", "port_code", "valid_from", "precision"]
    frame = pd.DataFrame(found, columns=columns).astype({"valid_from": "datetime64[us]"})
    return frame.sort_values("valid_from", ignore_index=True)


def _ports_of_interest(incidents: list[dict[str, Any]], filters: pd.DataFrame) -> list[str]:
    """Ports where an incident was discovered, or that had a filter of their own."""
    own = set(filters["port_code"].tolist()) - {ALL_PORTS}
    discovery = {row["discovery_port_code"] for row in incidents if row["discovery_port_code"]}
    return sorted(own | discovery)


def _row(
    incident: dict[str, Any], port: str, filters: pd.DataFrame, matches: pd.DataFrame
) -> dict[str, object]:
    """Find what followed one incident at one port."""
    start = pd.Timestamp(incident["discovered_on"])
    after = filters[
        (filters["valid_from"] > start)
        & (filters["valid_from"] <= start + pd.Timedelta(days=LONGEST_DAYS))
    ]
    own = _first(after[after["port_code"] == port], start, "port_filter")
    national = after[after["port_code"] == ALL_PORTS]
    first_national = _first(national, start, "national_filter")
    there = matches[(matches["origin"] == incident["origin"]) & (matches["us_port_code"] == port)]
    matched = there.merge(national, on=["rule_set", "version"])
    match_on, held_on = matched["matched_at"].min(), matched["held_at"].min()
    return {
        **{name: incident[name] for name in COLUMNS[:5]},
        "us_port_code": port,
        "is_port_of_discovery": incident["discovery_port_code"] == port,
        **own,
        **first_national,
        "first_match_at": match_on,
        "days_to_first_match": _days(start, match_on),
        "first_hold_at": held_on,
        "days_to_first_hold": _days(start, held_on),
    }


def _first(found: pd.DataFrame, start: pd.Timestamp, name: str) -> dict[str, object]:
    """Name the first version of those found, with its days."""
    if found.empty:
        empty = (name, f"{name}_from", f"{name}_precision", f"days_to_{name}")
        return dict.fromkeys(empty)
    row = found.iloc[0]
    return {
        name: f"{row['rule_set']} version {row['version']}",
        f"{name}_from": row["valid_from"],
        f"{name}_precision": row["precision"],
        f"days_to_{name}": _days(start, row["valid_from"]),
    }


def _days(start: pd.Timestamp, end: Any) -> float | None:
    """Count the days between, to a tenth."""
    if pd.isna(end):
        return None
    return round((pd.Timestamp(end) - start) / pd.Timedelta(days=1), 1)
