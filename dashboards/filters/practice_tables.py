"""Filters in practice as frames for the page's tables: life, research, operations, lanes, adoption.

Wording and order of columns only; what was counted is in ``pipelines.filters``.
"""

from datetime import datetime

import pandas as pd

from dashboards import port_names
from dashboards.filters.answer_tables import share
from dashboards.filters.case_tables import LANES
from dashboards.filters.version_tables import minute
from pipelines.filters.life_cycle import LifeCycleReport
from pipelines.filters.operations import OperationReport
from pipelines.filters.research import Checklist, ResearchReport

EXCEPTIONS = {
    "matched_not_held": "matched a factor, not held",
    "not_researched_not_held": "neither researched nor held",
    "left_without_exam": "left the port without an exam",
    "examined_after_gate_out": "examined only after it had left",
    "not_examined_yet": "not examined yet, still in the port",
}
READ_WELL = ("within chance", "not enough evidence")


def life_table(report: LifeCycleReport) -> pd.DataFrame:
    """List each filter's yield, last evaluation and end."""
    return pd.DataFrame(
        [
            {
                "version": f"{one.rule_set} {one.version}",
                "stands": _stands(one.standing, one.expires_at),
                "matched": one.matched,
                "held": one.held,
                "examined": one.examined,
                "yield_of_exams": share(
                    one.yielded.value, one.yielded.low, one.yielded.high, one.examined
                ),
                "incidents": one.incidents,
                "last_evaluated": _evaluated(one.last_evaluated_at, one.evaluated_on),
                "look_at": "; ".join(one.notes) or "–",
            }
            for one in report.filters
        ]
    )


def _stands(standing: str, expires_at: datetime | None) -> str:
    words = standing.replace("_", " ")
    if expires_at is None:
        return words
    return f"{words} {'on' if standing == 'expired' else 'until'} {minute(expires_at)}"


def _evaluated(moment: object, edition: str | None) -> str:
    return "never" if moment is None else f"{minute(moment)} on edition {edition}"


def drift_table(report: LifeCycleReport, *, by_port: bool) -> pd.DataFrame:
    """List drift season against season: over all ports, or port by port what is not by chance."""
    rows = report.drift
    whole = rows["lading_port_code"] == port_names.ALL_PORTS
    rows = rows[~whole & ~rows["reading"].isin(READ_WELL)] if by_port else rows[whole]
    enough = rows["psi"].notna()
    return pd.DataFrame(
        {
            "version": rows["rule_set"] + " " + rows["version"].astype(str),
            "seasons": rows["season"].astype(str) + " against " + rows["before"].astype(str),
            "shares_of": rows["what"].map(
                {
                    "score": "the score's classes",
                    "ports_of_lading": "ports of what it selects",
                }
            ),
            **({"laded_at": rows["lading_port_code"].map(port_names.port)} if by_port else {}),
            "container_trips": [
                f"{new:,} against {old:,}"
                for new, old in zip(rows["current_count"], rows["reference_count"], strict=True)
            ],
            "PSI": rows["psi"].map("{:.3f}".format).where(enough, "–"),
            "by_chance": rows["by_chance"].map("{:.3f}".format).where(enough, "–"),
            "reading": rows["reading"],
        }
    )


def research_table(report: ResearchReport) -> pd.DataFrame:
    """Count research and holds by filter and port."""
    rows = report.filters
    return pd.DataFrame(
        {
            "filter": rows["rule_set"],
            "port": rows["us_port_code"].map(port_names.port),
            "container_trips_hit": rows["hits"],
            "researched": rows["complete"],
            "held": rows["held"],
            "matched,_not_held": rows["matched_not_held"],
            "neither_researched_nor_held": rows["not_researched_not_held"],
        }
    )


def research_exceptions(exceptions: tuple[Checklist, ...]) -> pd.DataFrame:
    """List the exceptions of the research one by one."""
    return pd.DataFrame(
        [
            {
                "exception": EXCEPTIONS[one.exception or ""],
                "container_trip": one.hit["container_trip_key"],
                "filter": f"{one.hit['rule_set']} {one.hit['rule_set_version']}",
                "port": port_names.port(one.hit["us_port_code"]),
                "arrived": str(one.hit["arrival_date"]),
                "points": f"{one.hit['score']}, mandatory from {one.hit['threshold']}",
            }
            for one in exceptions
        ]
    )


def operation_ports(report: OperationReport) -> pd.DataFrame:
    """List what met an operation's criteria against what was examined, where any did."""
    rows = report.rows[(report.rows["met"] > 0) | (report.rows["us_port_code"] == "*")]
    return pd.DataFrame(
        [
            {
                "port": port_names.port(row["us_port_code"], "all its ports"),
                "arrived": int(row["arrived"]),
                "met_the_criteria": int(row["met"]),
                "examined": int(row["examined"]),
                "only_after_it_left": int(row["examined_after_gate_out"]),
                "share_examined": share(row["share"], row["low"], row["high"], row["met"]),
            }
            for row in rows.to_dict("records")
        ]
    )


def operation_exceptions(report: OperationReport) -> pd.DataFrame:
    """List the exceptions of an operation one by one."""
    rows = report.exceptions
    return pd.DataFrame(
        {
            "exception": rows["kind"].map(EXCEPTIONS),
            "container_trip": rows["container_trip_key"],
            "port": rows["us_port_code"].map(port_names.port),
            "arrived": rows["arrival_date"].map(lambda day: f"{day:%Y-%m-%d}"),
            "exam_begun_(UTC)": rows["exam_started_at"].map(minute),
            "left_the_port_(UTC)": rows["gated_out_at"].map(minute),
        }
    )


def lane_table(rows: pd.DataFrame) -> pd.DataFrame:
    """List each lane's share of traffic beside its plan."""
    return pd.DataFrame(
        [
            {
                "lane": LANES.get(row["lane"], row["lane"]),
                "taken": f"{row['container_trips']:,} of {row['in_scope_trips']:,}",
                "actual": share(row["actual"], row["low"], row["high"], row["in_scope_trips"]),
                "expected": _planned(row["expected_rate"]),
                "random_floor": _planned(row["minimum_random_rate"]),
                "verdict": row["verdict"],
            }
            for row in rows.to_dict("records")
        ]
    )


def _planned(rate: float) -> str:
    return "–" if pd.isna(rate) else f"{rate:.1%}"


def adoption_table(rows: pd.DataFrame) -> pd.DataFrame:
    """List the days from each incident to what followed it, by port."""
    return pd.DataFrame(
        [
            {
                "incident": row["incident_id"],
                "told_as": _told(row),
                "discovered": f"{row['discovered_on']} ({row['discovered_precision']})",
                "port": port_names.port(row["us_port_code"])
                + (", found here" if row["is_port_of_discovery"] else ""),
                "port_filter": _followed(row, "port_filter"),
                "national_filter": _followed(row, "national_filter"),
                "first_hold_under_it": _days(row["days_to_first_hold"]),
            }
            for row in rows.to_dict("records")
        ]
    )


def _told(row: dict[str, object]) -> str:
    if row["origin"] == "real":
        return "real, public record"
    return "scenario" if row["is_scenario"] else "synthetic incident"


def _followed(row: dict[str, object], name: str) -> str:
    if pd.isna(row[name]):
        return "none within a year"
    return f"{_days(row[f'days_to_{name}'])}: {row[name]} ({row[f'{name}_precision']})"


def _days(value: object) -> str:
    return "–" if value is None or pd.isna(value) else f"{value:,.1f} days"
