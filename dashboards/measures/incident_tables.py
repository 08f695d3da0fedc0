"""Incidents and rungs of the ladder as frames for the pages' tables and pictures.

Wording and order of columns only; what is counted belongs in ``marts`` and ``published``. Exam
clocks are in ``exam_clock_tables``.
"""

import pandas as pd

from dashboards import port_names
from dashboards.measures.clearance_tables import of_enough
from dashboards.tables import NOTHING

RUNGS = {
    "scored": "scored at or above the threshold",
    "reviewed": "reviewed by an officer",
    "held": "held",
    "exam_started": "exam started",
    "found_by_exam": "found by an exam",
}
STATES = {"reached": "yes", "not_reached": "no", "unknown": "not known"}
CLOCKS = {"after_discovery": "after the discovery", "after_first_agency": "behind the first agency"}
NOT_TOLD = "not told"


def _known(values: pd.Series) -> list[str]:
    """Yes, no, or unknown where a source does not say."""
    return ["unknown" if pd.isna(value) else "yes" if value else "no" for value in values]


def ladder_table(ladder: pd.DataFrame) -> pd.DataFrame:
    """Columns a reader sees of the detection ladder."""
    told = ladder["event_count"] > 0
    return pd.DataFrame(
        {
            "incident": ladder["incident_id"],
            "container": ladder["container_label"],
            "discovered": ladder["discovered_on"],
            "laded at": ladder["loading_place"],
            "stage": ladder["interception_stage"].str.replace("_", " "),
            "held before discovery": _known(ladder["held_before_discovery"].where(told)),
            "exam begun before": _known(ladder["exam_started_before_discovery"].where(told)),
            "found by": ladder["found_by"].fillna("unknown").str.replace("_", " "),
            "found by an exam": _known(ladder["found_by_exam"].where(told)),
        }
    )


def incident_table(incidents: pd.DataFrame) -> pd.DataFrame:
    """Columns a reader sees of incidents; unknown stays empty."""
    return pd.DataFrame(
        {
            "incident": incidents["incident_id"],
            "kind": incidents["kind"].str.replace("_", " "),
            "discovered": incidents["discovered_on"],
            "at": incidents["discovery_place"],
            "persons known": incidents["persons_known_count"],
            "detained": incidents["persons_detained_count"],
            "escaped": incidents["persons_escaped_count"],
            "containers told of": incidents["itemised_container_count"],
            "sources": incidents["source_count"],
            "sources differ on": incidents["conflicting_attributes"]
            .fillna("")
            .str.replace("_", " "),
            "source": incidents["source"],
        }
    )


def rung_bars(counts: pd.DataFrame) -> pd.DataFrame:
    """Lay the counts out for the picture of the ladder: a row per rung and answer."""
    return pd.DataFrame(
        [
            {
                "rung": RUNGS[row["rung"]],
                "answer": answer,
                "containers": int(row[f"{name}_count"]),
                "order": number,
            }
            for row in counts.to_dict("records")
            for number, (name, answer) in enumerate(STATES.items())
        ]
    )


def rung_table(counts: pd.DataFrame) -> pd.DataFrame:
    """List each rung with its counts and the hours it came before the discovery."""
    return pd.DataFrame(
        {
            "before the discovery": counts["rung"].map(RUNGS),
            "yes": counts["reached_count"],
            "no": counts["not_reached_count"],
            "not known": counts["unknown_count"],
            "with a clock": counts["clocked_count"],
            "median hours before": [
                of_enough(n, "median_hours_before_discovery", f"{hours:,.1f}")
                for n, hours in zip(
                    counts["clocked_count"], counts["median_hours_before_discovery"], strict=True
                )
            ],
            "from": counts["shortest_hours_before_discovery"].round(1),
            "to": counts["longest_hours_before_discovery"].round(1),
        }
    )


def container_rungs(rungs: pd.DataFrame) -> pd.DataFrame:
    """Lay rungs out for the picture of single containers: answer and clock of each."""
    reached = rungs["is_reached"].astype("boolean")
    return pd.DataFrame(
        {
            "container": rungs["incident_id"] + " " + rungs["container_label"],
            "rung": rungs["rung"].map(RUNGS),
            "answer": [
                "not known" if pd.isna(value) else "yes" if value else "no" for value in reached
            ],
            "says": [_clock(row) for row in rungs.to_dict("records")],
        }
    )


def _clock(row: dict[str, object]) -> str:
    """Say who found the persons, or how long before the discovery the rung came."""
    hours = row["hours_before_discovery"]
    if row["rung"] == "found_by_exam":
        found_by = row["found_by"]
        words = "not told" if pd.isna(found_by) else str(found_by).replace("_", " ")
        return "finder not told" if words == "unknown" else words
    if pd.notna(hours):
        lag = float(str(hours))
        return f"{abs(lag):,.0f} h {'before' if lag >= 0 else 'after'}"
    return "order only" if pd.notna(row["event_sequence"]) else ""


def clock_list(rungs: pd.DataFrame) -> pd.DataFrame:
    """List every rung of every container with its clocks and its source."""
    laid_out = container_rungs(rungs)
    return pd.DataFrame(
        {
            "container": laid_out["container"],
            "before the discovery": laid_out["rung"],
            "answer": laid_out["answer"],
            "event": rungs["event_sequence"].astype("Int64").astype("string").fillna(""),
            "told to": rungs["clock"].str.replace("_", " "),
            "hours before the discovery": _tenths(rungs["hours_before_discovery"]),
            "hours after the discharge": _tenths(rungs["hours_after_discharge"]),
            "source": rungs["source"].fillna(""),
        }
    )


def _tenths(values: pd.Series) -> list[str]:
    return ["" if pd.isna(value) else f"{value:,.1f}" for value in values]


def incident_list(incidents: pd.DataFrame) -> pd.DataFrame:
    """List incidents; what no source tells says so."""
    listed = incident_table(incidents)
    for name in ("persons known", "detained", "escaped"):
        listed[name] = listed[name].astype("Int64").astype("string").fillna(NOT_TOLD)
    return listed


def unit_table(counts: pd.DataFrame) -> pd.DataFrame:
    """List incidents, containers and persons, each in its own unit."""
    told = counts["incident_count"] - counts["incident_unknown_count"]
    return pd.DataFrame(
        {
            "unit": counts["unit"],
            "what": counts["what"],
            "number": counts["number"].where(told > 0).astype("Int64"),
            "95 % interval": [
                f"{low:,.1f} to {high:,.1f}" if pd.notna(low) and pd.notna(high) else NOTHING
                for low, high in zip(counts["low"], counts["high"], strict=True)
            ],
            "incidents that tell": told,
            "incidents that do not": counts["incident_unknown_count"],
        }
    )


def notification_table(times: pd.DataFrame) -> pd.DataFrame:
    """List the minutes to each agency, the clock it is by, and the presence at the opening."""
    return pd.DataFrame(
        {
            "agency": times["agency"].str.replace("_", " "),
            "minutes": times["clock"].map(CLOCKS),
            "n": times["n"],
            "not known": times["n_unknown"],
            "median": _quantile(times, "median_minutes"),
            "P75": _quantile(times, "p75_minutes"),
            "P90": _quantile(times, "p90_minutes"),
            "told first": times["first_told_count"],
            "at the opening: yes": times["present_count"],
            "no": times["absent_count"],
            "presence not known": times["presence_unknown_count"],
        }
    )


def _quantile(times: pd.DataFrame, name: str) -> list[str]:
    """Word a quantile of minutes; of a few cases there is none."""
    return [
        of_enough(n, name, f"{minutes:,.0f}")
        for n, minutes in zip(times["n"], times[name], strict=True)
    ]


def told_table(notices: pd.DataFrame) -> pd.DataFrame:
    """List every agency told of an incident."""
    return pd.DataFrame(
        {
            "incident": notices["incident_id"],
            "agency": notices["agency"].str.replace("_", " "),
            "told first": notices["first_agency"].fillna(NOT_TOLD),
            "minutes after the discovery": _minutes(notices["minutes_after_discovery"]),
            "minutes behind the first": _minutes(notices["minutes_after_first_agency"]),
            "precision": notices["lag_precision"].str.replace("_", " "),
            "present at opening": [
                "not known" if pd.isna(value) else "yes" if value else "no"
                for value in notices["present_at_opening"]
            ],
        }
    )


def _minutes(values: pd.Series) -> list[str]:
    return [NOT_TOLD if pd.isna(value) else f"{value:,.0f}" for value in values]


def loading_port_table(ports: pd.DataFrame) -> pd.DataFrame:
    """List where incidents were laded, and whether an earlier season knew the port."""
    seen = ports["is_seen_in_earlier_season"].astype("boolean")
    return pd.DataFrame(
        {
            "incident": ports["incident_id"],
            "discovered": ports["discovered_on"],
            "season": ports["season"].astype(str).where(ports["is_in_season"], "off-season"),
            "laded at": ports["loading_place"].fillna(NOT_TOLD),
            "port": [
                "port not told" if pd.isna(code) else port_names.port(code)
                for code in ports["loading_port_code"]
            ],
            "containers": ports["container_count"],
            "seen in an earlier season": [
                "not known" if pd.isna(value) else "yes" if value else "no" for value in seen
            ],
        }
    )
