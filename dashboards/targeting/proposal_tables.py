"""Tables of a proposal and of the season backtest, as a reader sees them.

Those of a model card are in ``model_card_tables``. Wording and order of columns only; the figures
are the edition's.
"""

from typing import Any

import pandas as pd

from dashboards import port_names
from dashboards.filters.answer_tables import between, number, share, told_as
from dashboards.tables import NOTHING
from pipelines.editions.program_words import unit_words

BLIND = {
    "rule": "rule",
    "loading_port": "port of lading without an incident",
    "new_port": "port of lading new this season",
    "us_port": "U.S. ports without an incident",
    "unresolved_port": "port of lading not resolved",
    "no_manifest": "no manifest on arrival",
    "new_pattern": "pattern of rules never seen before",
}
GROUPS = {"all": "all", "switch": "port switched", "no_switch": "port as before"}


def workload_table(workload: pd.DataFrame) -> pd.DataFrame:
    """List exams and hours a week at each port, proposed beside today, all ports first."""
    today = workload[workload["weights"] == "current"].set_index("port_code")
    rows = []
    for row in workload[workload["weights"] == "proposed"].to_dict("records"):
        was = today.loc[row["port_code"]]
        rows.append(
            {
                "port": port_names.port(row["port_code"]),
                "exams_a_week_today": _with(dict(was), "exams_per_week"),
                "proposed": _with(row, "exams_per_week"),
                "busiest_week": int(row["busiest_week"]),
                "image_hours_a_week": _with(row, "image_hours"),
                "physical_hours_a_week": _with(row, "physical_hours"),
                "within_six_hours_so_far": _counted(
                    row["prompt_exams"], row["timed_exams"], row["prompt_share"]
                ),
                "doable_within_six_hours": _counted(
                    row["doable_exams"], row["asked_exams"], row["doable_share"]
                ),
            }
        )
    return pd.DataFrame(rows)


def _with(row: dict[Any, Any], name: str) -> str:
    ends = between(row[f"{name}_low"], row[f"{name}_high"])
    return number(row[name]) if ends == "–" else f"{number(row[name])} ({ends})"


def _counted(some: Any, of: Any, value: Any) -> str:
    """Word a share with its counts; what is not known stays unknown."""
    if pd.isna(of):
        return "unknown"
    counted = f"{int(some):,} of {int(of):,}"
    return counted if pd.isna(value) else f"{value:.0%} ({counted})"


def incident_table(incidents: pd.DataFrame) -> pd.DataFrame:
    """List past incident containers: caught or missed, today and as proposed."""
    return pd.DataFrame(
        {
            "incident_container": incidents["incident_id"] + " " + incidents["container_label"],
            "told_as": incidents["is_scenario"].map(told_as),
            "season": incidents["season"].astype(str),
            "port": incidents["port_code"].map(port_names.port),
            "today": _caught(incidents, "score_before", "was_caught"),
            "proposed": _caught(incidents, "score", "is_caught"),
            "change": [
                "" if was == now else "newly caught" if now else "newly missed"
                for was, now in zip(incidents["was_caught"], incidents["is_caught"], strict=True)
            ],
        }
    )


def _caught(incidents: pd.DataFrame, score: str, caught: str) -> list[str]:
    return [
        "missed: no manifest on arrival"
        if pd.isna(points)
        else f"{'caught' if is_caught else 'missed'}: {int(points)} points, from {threshold}"
        for points, is_caught, threshold in zip(
            incidents[score], incidents[caught], incidents["threshold"], strict=True
        )
    ]


def blind_table(findings: pd.DataFrame) -> pd.DataFrame:
    """List what nothing in the data anticipates."""
    rows = findings[findings["kind"] == "unanticipated"]
    return pd.DataFrame(
        {
            "what": rows["what"].map(BLIND),
            "which": [
                "all together"
                if subject == "*"
                else port_names.port(subject)
                if what == "loading_port"
                else subject
                for what, subject in zip(rows["what"], rows["subject"], strict=True)
            ],
            "container_trips": [
                f"{some:,} of {of:,}"
                for some, of in zip(
                    rows["containers"].astype(int), rows["of_containers"].astype(int), strict=True
                )
            ],
            "in_words": [
                _named(message) if what == "new_port" else message
                for what, message in zip(rows["what"], rows["message"], strict=True)
            ],
        }
    )


def _named(message: str) -> str:
    """Name the ports that a message lists by their codes."""
    told, _, codes = message.partition(": ")
    return f"{told}: {port_names.ports(tuple(codes.split(', ')))}"


def check_table(findings: pd.DataFrame) -> pd.DataFrame:
    """List what the statute checks and the look at the rules found."""
    rows = findings[findings["kind"] != "unanticipated"]
    return pd.DataFrame(
        {
            "check": rows["what"].str.replace("_", " "),
            "rule": rows["subject"].replace("", "the rule set"),
            "severity": rows["severity"],
            "in_words": rows["message"],
        }
    )


def history_table(history: pd.DataFrame) -> pd.DataFrame:
    """List incidents with their clocks."""
    return pd.DataFrame(
        {
            "incident": history["incident_id"],
            "discovered": pd.to_datetime(history["discovered_on"]).dt.strftime("%Y-%m-%d"),
            "days_until_recorded": history["days_to_record"],
            "days_since_the_one_before": history["days_since_previous"].astype("Int64"),
            "laded_at": history["loading_places"].fillna("unknown"),
            "containers": [
                str(n) if n else "none itemised" for n in history["containers"].astype(int)
            ],
            "persons": history["persons"].astype("Int64"),
            "known_in_time": history["is_known_before_cut"].map({True: "yes", False: "no"}),
        }
    )


def season_table(by_season: pd.DataFrame) -> pd.DataFrame:
    """List what each season's weights found, seasons added up last."""
    rows = by_season.assign(_order=by_season["grouped_by"].ne("season")).sort_values(
        ["_order", "season"], kind="stable"
    )
    return pd.DataFrame(
        {
            "season": [
                GROUPS.get(group, "" if pd.isna(season) else f"{season:.0f}")
                + (
                    " (port switched)"
                    if group == "season" and pd.notna(is_switch) and is_switch
                    else ""
                )
                for group, season, is_switch in zip(
                    rows["grouped_by"], rows["season"], rows["is_switch_season"], strict=True
                )
            ],
            "weights": rows["weights"],
            "found": [
                f"{found:.1f} of {of:,}"
                for found, of in zip(rows["found"], rows["positives"], strict=True)
            ],
            "recall": [
                share(value, low, high, of)
                for value, low, high, of in zip(
                    rows["recall"],
                    rows["recall_low"],
                    rows["recall_high"],
                    rows["positives"],
                    strict=True,
                )
            ],
            "from_newly_active_ports": [
                f"{found:.1f} of {of:,}" if of else "none there"
                for found, of in zip(
                    rows["new_port_found"], rows["new_port_positives"], strict=True
                )
            ],
            "proposal": _verdicts(rows),
        }
    )


def _verdicts(rows: pd.DataFrame) -> list[str]:
    """Say of each season whether it was refused or how much it changed, of groups how often."""
    tried = rows[rows["grouped_by"].eq("season") & rows["weights"].eq("proposal")]
    within = {
        "all": tried,
        "switch": tried[tried["is_switch_season"].eq(True)],  # noqa: FBT003  a cell, not a flag
        "no_switch": tried[tried["is_switch_season"].eq(False)],  # noqa: FBT003  likewise
    }
    verdicts = []
    for row in rows.itertuples():
        if row.weights != "proposal":
            verdicts.append(NOTHING)
        elif row.grouped_by != "season":
            group = within[row.grouped_by]
            verdicts.append(f"refused in {int(group['is_refused'].sum())} of {len(group)}")
        elif row.is_refused:
            verdicts.append("refused")
        else:
            changes = int(row.changes)
            verdicts.append(
                f"{changes} {unit_words('weight', changes)}, {row.l1_points:.0f} points"
            )
    return verdicts


def moving_table(moving: pd.DataFrame) -> pd.DataFrame:
    """Show what each filter finds of the same incidents laded at each place."""
    shown = moving.assign(
        text=[
            f"{found:.1f}" if abs(lost) < 0.05 else f"{found:.1f} ({-lost:+.1f})"
            for found, lost in zip(moving["found"], moving["lost"], strict=True)
        ]
    )
    wide = shown.pivot_table(index="weights", columns="place", values="text", aggfunc="first")
    wide = wide.loc[list(dict.fromkeys(shown["weights"])), list(dict.fromkeys(shown["place"]))]
    return wide.rename_axis(columns=None).reset_index()


def left_out_table(left_out: pd.DataFrame, by: str, wording: dict[str, str]) -> pd.DataFrame:
    """List refits without an incident, or without a port of lading."""
    rows = left_out[left_out["by"] == by]
    names = rows["left_out"].map(port_names.port) if by == "port" else rows["left_out"]
    return pd.DataFrame(
        {
            "left_out": names,
            "incident_containers": rows["containers"],
            "found_today": rows["found_current"],
            "fitted_with_it": rows["found_with"],
            "fitted_without_it": rows["found_without"],
            "rules_that_come_out_otherwise": [
                "; ".join(wording.get(name, name) for name in names_.split(", ") if name) or "none"
                for names_ in rows["differing_rules"]
            ],
        }
    )
