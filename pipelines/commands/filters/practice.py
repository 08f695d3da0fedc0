"""Commands on filters in practice: operations, life cycle, lanes, adoption. They change nothing."""

from typing import Annotated

import pandas as pd
import typer
from rich.markup import escape

from pipelines.commands.filters.acting import Origin, desk
from pipelines.commands.filters.frames import draw_frame
from pipelines.commands.filters.register import standing_in_colour
from pipelines.commands.options import EditionId, Json, edition_of
from pipelines.console import count, interval, percent, results, table, write_json

Port = Annotated[str | None, typer.Option(help="Only this U.S. port (Schedule D).")]


def operations(
    operation: Annotated[str | None, typer.Argument(help="Number, such as 2005-03.")] = None,
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """List special operations; of one, what met its criteria against what was examined.

    Reads an edition. Writes nothing.

    Example: `tallyman filters operations 2005-03`
    """
    from pipelines.filters.operations import list_operations, operation_report

    opened = edition_of(edition)
    if operation is None:
        rows = list_operations(opened)
        if as_json:
            write_json(rows)
            return
        columns = {"operation": "operation", "title": "title", "valid_from": "from"}
        columns |= {"valid_until": "until", "criteria": "criteria"}
        draw_frame("Special operations", pd.DataFrame(rows), columns)
        return
    report = operation_report(opened, operation, origin=origin)
    if as_json:
        write_json(report.to_dict())
        return
    columns = {"us_port_code": "port", "arrived": "#arrived", "met": "#met the criteria"}
    columns |= {"examined": "#examined", "share": "#share", "note": "note"}
    title = f"{operation}: {report.operation['title']}"
    draw_frame(title, report.rows, columns, origins=[origin], shares=["share"])
    columns = {"kind": "exception", "container_trip_key": "container trip"}
    columns |= {"us_port_code": "port", "arrival_date": "arrived"}
    draw_frame("Exceptions, one by one", report.exceptions, columns, origins=[origin])


def lifecycle(
    rule_set: Annotated[str | None, typer.Argument(metavar="[RULE_SET]")] = None,
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """Report every filter's yield, last evaluation, expiry and drift.

    Reads an edition and the decision store. Writes nothing.

    Example: `tallyman filters lifecycle human_smuggling`
    """
    from pipelines.filters.life_cycle import life_cycle

    found = life_cycle(edition_of(edition), desk().register, origin=origin, rule_set=rule_set)
    if as_json:
        write_json(found.to_dict())
        return
    made = table(
        "Filters",
        [
            "rule set",
            "#v",
            "standing",
            "#matched",
            "#examined",
            "#positive",
            "#yield",
            "#95 % interval",
            "notes",
        ],
        origins=[origin],
    )
    for one in found.filters:
        made.add_row(
            one.rule_set,
            str(one.version),
            standing_in_colour(one.standing),
            count(one.matched),
            count(one.examined),
            count(one.positive),
            percent(one.yielded.value),
            interval(one.yielded.low, one.yielded.high),
            escape("; ".join(one.notes)),
        )
    made.columns[0].no_wrap = True
    results().print(made)
    whole = found.drift[found.drift["lading_port_code"] == "*"]
    columns = {"rule_set": "rule set", "what": "what", "season": "season", "before": "against"}
    columns |= {"psi": "#PSI", "reading": "reading"}
    shown = whole.assign(
        season=whole["season"].astype(str),
        before=whole["before"].astype(str),
        psi=whole["psi"].map(lambda psi: "–" if pd.isna(psi) else f"{psi:.3f}"),
    )
    draw_frame("Drift, season against season", shown, columns, origins=[origin])


def lanes(
    season: Annotated[int | None, typer.Option(help="Only this season.")] = None,
    port: Port = None,
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """Set the share of each lane beside its expected rate and the random lane's floor.

    Reads an edition. Writes nothing.

    Example: `tallyman filters lanes --season 2006 --port 2704`
    """
    from pipelines.filters.lanes import lane_report

    found = lane_report(edition_of(edition), origin=origin, season=season, port=port)
    if as_json:
        write_json(found.to_dict())
        return
    columns = {"season": "season", "us_port_code": "port", "lane": "lane"}
    columns |= {"container_trips": "#trips", "actual": "#actual", "low": "#from", "high": "#to"}
    columns |= {"expected_rate": "#expected", "minimum_random_rate": "#floor"}
    columns |= {"verdict": "verdict"}
    shares = ["actual", "low", "high", "expected_rate", "minimum_random_rate"]
    rows = found.rows.assign(season=found.rows["season"].astype(str))
    draw_frame("Lanes against their plan", rows, columns, origins=[origin], shares=shares)


def adoption(
    incident: Annotated[str | None, typer.Argument(help="Id of one incident.")] = None,
    edition: EditionId = None,
    as_json: Json = False,
) -> None:
    """Count the days from each incident to the filters that followed it, by port.

    Reads an edition and the decision store. Writes nothing.

    Example: `tallyman filters adoption`
    """
    from pipelines.filters.adoption import adoption_report

    found = adoption_report(edition_of(edition), desk().register, incident_id=incident)
    if as_json:
        write_json(found.to_dict())
        return
    columns = {"incident_id": "incident", "discovered_on": "discovered", "us_port_code": "port"}
    columns |= {"port_filter": "port filter", "days_to_port_filter": "#days"}
    columns |= {"national_filter": "national filter", "days_to_national_filter": "#days"}
    columns |= {"days_to_first_hold": "#days to first hold"}
    origins = sorted(set(found.rows["origin"]))
    draw_frame("From incident to filter", found.rows, columns, origins=origins)
