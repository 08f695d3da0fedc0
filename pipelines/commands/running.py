"""Commands that run stages: simulate, load, build, propose, publish, refresh.

They call the functions of ``stages`` and ``warehouse`` and print what came of it.
"""

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.markup import escape

from pipelines.commands.options import Json
from pipelines.console import StageProgress, count, messages, results, table, write_json
from pipelines.settings import get_settings

if TYPE_CHECKING:
    from pipelines.builds import TouchedMonth
    from pipelines.landing import FileOutcome, LoadReport

LAST_SEASON = 2006
_MOST_TOLD = 10

FullRefresh = Annotated[
    bool, typer.Option("--full-refresh", help="Replace every month, whatever changed.")
]
AsKnownAt = Annotated[
    str,
    typer.Option(help="Leave out what became known later: 2006-04-01 or 2006-04-01T12:00, UTC."),
]
Season = Annotated[
    int | None, typer.Option(help="Season to propose weights for. Without it: the coming one.")
]


def simulate(
    seasons: Annotated[int, typer.Option(help="Seasons to write; the last is 2006.", min=1)] = 8,
    trips: Annotated[int, typer.Option(help="Container trips a season, about.", min=100)] = 40_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 20060405,
    incidents: Annotated[
        float, typer.Option(help="Confirmed incidents a season, about.", min=0)
    ] = 4.0,
    truth: Annotated[
        Literal["planted", "current"],
        typer.Option(help="What is true: planted weights, or those of the filter in force."),
    ] = "planted",
    folder: Annotated[
        Path | None, typer.Option(help="Landing folder to write; build/landing/synthetic.")
    ] = None,
) -> None:
    """Write a synthetic national landing folder, in the real AMS layout and with dirt.

    Reads the reference tables and rule sets. Writes build/landing/synthetic, and what was planted
    into build/truth, which decides nothing. Every row is synthetic and is called so wherever
    it shows.

    Example: `tallyman simulate --seasons 3 --trips 1200`
    """
    from models.simulation import SimulationConfig
    from pipelines.stages import loading

    config = SimulationConfig(
        seed=seed,
        first_season=LAST_SEASON - seasons + 1,
        last_season=LAST_SEASON,
        trips_per_season=trips,
        incidents_per_season=incidents,
        truth=truth,
    )
    loading.simulate(get_settings(), config, folder, StageProgress())
    messages().print("[dim]Next: `tallyman refresh`.[/]")


def load(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="Landing folders. Without any: build/landing/* and the real history."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Load the new files of landing folders into the raw tables.

    Reads CSV, CSV.gz and Parquet files of folders that declare their origin. Writes raw tables,
    the load ledger and the quarantine. A file loaded before is skipped; a corrected file under the
    same name is a new load; a broken file is refused whole.

    Example: `tallyman load build/landing/synthetic`
    """
    from pipelines.stages import loading

    progress = None if as_json else StageProgress()
    reports = loading.load(get_settings(), [str(path) for path in folders or []], progress)
    if as_json:
        write_json([report.model_dump(mode="json") for report in reports])
    else:
        print_loads(reports)
    if any(report.refused for report in reports):
        raise typer.Exit(1)


def print_loads(reports: list["LoadReport"]) -> None:
    """Draw what a load did: new rows by table, then each file that was not loaded and why.

    Parameters
    ----------
    reports
        One a folder.
    """
    for report in reports:
        made = table(
            f"Loaded from {report.landing_folder}",
            ["table", "#new files", "#read", "#loaded", "#quarantined"],
            origins=[report.origin],
        )
        for row in report.totals:
            figures = (row.files, row.rows_read, row.rows_loaded, row.rows_quarantined)
            made.add_row(row.table_name, *(count(figure) for figure in figures))
        if report.new:
            results().print(made)
        else:
            results().print(
                f"{report.landing_folder}: 0 new files, 0 new rows; "
                f"{count(len(report.no_op))} files were loaded before."
            )
        _print_told(report.told)
        for outcome in report.refused:
            refusal = escape(f"{outcome.file_name}: {outcome.message}")
            messages().print(f"[bold red]Refused[/] {refusal}", soft_wrap=True)


def _print_told(outcomes: list["FileOutcome"]) -> None:
    """Name the files that correct a load or repeat another file; the first few of many."""
    for outcome in outcomes[:_MOST_TOLD]:
        told = escape(f"{outcome.file_name}: {outcome.message}")
        results().print(f"[bold]{outcome.state.replace('_', ' ')}[/] {told}", soft_wrap=True)
    if len(outcomes) > _MOST_TOLD:
        results().print(f"and {count(len(outcomes) - _MOST_TOLD)} more such files: `--json`")


def build(
    full_refresh: FullRefresh = False,
    months: Annotated[
        list[str] | None,
        typer.Option("--month", help="Replace this month too, such as 2006-04; may be repeated."),
    ] = None,
    as_known_at: AsKnownAt = "",
    as_json: Json = False,
) -> None:
    """Build the warehouse from what was loaded and estimate the figures.

    Reads the raw tables, rule sets and reference tables. Writes the schemas resolved, rules,
    staging, intermediate, marts and published. Only months whose inputs changed are replaced; the
    months and the reasons are printed. A failed data test blocks publishing.

    Example: `tallyman build --as-known-at 2006-04-01`
    """
    from dataclasses import asdict

    from pipelines.stages import building, publishing

    settings, progress = get_settings(), None if as_json else StageProgress()
    if months:
        building.request_rebuild(settings, months)
    report = building.build(settings, progress, full_refresh=full_refresh, as_known_at=as_known_at)
    publishing.estimate(settings, progress)
    if as_json:
        write_json(asdict(report))
        return
    print_months(report.months)
    messages().print("[dim]Next: `tallyman propose`, then `tallyman publish`.[/]")


def print_months(months: list["TouchedMonth"]) -> None:
    """Draw the months a build replaced and why; months of one reason in a row make one line.

    Parameters
    ----------
    months
        In order.
    """
    if not months:
        results().print("No month's inputs changed: nothing was replaced.")
        return
    made = table("Months of arrival replaced", ["months", "#count", "why"])
    for reason, together in groupby(months, key=lambda month: month.reason):
        names = [f"{month.arrival_month:%Y-%m}" for month in together]
        shown = ", ".join(names) if len(names) < 3 else f"{names[0]} … {names[-1]}"
        made.add_row(shown, count(len(names)), escape(reason))
    results().print(made)


def propose(
    season: Season = None,
    origin: Annotated[
        str | None, typer.Option(help="Print that of real or of synthetic records alone.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Propose weights for a season's filter and draft them, or say why not.

    Reads what was known before 1 September before the season opens. Writes published.proposal and
    the tables beside it; an accepted proposal becomes a draft in the filter register, once. A
    refusal is an answer, ends with code 0 and writes no draft. Real and synthetic records are
    never fitted together.

    Example: `tallyman propose --season 2006`
    """
    from pipelines.commands.proposal_figures import of_origin, print_proposal, read_proposal
    from pipelines.stages import proposing
    from pipelines.warehouse_file import open_warehouse

    settings = get_settings()
    outcome = proposing.propose(settings, season, None if as_json else StageProgress())
    with open_warehouse(settings.warehouse, read_only=True) as con:
        found = of_origin(read_proposal(con), origin)
    drafts = {
        name: {
            "version": None if one.version is None else one.version.version,
            "is_new": one.is_new,
            "message": one.message,
        }
        for name, one in outcome.drafts.items()
    }
    if as_json:
        write_json({**found, "drafts": drafts})
        return
    print_proposal(found, in_full=True)
    for name, one in drafts.items():
        if origin in (None, name):
            results().print(f"[bold]{name}[/]: {escape(str(one['message']))}")


def publish(as_json: Json = False) -> None:
    """Publish an edition: an immutable copy of marts and figures, and the pointer to it.

    Reads the warehouse. Writes build/editions/<id>. Refused unless the last build is green and
    figures and proposal belong to it; then the current edition stays.

    Example: `tallyman publish`
    """
    from pipelines.stages import publishing

    edition = publishing.publish_edition(get_settings(), None if as_json else StageProgress())
    if as_json:
        write_json({"edition": edition.id, "folder": str(edition.folder)})
    else:
        results().print(f"Edition [bold]{edition.id}[/] lies in {edition.folder}")


def refresh(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="Landing folders. Without any: build/landing/* and the real history."),
    ] = None,
    full_refresh: FullRefresh = False,
    as_known_at: AsKnownAt = "",
    season: Season = None,
) -> None:
    """Do everything in order: load, build, estimate, propose, publish.

    Runs the Dagster graph in this process. Reads landing folders. Writes the warehouse and a new
    edition, and prints what came of it. Anything blocked on the way leaves the current edition.

    Example: `tallyman refresh`
    """
    from pipelines.commands.summary import print_summary
    from pipelines.refresh import refresh as run_graph

    progress = StageProgress()
    try:
        edition = run_graph(
            get_settings(),
            progress,
            folders=[str(path) for path in folders or []],
            full_refresh=full_refresh,
            as_known_at=as_known_at,
            season=season,
        )
    except Exception:
        progress.fail()
        raise
    print_summary(edition)
