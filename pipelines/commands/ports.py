"""The command ``tallyman ports``: loading ports that newly rise, and the containers behind a rise.

It draws what an edition says and computes nothing.
"""

from typing import Annotated, Any

import typer
from rich.markup import escape

from pipelines.commands.filters.acting import Origin
from pipelines.commands.options import EditionId, Json, edition_of
from pipelines.console import count, messages, note, percent, results, table, write_json

app = typer.Typer(
    name="ports",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Ports of lading, watched.",
)

SHOWN_CONTAINERS = 25


@app.command()
def watch(
    season: Annotated[int | None, typer.Option(help="Season, 2006. Without it the last.")] = None,
    all_rows: Annotated[
        bool, typer.Option("--all", help="Also ports without a clear rise or enough evidence.")
    ] = False,
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """List loading ports where a smuggling-like trait newly rises, by month and for the season.

    Reads an edition. Writes nothing. A month is compared with the same month of the two seasons
    before; z is needed so high that one false alarm in ten months is expected over all ports and
    traits looked at.

    Example: `tallyman ports watch --season 2006`
    """
    from pipelines.editions import port_watch

    opened = edition_of(edition)
    seasons = port_watch.read_seasons(opened, origin)
    if not seasons:
        messages().print(
            f"Edition {opened.id} has no {origin} season with a season before it: nothing to watch."
        )
        raise typer.Exit(1)
    chosen = season or seasons[0]
    if chosen not in seasons:
        raise typer.BadParameter(f"season {chosen}: watched are {', '.join(map(str, seasons))}")
    rows = port_watch.read_watch(opened, origin, chosen, state=None if all_rows else "rising")
    periods = port_watch.read_periods(opened, origin, chosen)
    if as_json:
        found = {"edition": opened.id, "origin": origin, "season": chosen}
        write_json({**found, "periods": periods, "rows": rows})
        return
    _print_periods(periods, chosen, origin)
    _print_rows(rows, chosen, origin)


@app.command()
def rows(
    port: Annotated[str, typer.Option(help="Schedule K code of the port of lading.")],
    trait: Annotated[str, typer.Option(help="Id of the rule, as the watch lists it.")],
    period: Annotated[str, typer.Option(help="2006-04 (month) or 2006 (season).")],
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """List the containers with the trait behind a row of the watch.

    Reads an edition. Writes nothing.

    Example: `tallyman ports rows --port 57035 --trait first_time_consignee --period 2006-04`
    """
    from pipelines.editions.port_watch import containers_behind

    found = containers_behind(edition_of(edition), origin, port, trait, period)
    if as_json:
        write_json(found)
        return
    made = table(
        f"{count(len(found))} containers, port {port}, {trait}, {period}",
        ["container trip", "arrived", "U.S. port"],
        origins=[origin],
    )
    for row in found[:SHOWN_CONTAINERS]:
        arrived = row["arrival_date"] or f"{row['arrival_month']:%Y-%m}"
        made.add_row(row["container_trip_key"], str(arrived), row["us_port_code"])
    results().print(made)
    if len(found) > SHOWN_CONTAINERS:
        results().print(
            f"[dim]… and {count(len(found) - SHOWN_CONTAINERS)} more; --json lists all.[/]"
        )


def _print_periods(periods: list[dict[str, Any]], season: int, origin: str) -> None:
    made = table(
        f"What was looked at, season {season}",
        [
            "period", "#ports", "#traits", "#port-traits compared", "#not enough evidence",
            "#z needed", "#false alarms expected", "#rising",
        ],
        origins=[origin],
    )  # fmt: skip
    for row in periods:
        made.add_row(
            row["period"],
            count(row["ports"]),
            count(row["traits"]),
            count(row["compared"]),
            count(row["not_enough"]),
            "–" if not row["compared"] else f"{row['z_needed']:.2f}",
            f"{row['expected_false_alarms']:.1f}",
            count(row["rising"]),
        )
    results().print(made)


def _print_rows(found: list[dict[str, Any]], season: int, origin: str) -> None:
    if not found:
        results().print(note(f"No port rises clearly in season {season}."))
        return
    made = table(
        "Ports of lading",
        ["period", "port", "trait", "#before", "#now", "#z", "#others", "state", "new"],
        origins=[origin],
    )
    for row in found:
        made.add_row(
            row["period"],
            f"{row['port_name'] or 'unnamed'} ({row['lading_port_code']})",
            f"{escape(row['wording'])}\n[dim]{row['rule']}[/]",
            _share(row["before_with"], row["before_containers"], row["before_share"]),
            _share(row["containers_with"], row["containers"], row["share"]),
            "–" if row["z"] is None else f"{row['z']:.1f}",
            f"{percent(row['others_before_share'])} to {percent(row['others_share'])}",
            row["state"],
            "new" if row["is_new"] else "",
        )
    results().print(made)
    results().print(note("[dim]`tallyman ports rows` lists the containers behind a row.[/]"))


def _share(having: int, containers: int, share: float | None) -> str:
    return f"{percent(share)}\n[dim]{count(having)} of {count(containers)}[/]"
