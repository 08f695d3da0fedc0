"""A proposal on the terminal: the diff, the evidence beside it, or the refusal and what it lacks.

Everything is read as published; nothing is computed here.
"""

import json
from math import isnan
from typing import Any

import duckdb
from rich.markup import escape
from rich.table import Table

from pipelines.console import count, heading, note, results, table
from pipelines.editions.selection import select

BESIDE = ("workload", "incidents", "findings", "history")


def read_proposal(con: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    """Read the proposal and what stands beside it.

    Parameters
    ----------
    con
        Connection to an edition or the warehouse.

    Returns
    -------
    dict
        ``summary``, one mapping a proposal, ``rules``, one mapping a rule, and ``workload``,
        ``incidents``, ``findings``, ``history``; empty in editions from before they were kept.
    """
    there = {
        name
        for (name,) in con.execute(
            "select table_name from information_schema.tables where table_schema = 'published'"
        ).fetchall()
    }
    found = {
        "summary": select(con, "from published.proposal_summary order by origin, rule_set"),
        "rules": select(con, "from published.proposal"),
    }
    for name in BESIDE:
        sql = f"from published.proposal_{name}"
        found[name] = select(con, sql) if f"proposal_{name}" in there else []
    return found


def of_origin(
    found: dict[str, list[dict[str, Any]]], origin: str | None
) -> dict[str, list[dict[str, Any]]]:
    """Keep what belongs to one origin; everything where none is named."""
    return {
        name: [row for row in rows if origin in (None, row["origin"])]
        for name, rows in found.items()
    }


def print_proposal(found: dict[str, list[dict[str, Any]]], *, in_full: bool = False) -> None:
    """Draw the proposal as a diff with its decision per rule, or the refusal and why.

    Parameters
    ----------
    found
        As :func:`read_proposal` gives it.
    in_full
        Draw exams and hours, past incidents, checks and blind spots too, and of a refusal what
        the incidents at hand could show.
    """
    for one in found["summary"]:
        own = of_origin(found, one["origin"])
        rules = own["rules"]
        title = f"Weight proposal, {one['rule_set']} v{one['version']}, season {one['season']}"
        if rules:
            results().print(_rule_table(title, one["origin"], rules))
        else:
            results().print(heading(title, [one["origin"]]))
        for row in rules:
            if row["proposed_points"] != row["points"]:
                results().print(note(f"[bold]{row['rule']}[/]: {escape(row['reason'])}"))
        verdict = "[yellow]Refused:[/]" if one["refused"] else "[green]Proposed:[/]"
        results().print(note(f"{verdict} {escape(one['reason'])}\n"))
        if in_full:
            _print_beside(one, own)


def _print_beside(one: dict[str, Any], own: dict[str, list[dict[str, Any]]]) -> None:
    if own["workload"]:
        results().print(_workload_table(one["origin"], own["workload"]))
    if own["incidents"]:
        results().print(note(_incidents_in_words(own["incidents"]) + "\n"))
    if own["findings"]:
        results().print(_finding_table(one["origin"], own["findings"]))
        results().print(note("[dim]--json and the page name the ports of lading.[/]"))
        if not any(row["kind"] == "statute" for row in own["findings"]):
            results().print(note("The statute checks hold.\n"))
    if one["refused"]:
        _print_lack(one, own["history"])


def _rule_table(title: str, origin: str, rules: list[dict[str, Any]]) -> Table:
    columns = ["rule", "#today", "#proposed", "#change", "#P(direction)", "decision"]
    made = table(title, columns, origins=[origin])
    for row in rules:
        made.add_row(*_rule_cells(row))
    return made


def _rule_cells(row: dict[str, Any]) -> list[str]:
    change = int(row["proposed_points"]) - int(row["points"])
    shown = f"[green]+{change}[/]" if change > 0 else f"[red]{change}[/]" if change else "[dim]·[/]"
    probability = row["probability_of_direction"]
    return [
        row["rule"],
        str(row["points"]),
        str(row["proposed_points"]),
        shown,
        "–" if probability is None or isnan(probability) else f"{probability:.2f}",
        row["decision"] if change else f"[dim]{row['decision']}[/]",
    ]


def _workload_table(origin: str, workload: list[dict[str, Any]]) -> Table:
    season = workload[0]["tried_season"]
    made = table(
        f"Exams a week, on season {season}: points today, and proposed",
        ["port", "#today", "#proposed", "#95 % interval", "#image h", "#physical h", "#in 6 h"],
        origins=[origin],
    )
    today = {row["port_code"]: row for row in workload if row["weights"] == "current"}
    for row in workload:
        if row["weights"] == "proposed":
            was = today.get(row["port_code"])
            made.add_row(
                "all" if row["port_code"] == "*" else row["port_code"],
                "0.0" if was is None else f"{was['exams_per_week']:.1f}",
                f"{row['exams_per_week']:.1f}",
                _between(row["exams_per_week_low"], row["exams_per_week_high"]),
                f"{row['image_hours']:.1f}",
                f"{row['physical_hours']:.1f}",
                _doable(row),
            )
    return made


def _between(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{low:.1f} to {high:.1f}"


def _doable(row: dict[str, Any]) -> str:
    """Say how many exams a port has shown it can do within six hours; nothing known is a dash."""
    if row["asked_exams"] is None:
        return "–"
    share = row["doable_share"]
    counted = f"{count(row['doable_exams'])} of {count(row['asked_exams'])}"
    return counted if share is None else f"{share:.0%} ({counted})"


def _incidents_in_words(incidents: list[dict[str, Any]]) -> str:
    counted = [row for row in incidents if not row["is_scenario"]]
    told = (
        f"Of {len(counted)} incident containers of past seasons "
        f"{sum(row['was_caught'] for row in counted)} reach the threshold today and "
        f"{sum(row['is_caught'] for row in counted)} would under the proposed points."
    )
    scenarios = len(incidents) - len(counted)
    return told + (f" {scenarios} scenarios are not counted." if scenarios else "")


def _finding_table(origin: str, findings: list[dict[str, Any]]) -> Table:
    made = table(
        "Checks, and what nothing in the data anticipates",
        ["what", "subject", "#containers", "in words"],
        origins=[origin],
    )
    for row in findings:
        if row["what"] == "loading_port" and row["subject"] != "*":
            continue
        of = "" if row["of_containers"] is None else f" of {count(row['of_containers'])}"
        containers = "" if row["containers"] is None else f"{count(row['containers'])}{of}"
        subject = "all" if row["subject"] == "*" else row["subject"]
        what = escape(str(row["what"]).replace("_", " "))
        made.add_row(what, escape(subject), containers, escape(row["message"]))
    return made


def _print_lack(one: dict[str, Any], history: list[dict[str, Any]]) -> None:
    """Draw what is known of the incidents, and what so many could show at all."""
    if one["clocks"]:
        results().print(note(f"{escape(one['clocks'])}.\n"))
    if not one["containers"] and history:
        results().print(_history_table(one["origin"], history))
    card = json.loads(one["model_card"]) if one["model_card"] else {}
    power = card.get("minimum_detectable_odds_ratio", [])
    if not power:
        return
    known = one["confirmed"] or one["incidents_known"]
    made = table(
        f"Smallest odds ratio that {known} incidents show in four cases of five",
        ["#trait of so much of the traffic", "#one rule looked at", "#all rules together"],
        origins=[one["origin"]],
    )
    for row in power:
        ratios = (row["one_rule"], row["all_rules"])
        shown = ("none would" if ratio is None else f"{ratio:.1f}" for ratio in ratios)
        made.add_row(f"{row['prevalence']:.0%}", *shown)
    results().print(made)


def _history_table(origin: str, history: list[dict[str, Any]]) -> Table:
    made = table(
        "Incidents and their clocks",
        [
            "incident",
            "discovered",
            "#days to record",
            "#days since last",
            "laded at",
            "#containers",
        ],
        origins=[origin],
    )
    made.columns[0].no_wrap = True
    for row in history:
        late = "" if row["is_known_before_cut"] else " [yellow]after the cut[/]"
        since = row["days_since_previous"]
        made.add_row(
            escape(row["incident_id"]) + late,
            f"{row['discovered_on']:%Y-%m-%d}",
            count(row["days_to_record"]),
            "–" if since is None else count(since),
            escape(row["loading_places"] or "unknown"),
            count(row["containers"]) if row["containers"] else "none itemised",
        )
    return made
