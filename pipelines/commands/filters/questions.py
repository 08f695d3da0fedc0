"""Commands that ask an edition: replay, whatif, map. They change nothing."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from pipelines.commands.filters.acting import (
    Name,
    Number,
    Origin,
    Pairs,
    Ports,
    Seasons,
    desk,
    draft_of,
    numbers,
    season_list,
    version_of,
)
from pipelines.commands.filters.frames import draw_frame
from pipelines.commands.filters.register import moment
from pipelines.commands.options import EditionId, Json, edition_of
from pipelines.console import count, heading, interval, note, results, table, write_json

if TYPE_CHECKING:
    from models.evaluation.threshold_cost import ThresholdCost
    from pipelines.filters.explanation import RuleSetThen
    from pipelines.filters.what_if_answer import WhatIfAnswer

SHOWN_PORTS = 8


def replay(
    container_trip: Annotated[
        str, typer.Argument(help="Key of the trip: container|vessel IMO|voyage|U.S. port.")
    ],
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """Say why a container was held, or why it was not: versions, thresholds and points then, now.

    Reads an edition and the decision store. Writes nothing.

    Example: `tallyman filters replay 'CBHU8833999|9000003|001E|2704'`
    """
    from pipelines.filters.replay import replay as replayed

    at = desk()
    found = replayed(edition_of(edition), at.register, container_trip, origin=origin)
    if as_json:
        write_json(found.to_dict())
        return
    console = results()
    console.print(heading(container_trip, [origin]))
    if found.incident:
        label = "scenario " if found.incident["is_scenario"] else ""
        console.print(note(f"{label}incident {escape(found.incident['incident_id'])}"))
    console.print(f"[bold]{escape(found.why.sentence)}[/]", soft_wrap=True)
    made = table(
        "Scores",
        ["rule set", "snapshot", "moment (UTC)", "in force", "#score", "#mandatory", "#today"],
    )
    for reading in found.rule_sets:
        made.add_row(*_reading_cells(reading))
    console.print(made)
    for reading in found.rule_sets:
        if reading.waterfall:
            console.print(f"\n[bold]{reading.rule_set}[/] {reading.snapshot}: {reading.score}")
            for step in reading.waterfall:
                console.print(f"  {step.points:+4d}  {escape(step.wording)}")


def _reading_cells(reading: "RuleSetThen") -> list[str]:
    """Write one rule set at one snapshot."""
    in_force = f"version {reading.version}" if reading.version else escape(reading.standing)
    today = f"{reading.score_today} (v{reading.version_today})" if reading.version_today else "–"
    return [
        reading.rule_set,
        reading.snapshot,
        moment(reading.moment),
        in_force,
        "–" if reading.score is None else str(reading.score),
        "–" if reading.threshold is None else str(reading.threshold.mandatory),
        today,
    ]


def whatif(
    rule_set: Name,
    version: Number = None,
    points: Pairs = None,
    threshold: Annotated[
        list[str] | None, typer.Option(help="PORT=SCORE or '*=SCORE'; repeat for several.")
    ] = None,
    seasons: Seasons = None,
    port: Ports = None,
    minutes_image: Annotated[
        float, typer.Option(min=0, help="Staff minutes of an image exam.")
    ] = 15.0,
    minutes_physical: Annotated[
        float, typer.Option(min=0, help="Staff minutes of an opening.")
    ] = 180.0,
    share_opened: Annotated[
        float, typer.Option(min=0, max=1, help="Share of the imaged that are opened.")
    ] = 0.1,
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """Try points and thresholds on past seasons: exams, hours, incidents caught and missed.

    Without --version the newest, beside the version in force. Reads an edition and the decision
    store. Writes nothing.

    Example: `tallyman filters whatif human_smuggling --points shanghai=12 --seasons 2004-2006`
    """
    from pipelines.filters.patterns import seasons_with_traffic
    from pipelines.filters.what_if import what_if
    from pipelines.filters.what_if_answer import WhatIfQuestion

    at, opened = desk(), edition_of(edition)
    candidate = draft_of(at, rule_set, version)
    live = version_of(at, rule_set, None)
    question = WhatIfQuestion(
        candidate.content,
        points=numbers(points, "points"),
        thresholds=numbers(threshold, "threshold"),
        seasons=season_list(seasons, seasons_with_traffic(opened, origin)),
        ports=port,
        baseline=None if live.version == candidate.version else live.content,
        minutes_per_image_exam=minutes_image,
        minutes_per_physical_exam=minutes_physical,
        share_opened=share_opened,
        origin=origin,
    )
    answer = what_if(opened, question)
    if as_json:
        write_json(answer.to_dict())
        return
    _print_whatif(answer)


def _print_whatif(answer: "WhatIfAnswer") -> None:
    """Draw what a question selects."""
    console = results()
    title = f"{answer.rule_set} version {answer.version} beside version {answer.baseline_version}"
    console.print(heading(title, [answer.origin]))
    seasons = ", ".join(map(str, answer.seasons))
    console.print(
        f"  seasons {seasons}, {answer.n_weeks} weeks, {count(answer.n_patterns)} patterns; "
        f"estimate {answer.estimate_ms:.0f} ms, intervals {answer.interval_ms:.0f} ms, counting "
        f"{answer.counting_ms:.0f} ms"
    )
    for rule, (before, tried) in answer.points_changed.items():
        console.print(f"  {rule}: {before} → {tried} points")
    console.print(
        f"  selected {count(answer.selected_before)} → [bold]{count(answer.selected)}[/] of "
        f"{count(answer.containers)} container trips: {count(answer.newly_selected)} newly "
        f"selected, {count(answer.newly_released)} newly released"
    )
    for one in answer.incidents:
        verdict = "caught" if one.is_caught else "missed"
        was = "caught" if one.was_caught else "missed"
        label = " (scenario)" if one.is_scenario else ""
        console.print(
            f"  {one.incident_id} {one.container_label}{label} {one.port_code}: score "
            f"{one.score} against "
            f"{one.threshold}: {verdict}, before {was}"
        )
    made = table(
        "Exams a week",
        ["port", "#exams", "#a week", "#95 % interval", "#image h", "#physical h", "#busiest"],
        origins=[answer.origin],
    )
    busiest = answer.workload[answer.workload["exams"] > 0].sort_values("exams", ascending=False)
    for row in busiest.head(SHOWN_PORTS).to_dict("records"):
        made.add_row(
            "all" if row["port_code"] == "*" else row["port_code"],
            count(row["exams"]),
            f"{row['exams_per_week']:.1f}",
            interval(row["exams_per_week_low"], row["exams_per_week_high"], is_share=False),
            f"{row['image_hours']:.1f}",
            f"{row['physical_hours']:.1f}",
            count(row["busiest_week"]),
        )
    console.print(made)
    if len(busiest) > SHOWN_PORTS:
        console.print(f"[dim]… and {len(busiest) - SHOWN_PORTS} more ports; --json lists all.[/]")
    draw_frame(
        "Rules",
        answer.rules,
        {"rule": "rule", "points": "#points", "hits": "#hits", "hits_selected": "#of selected"},
        origins=[answer.origin],
    )
    if not answer.sample.empty:
        columns = {str(name): str(name) for name in answer.sample.columns[:6]}
        draw_frame("Sample of what changes", answer.sample, columns, origins=[answer.origin])


def threshold_map(
    rule_set: Annotated[str, typer.Argument(metavar="[RULE_SET]")] = "terrorism",
    version: Number = None,
    season: Annotated[
        int | None, typer.Option(help="Count exams on this season; else each container's own.")
    ] = None,
    port: Ports = None,
    scenarios: Annotated[
        bool, typer.Option("--scenarios", help="Only the containers of the known incidents.")
    ] = False,
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """Map, for past incident containers, the highest threshold that selects each, and its cost.

    Containers labelled scenario are told after the OIG review within the synthetic stream; scores
    are illustrative. Reads an edition and the decision store. Writes nothing.

    Example: `tallyman filters map terrorism --scenarios`
    """
    from pipelines.filters.threshold_map import threshold_map as mapped

    at = desk()
    content = version_of(at, rule_set, version).content
    found = mapped(edition_of(edition), content, season=season, ports=port or (), origin=origin)
    rows = [row for row in found.rows if row.container.is_scenario or not scenarios]
    if as_json:
        write_json(found.to_dict() | {"rows": [row.to_dict() for row in rows]})
        return
    made = table(
        f"Thresholds that select past incident containers, {rule_set} version {found.version} "
        f"({found.labelled} points)",
        ["incident", "port", "#score", "#in force", "held", "#before", "held", "#extra exams"],
        origins=[origin],
    )
    for row in rows:
        made.add_row(
            f"{row.container.incident_id} {row.container.container_label}",
            row.port_code,
            "–" if row.score is None else str(row.score),
            "–" if row.in_force is None else str(row.in_force.mandatory),
            _yes_no(row.is_held_in_force),
            "–" if row.before is None else str(row.before.mandatory),
            _yes_no(row.is_held_before),
            _cost(row.cost),
        )
    results().print(made)
    results().print(
        "[dim]The highest threshold that selects a container is its score. Extra exams: of the "
        "season at the port under that threshold, instead of the one in force.[/]"
    )


def _cost(cost: "ThresholdCost | None") -> str:
    if cost is None:
        return "–"
    if cost.extra_exams_low is None:
        return f"{cost.extra_exams:+,}"
    return f"{cost.extra_exams:+,} ({cost.extra_exams_low:,.0f} to {cost.extra_exams_high:,.0f})"


def _yes_no(value: bool | None) -> str:
    return "–" if value is None else "yes" if value else "no"
