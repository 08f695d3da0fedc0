"""What a program answers beyond its figures: hours of alarms, the model, the list of a day.

It draws and maps what ``editions.scanning``, ``editions.vessels`` and ``models.scanning`` give.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from rich.markup import escape
from rich.table import Table

from pipelines.console import count, interval, note, percent, results, table
from pipelines.editions import Edition

LEAST = 20
FEW = "fewer than 20"


def answers(name: str, edition: Edition, day: date | None) -> dict[str, Any]:
    """Give what a program answers beyond its figures, ready for JSON.

    Parameters
    ----------
    name
        The program.
    edition
        What is read.
    day
        Day asked for; None for the newest.

    Returns
    -------
    dict
        Of scanning ``alarm_times`` and ``model``, of vessels ``arrivals`` of the day (where one was
        asked for) and ``targeting_workload``; empty for every other program.
    """
    if name == "scanning":
        return _of_scanning(edition, day)
    if name == "vessels":
        return _of_vessels(edition, day)
    return {}


def print_answers(name: str, edition: Edition, day: date | None) -> None:
    """Print what a program answers beyond its figures; nothing where it has no more."""
    found = answers(name, edition, day)
    if name == "scanning":
        _print_scanning(found)
    elif name == "vessels":
        _print_vessels(found, day)


def _of_scanning(edition: Edition, day: date | None) -> dict[str, Any]:
    from models.scanning import AssumptionError, compare
    from pipelines.editions.scanning import alarm_times, model_inputs

    times = [row for origin in ("real", "synthetic") for row in alarm_times(edition, origin=origin)]
    try:
        inputs = model_inputs(edition, as_of=day)
    except AssumptionError as error:
        return {"alarm_times": times, "model": None, "model_refused": str(error)}
    model = {
        "inputs": [asdict(one) for one in inputs.values()],
        "answer": asdict(compare(inputs)),
    }
    return {"alarm_times": times, "model": model}


def _of_vessels(edition: Edition, day: date | None) -> dict[str, Any]:
    from pipelines.editions.vessels import arrivals_of, workload

    paces = [row for origin in ("real", "synthetic") for row in workload(edition, origin=origin)]
    arrivals = {"arrivals": arrivals_of(edition, day)} if day else {}
    return {**arrivals, "targeting_workload": paces}


def _print_scanning(found: dict[str, Any]) -> None:
    console = results()
    for origin, rows in _by_origin(found["alarm_times"]).items():
        made = table(
            "From alarm to resolution",
            ["where", "#alarms", "#resolved", "#open", "#median"],
            origins=[origin],
        )
        made.columns[0].no_wrap = True
        for row in rows:
            where = "all ports" if row["port_code"] == "*" else row["port_code"]
            made.add_row(
                f"{row['program']}, {where}", count(row["n"]), count(row["n_resolved"]),
                count(row["n_open"]), _median(row),
            )  # fmt: skip
        console.print(made)
    if found["model"] is None:
        console.print(note(escape(f"No model: {found['model_refused']}")))
        return
    model, inputs = found["model"]["answer"], found["model"]["inputs"]
    made = table(
        "All containers or by risk: a model, not a finding",
        ["way", "#images a day", "#minutes each", "#found", "95 % of the draws"],
    )
    made.columns[0].no_wrap = True
    for way, one in (("by risk", model["by_risk"]), ("all", model["everything"])):
        made.add_row(
            way, f"{one['images_a_day']:,.0f}", f"{one['minutes_an_image']:.2f}",
            percent(one["found"]), interval(one["low"], one["high"]),
        )  # fmt: skip
    console.print(made)
    console.print(
        f"Imaging all finds more in {model['everything_finds_more']:.0%} of {model['draws']:,} "
        f"draws (seed {model['seed']}); it finds as much from "
        f"{model['minutes_to_equal']:,.0f} reader minutes a day on."
    )
    made = table("Inputs of the model", ["input", "#low", "#best", "#high", "rests on"])
    for one in inputs:
        made.add_row(
            escape(one["title"]), *(f"{one[name]:,.6g}" for name in ("low", "best", "high")),
            escape(one["source"]),
        )  # fmt: skip
    console.print(made)


def _print_vessels(found: dict[str, Any], day: date | None) -> None:
    console = results()
    for origin, rows in _by_origin(found.get("arrivals", [])).items():
        console.print(_arrivals(day, origin, rows))
    if day and not found["arrivals"]:
        console.print(note(f"No vessel in scope arrived on {day}."))
    if not day:
        console.print("[dim]`tallyman programs vessels --as-of DATE` lists a day's arrivals.[/]")
    for origin, rows in _by_origin(found["targeting_workload"]).items():
        made = table(
            "Targeting units",
            ["unit, year", "#containers", "#per hour", "95 % interval", "#supervisors a shift"],
            origins=[origin],
        )
        made.columns[0].no_wrap = True
        for row in rows:
            pace = row["containers_per_hour"]
            made.add_row(
                f"{row['us_port_code']}, {row['period']}", count(row["containers"]),
                "–" if pace is None else f"{pace:.3g}",
                "–" if pace is None else f"{row['low']:.3g} to {row['high']:.3g}",
                _mean(row["supervisors_per_shift"]),
            )  # fmt: skip
        console.print(made)


def _arrivals(day: date | None, origin: str, rows: Sequence[dict[str, Any]]) -> Table:
    """Draw the list of a day: unknown cells stand beside the levels."""
    made = table(
        f"Arrivals of {day} by rating",
        ["vessel voyage port", "level", "#high", "#unknown", "#medium", "rated high", "boarded"],
        origins=[origin],
    )
    made.columns[0].no_wrap = True
    for row in rows:
        made.add_row(
            f"{row['vessel_imo']} {row['voyage_number']} {row['us_port_code']}",
            row["highest_level"], count(row["high_count"]), count(row["unknown_count"]),
            count(row["medium_count"]), escape(row["high_cells"] or "–"),
            "yes" if row["boarding_count"] else "no",
        )  # fmt: skip
    return made


def _by_origin(rows: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(str(row["origin"]), []).append(row)
    return found


def _median(row: dict[str, Any]) -> str:
    if row["n"] < LEAST:
        return FEW
    return "not yet known" if row["median_hours"] is None else f"{row['median_hours']:.1f} h"


def _mean(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
