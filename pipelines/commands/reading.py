"""Commands that read: measures, trace, quarantine, editions.

They draw what an edition (or the quarantine table) says and compute nothing.
"""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from pipelines.commands.figure_tables import print_figures, print_trace, scope_words
from pipelines.commands.options import EditionId, Json, edition_of
from pipelines.console import (
    StageProgress,
    count,
    heading,
    messages,
    note,
    results,
    table,
    write_json,
)
from pipelines.settings import get_settings

if TYPE_CHECKING:
    from pipelines.editions.published import Published
    from pipelines.editions.selection import FigureFilter

Period = Annotated[
    str | None,
    typer.Option(help="2006-04 (month), 2006 (season), FY2006, CY2006 or all."),
]
Port = Annotated[
    str | None,
    typer.Option(help="Schedule D code, name of a field office, * for all ports together, or all."),
]
View = Annotated[
    str | None, typer.Option(help="cohort (by arrival) or activity (by the event's own date).")
]
Unit = Annotated[str | None, typer.Option(help="shipment, container_trip or exam_episode.")]
Origin = Annotated[str | None, typer.Option(help="real or synthetic. Never both in one figure.")]

SHOWN_ROWS = 25
SHOWN_QUARANTINE = 10


def measures(
    measure: Annotated[str | None, typer.Option(help="Id of one measure, such as S8.3.")] = None,
    period: Period = None,
    port: Port = None,
    unit: Unit = None,
    view: View = None,
    origin: Origin = None,
    edition: EditionId = None,
    as_known_at: Annotated[
        str | None,
        typer.Option(help="Recompute a past state: 2006-04-01 or 2006-04-01T12:00, UTC."),
    ] = None,
    as_json: Json = False,
) -> None:
    """List measures of an edition: numerator, denominator, interval, state, target.

    Reads an edition. Writes nothing. Without --period the last season; without --port all ports
    together; `--period all --port all` is everything. With --as-known-at the state of that moment
    is built apart from the rows loaded so far, printed and thrown away: that takes as long as a
    full build, and neither warehouse nor editions are touched.

    Example: `tallyman measures --measure S8.3 --port 2704 --period 2006-04`,
    `tallyman measures --measure S8.8 --port Seattle --period CY2006 --view activity`
    """
    from pipelines.editions.selection import FigureFilter, SelectionError

    wanted = FigureFilter(measure, period, port, unit, origin, view)
    if not as_known_at:
        _print_measures(edition_of(edition), wanted, as_json=as_json)
        return
    if edition:
        raise SelectionError(
            "--edition reads what was published, --as-known-at builds a past state anew: give one "
            "of them."
        )
    from pipelines.stages.building import moment_given
    from pipelines.stages.past_state import past_state

    progress = None if as_json else StageProgress()
    with past_state(get_settings(), moment_given(as_known_at), progress) as past:
        _print_measures(past, wanted, as_json=as_json)
        messages().print(
            f"[bold]As known at {past.as_known_at} UTC[/], built apart in {past.seconds:.0f} s; "
            "warehouse and editions are as they were.",
            soft_wrap=True,
        )


def _print_measures(source: "Published", asked: "FigureFilter", *, as_json: bool) -> None:
    from pipelines.commands.clearance_tables import print_clearance_times, read_clearance_times
    from pipelines.editions.selection import read_figures, with_defaults

    wanted = with_defaults(source, asked)
    figures = read_figures(source, wanted)
    if as_json:
        shown = {"title", "port_name"}
        write_json([{k: v for k, v in row.items() if k not in shown} for row in figures])
    elif figures:
        print_figures(figures, scope_words(wanted.period, wanted.port))
        print_clearance_times(read_clearance_times(source, wanted))
    else:
        messages().print(f"No figure of {source.id} fits: {wanted}")


def trace(
    measure: Annotated[str, typer.Argument(help="Id of a measure, such as S8.3.")],
    period: Period = None,
    port: Port = None,
    unit: Unit = None,
    view: View = None,
    origin: Origin = None,
    edition: EditionId = None,
    denominator: Annotated[
        bool, typer.Option("--denominator", help="The rows under the line instead.")
    ] = False,
    sql: Annotated[
        bool, typer.Option("--sql", help="Only the SELECT that lists them, to run on the edition.")
    ] = False,
    manifest: Annotated[
        bool, typer.Option("--manifest", help="Only what proves them: count, hashes, SQL.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List the rows behind a figure, and prove them: those it was counted from, or it fails.

    Reads an edition. Writes nothing. Without --unit container trips, where the measure counts them;
    without --view the cohort view. The rows must be as many as the figure says and their keys must
    add up to the hash it was published with. The row manifest gives measure, definition version,
    edition, count, order-free hash, SHA-256 of the sorted row keys, and the SELECT.

    Example: `tallyman trace S8.3 --period 2006-04 --port 2704 --unit container_trip --json`
    """
    from pipelines.editions.selection import FigureFilter, one_figure, with_defaults
    from pipelines.editions.tracing import trace as trace_rows

    opened = edition_of(edition)
    wanted = with_defaults(opened, FigureFilter(measure, period, port, unit, origin, view))
    figure = one_figure(opened, wanted)
    rows, proof = trace_rows(opened, figure, denominator=denominator)
    if sql and not as_json:
        typer.echo(f"{proof.sql};")
    elif as_json:
        write_json(proof.as_mapping() if manifest or sql else rows)
    else:
        print_figures([figure], scope_words(figure["period"], figure["port"]))
        print_trace([] if manifest else rows, proof)


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
            "superseded_by_load_id": row.superseded_by_load_id,
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
        if row["superseded_by_load_id"] is not None:
            console.print(
                note(f"the file was corrected since, by load {row['superseded_by_load_id']}")
            )
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
