"""Commands that read: measures, trace, quarantine, editions.

They draw what an edition (or the quarantine table) says and compute nothing.
"""

from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from pipelines.console import (
    count,
    heading,
    interval,
    messages,
    note,
    percent,
    results,
    table,
    write_json,
)
from pipelines.settings import get_settings

Json = Annotated[bool, typer.Option("--json", help="Plain JSON on standard output, nothing else.")]
EditionId = Annotated[
    str | None, typer.Option("--edition", help="Id of an edition. Without it: the current one.")
]
Period = Annotated[
    str | None,
    typer.Option(help="2006-04 (month), 2006 (season), FY2006 (fiscal year) or all."),
]
Port = Annotated[
    str | None, typer.Option(help="Schedule D code, * for all ports together, or all.")
]
Unit = Annotated[str | None, typer.Option(help="shipment, container_trip or exam_episode.")]
Origin = Annotated[str | None, typer.Option(help="real or synthetic. Never both in one figure.")]

SHOWN_ROWS = 25
SHOWN_QUARANTINE = 10
UNIT_WORDS = {
    "shipment": "shipments",
    "container_trip": "container trips",
    "exam_episode": "exam episodes",
}


def measures(
    measure: Annotated[str | None, typer.Option(help="Id of one measure, such as S8.3.")] = None,
    period: Period = None,
    port: Port = None,
    unit: Unit = None,
    origin: Origin = None,
    edition: EditionId = None,
    as_json: Json = False,
) -> None:
    """List SAFE standard 8 measures of an edition: numerator, denominator, interval, unknowns.

    Reads an edition. Writes nothing. Without --period the last season; without --port all ports
    together; `--period all --port all` is everything.

    Example: `tallyman measures --measure S8.3 --port 2704 --period 2006-04`
    """
    from pipelines.editions import open_edition
    from pipelines.editions.selection import FigureFilter, read_figures, with_defaults

    opened = open_edition(get_settings().editions, edition)
    wanted = with_defaults(opened, FigureFilter(measure, period, port, unit, origin))
    figures = read_figures(opened, wanted)
    if as_json:
        shown = {"title", "port_name"}
        write_json([{k: v for k, v in row.items() if k not in shown} for row in figures])
        return
    if not figures:
        messages().print(f"No figure of edition {opened.id} fits: {wanted}")
        return
    print_figures(figures, f"period {wanted.period}, port {wanted.port}")


def print_figures(figures: list[dict[str, Any]], scope: str) -> None:
    """Draw figures, one table a unit and origin.

    Parameters
    ----------
    figures
        As :func:`pipelines.editions.selection.read_figures` gives them.
    scope
        Period and port in words, for the titles.
    """
    groups = sorted({(row["origin"], row["unit"]) for row in figures})
    for origin, unit in groups:
        made = table(
            f"SAFE standard 8 by {UNIT_WORDS.get(unit, unit)}, {scope}",
            [
                "measure",
                "what",
                "#numerator",
                "#denominator",
                "#value",
                "#95 % interval",
                "#unknown",
            ],
            origins=[origin],
        )
        for row in figures:
            if (row["origin"], row["unit"]) == (origin, unit):
                made.add_row(*figure_cells(row))
        results().print(made)


def figure_cells(row: dict[str, Any]) -> list[str]:
    """Write one figure as the cells of a table."""
    is_share = row["denominator"] is not None
    where = "" if row["port"] == "*" else f" · {row['port_name'] or row['port']}"
    if is_share and row["value"] is None:
        value = f"[dim]{escape(row['note'])}[/]"
    else:
        value = percent(row["value"]) if is_share else count(row["value"])
    return [
        row["measure"],
        escape(f"{row['title']}{where}"),
        count(row["numerator"]),
        count(row["denominator"]),
        value.replace("fewer than ", "of < "),
        interval(row["low"], row["high"], is_share=is_share),
        count(row["n_unknown"]),
    ]


def trace(
    measure: Annotated[str, typer.Argument(help="Id of a measure, such as S8.3.")],
    period: Period = None,
    port: Port = None,
    unit: Unit = None,
    origin: Origin = None,
    edition: EditionId = None,
    denominator: Annotated[
        bool, typer.Option("--denominator", help="The rows under the line instead.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List the rows behind a figure: as many as the figure says, or the command fails.

    Reads an edition. Writes nothing. Without --unit container trips, where the measure counts them.

    Example: `tallyman trace S8.3 --period 2006-04 --port 2704 --unit container_trip --json`
    """
    from pipelines.editions import open_edition
    from pipelines.editions.selection import FigureFilter, one_figure, rows_behind, with_defaults

    opened = open_edition(get_settings().editions, edition)
    wanted = with_defaults(opened, FigureFilter(measure, period, port, unit, origin))
    figure = one_figure(opened, wanted)
    rows = rows_behind(opened, figure, denominator=denominator)
    if as_json:
        write_json(rows)
        return
    print_figures([figure], f"period {figure['period']}, port {figure['port']}")
    side = "denominator" if denominator else "numerator"
    made = table(
        f"{count(len(rows))} rows in the {side}",
        ["row", "arrived", "port"],
        origins=[figure["origin"]],
    )
    for row in rows[:SHOWN_ROWS]:
        made.add_row(escape(row["row_key"]), f"{row['arrival_month']:%Y-%m}", row["us_port_code"])
    results().print(made)
    if len(rows) > SHOWN_ROWS:
        results().print(f"[dim]… and {count(len(rows) - SHOWN_ROWS)} more; --json lists all.[/]")


def quarantine(
    table_name: Annotated[
        str | None, typer.Option("--table", help="Rows of one raw table, such as ams_header.")
    ] = None,
    limit: Annotated[int, typer.Option(help="Newest rows to list; 0 lists all.", min=0)] = 0,
    as_json: Json = False,
) -> None:
    """List rows that failed their contract: file, line, column, reason and the raw text.

    Reads the warehouse, so what was just loaded is there. Writes nothing. Refused files stand in
    `tallyman load` and in the load ledger, not here.

    Example: `tallyman quarantine --table exams --json`
    """
    from pipelines.landing import quarantine_rows
    from pipelines.warehouse_file import open_warehouse

    with open_warehouse(get_settings().warehouse, read_only=True) as con:
        found = quarantine_rows(con, table_name=table_name)
    rows: list[dict[str, Any]] = [
        {
            "load_id": row.load_id,
            "table": row.table_name,
            "file": row.file_name,
            "line": row.file_line,
            "column": row.column_name,
            "reason": row.reason,
            "raw_text": row.raw_text,
            "origin": row.origin,
            "quarantined_at": row.quarantined_at,
        }
        for row in reversed(found)
    ]
    listed = rows[:limit] if limit else rows
    if as_json:
        write_json(listed)
        return
    if not rows:
        messages().print("Nothing is in quarantine: every row that was read was loaded.")
        return
    shown = listed[: limit or SHOWN_QUARANTINE]
    console = results()
    origins = {row["origin"] for row in rows}
    console.print(heading(f"{count(len(rows))} rows in quarantine", origins))
    for row in shown:
        console.print(f"\n[bold]{escape(row['file'])}[/], line [bold]{row['line']}[/]")
        console.print(note(escape(row["reason"])))
        raw = Text(row["raw_text"] or "", style="dim", no_wrap=True, overflow="ellipsis")
        console.print(Padding(raw, (0, 0, 0, 2)))
    if len(rows) > len(shown):
        more = count(len(rows) - len(shown))
        console.print(f"\n[dim]… and {more} more, older; --limit shows more, --json all.[/]")


def editions(
    compare_ids: Annotated[
        tuple[str, str] | None,
        typer.Option("--compare", help="Two ids: list the figures that differ.", metavar="OLD NEW"),
    ] = None,
    as_json: Json = False,
) -> None:
    """List the published editions, or what differs between two of them.

    Reads the editions. Writes nothing: an edition never changes.

    Example: `tallyman editions --compare 0001 0002`
    """
    if compare_ids:
        _print_comparison(*compare_ids, as_json=as_json)
        return
    from pipelines.editions import current_id, list_editions

    folder = get_settings().editions
    current, found = current_id(folder), list_editions(folder)
    if as_json:
        write_json(
            [
                {"id": one.id, "is_current": one.id == current, "folder": str(one.folder)}
                | one.manifest.model_dump(mode="json", exclude={"id", "inputs", "tables"})
                for one in found
            ]
        )
        return
    if not found:
        messages().print(f"No edition in {folder} yet: `tallyman refresh` publishes the first.")
        return
    made = table(
        "Editions", ["", "id", "published (UTC)", "as known at", "code", "#files", "rows by origin"]
    )
    for one in found:
        known = one.manifest.as_known_at
        made.add_row(
            "→" if one.id == current else "",
            one.id,
            f"{one.manifest.created_at:%Y-%m-%d %H:%M}",
            f"{known:%Y-%m-%d %H:%M}" if known else "everything",
            one.manifest.code_version,
            count(len(one.manifest.inputs)),
            ", ".join(f"{k} {count(v)}" for k, v in one.manifest.origin_counts.items()),
        )
    results().print(made)
    results().print(f"[dim]They lie in {folder}[/]")


def _print_comparison(older_id: str, newer_id: str, *, as_json: bool) -> None:
    from dataclasses import asdict

    from pipelines.editions import compare, open_edition

    folder = get_settings().editions
    found = compare(open_edition(folder, older_id), open_edition(folder, newer_id))
    if as_json:
        write_json(asdict(found))
        return
    results().print(
        f"Edition {found.older} → {found.newer}: {count(len(found.figures_changed))} of "
        f"{count(found.figures_compared)} figures differ; files added "
        f"{len(found.inputs_added)}, removed {len(found.inputs_removed)}; definitions changed: "
        f"{', '.join(found.definitions_changed) or 'none'}"
    )
    made = table("Figures that differ", ["measure", "unit", "period", "port", "#old", "#new"])
    for row in found.figures_changed[:SHOWN_ROWS]:
        made.add_row(
            row["measure"],
            row["unit"],
            row["period"],
            row["port_code"],
            f"{count(row['old_numerator'])} / {count(row['old_denominator'])}",
            f"{count(row['new_numerator'])} / {count(row['new_denominator'])}",
        )
    if found.figures_changed:
        results().print(made)
