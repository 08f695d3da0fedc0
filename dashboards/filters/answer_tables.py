"""Answers about filters as frames for the page's tables: what-if, backtest, shadow.

Wording and order of columns only; what an answer says is ``pipelines.filters``. Answers about
single containers are in ``case_tables``, filters in practice in ``practice_tables``.
"""

from typing import Any

import pandas as pd

from dashboards import port_names
from pipelines.filters.backtest import Backtest
from pipelines.filters.shadow import ShadowReport
from pipelines.filters.what_if_answer import WhatIfAnswer

SCENARIO, SYNTHETIC = "scenario", "synthetic incident"
OUTCOMES = {
    "confirmed": "confirmed incident",
    "lesser_positive": "another positive exam",
    "negative": "examined, nothing found",
    "pending": "exam still open",
    "none": "not examined",
}
SIDES = {
    "both": "both",
    "candidate_only": "only this version",
    "in_force_only": "only the one in force",
    "live_only": "only the live one",
    "shadow_only": "only the shadow",
    "neither": "neither",
}


def told_as(is_scenario: bool) -> str:
    """Say whether an incident is a labelled scenario or one of the synthetic stream."""
    return SCENARIO if is_scenario else SYNTHETIC


def share(value: Any, low: Any = None, high: Any = None, n: int | None = None) -> str:
    """Word a share with its interval; of too few it says so, with how many there are."""
    if value is None or pd.isna(value):
        return "not enough evidence" + ("" if n is None else f" (n = {int(n):,})")
    text = f"{value:.1%}"
    return text if low is None or pd.isna(low) else f"{text} ({low:.1%} to {high:.1%})"


def number(value: float) -> str:
    """Word a number, with more digits where it is small."""
    return f"{value:,.1f}" if abs(value) >= 1 or value == 0 else f"{value:,.2f}"


def between(low: Any, high: Any) -> str:
    """Word an interval of numbers, a dash where there is none."""
    if low is None or pd.isna(low) or pd.isna(high):
        return "–"
    return f"{number(low)} to {number(high)}"


def workload_table(answer: WhatIfAnswer) -> pd.DataFrame:
    """List exams and hours a week at the ports where anything is selected, all ports first."""
    before = answer.workload_before.set_index("port_code")
    rows = []
    for row in answer.workload.to_dict("records"):
        was = before.loc[row["port_code"]]
        if row["port_code"] != port_names.ALL_PORTS and not (row["exams"] or was["exams"]):
            continue
        rows.append(
            {
                "port": port_names.port(row["port_code"]),
                "exams": int(row["exams"]),
                "before": int(was["exams"]),
                "exams_a_week": _with(row, "exams_per_week"),
                "busiest_week": int(row["busiest_week"]),
                "image_hours_a_week": _with(row, "image_hours"),
                "physical_hours_a_week": _with(row, "physical_hours"),
            }
        )
    return pd.DataFrame(rows)


def _with(row: dict[Any, Any], name: str) -> str:
    ends = between(row[f"{name}_low"], row[f"{name}_high"])
    return number(row[name]) if ends == "–" else f"{number(row[name])} ({ends})"


def incident_outcomes(answer: WhatIfAnswer) -> pd.DataFrame:
    """List the incident containers of the seasons: caught or missed, now and before."""
    return pd.DataFrame(
        [
            {
                "incident_container": f"{one.incident_id} {one.container_label}",
                "told_as": told_as(one.is_scenario),
                "port": port_names.port(one.port_code),
                "tried": _caught(one.score, one.threshold, one.is_caught),
                "before": _caught(one.score_before, one.threshold_before, one.was_caught),
            }
            for one in answer.incidents
        ]
    )


def _caught(score: int | None, threshold: int, is_caught: bool) -> str:
    if score is None:
        return "missed: no manifest known on arrival"
    return f"{'caught' if is_caught else 'missed'}: {score} points, mandatory from {threshold}"


def rule_hits(answer: WhatIfAnswer) -> pd.DataFrame:
    """List hits of each rule, of all traffic and of what is selected."""
    rules = answer.rules
    return pd.DataFrame(
        {
            "rule": rules["rule"],
            "wording": rules["wording"],
            "points_before": rules["points_before"].map(lambda n: "–" if pd.isna(n) else f"{n}"),
            "points_tried": rules["points"].map(str),
            "container_trips_hit": rules["hits"],
            "of_those_selected": rules["hits_selected"],
        }
    )


def changed_sample(answer: WhatIfAnswer) -> pd.DataFrame:
    """List some of the container trips that are newly selected or released."""
    rows = answer.sample
    return pd.DataFrame(
        {
            "change": rows["change"],
            "container_trip": rows["container_trip_key"],
            "port": rows["port_code"].map(port_names.port),
            "arrived": pd.to_datetime(rows["arrival_date"]).dt.strftime("%Y-%m-%d"),
            "laded_at": rows["lading_port_code"].map(port_names.port),
            "points_before": rows["score_before"],
            "points_tried": rows["score"],
        }
    )


def backtest_table(found: Backtest, figures: pd.DataFrame, *, by_port: bool) -> pd.DataFrame:
    """List how a version chose, season by season or port by port, beside the one in force."""
    versions = {"candidate": f"{found.version}", "in force": f"{found.live_version}, in force"}
    rows = []
    for row in figures.to_dict("records"):
        positive, chosen = int(row["positives"]), int(row["selected"])
        known = chosen - int(row["selected_unknown"])
        lift = row["lift"]
        where = port_names.port(row["port_code"]) if by_port else _season(row["season"])
        rows.append(
            {
                "version": versions[row["version"]],
                "port" if by_port else "season": where,
                "container_trips": int(row["containers"]),
                "selected": chosen,
                "incidents": f"{int(row['positives_selected'])} of {positive} selected",
                "precision": _measured(row, "precision", known),
                "recall": _measured(row, "recall", positive),
                "recall_in_budget": _measured(row, "recall_in_budget", positive),
                "lift": f"not enough evidence (n = {positive})"
                if pd.isna(lift)
                else f"{lift:.1f} ({between(row['lift_low'], row['lift_high'])})",
            }
        )
    return pd.DataFrame(rows)


def _season(season: Any) -> str:
    return "all" if pd.isna(season) else f"{int(season)}"


def _measured(row: dict[Any, Any], name: str, n: int) -> str:
    return share(row[name], row[f"{name}_low"], row[f"{name}_high"], n)


def who_selects(table: pd.DataFrame) -> pd.DataFrame:
    """List by outcome or port who selects the container trips."""
    key = table.columns[0]
    words = OUTCOMES.get if key == "outcome" else port_names.port
    made = table.assign(**{key: [words(value) or value for value in table[key]]})
    return made.rename(columns=SIDES | {"port_code": "port"})


def shadow_rules(report: ShadowReport) -> pd.DataFrame:
    """List the hits of each rule in the live and in the shadow version, over all outcomes."""
    hits = report.rules.groupby("rule", sort=False, as_index=False).agg(
        {"in_live": "max", "in_shadow": "max", "live_hits": "sum", "shadow_hits": "sum"}
    )
    return pd.DataFrame(
        {
            "rule": hits["rule"],
            "is_in": [
                "both" if live and shadow else "the live one" if live else "the shadow"
                for live, shadow in zip(hits["in_live"], hits["in_shadow"], strict=True)
            ],
            "hits_of_the_live_one": hits["live_hits"],
            "hits_of_the_shadow": hits["shadow_hits"],
        }
    )
