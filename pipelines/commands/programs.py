"""The command ``programs``: which programs there are, and what one reports as of a day.

It draws what an edition says of a program; its rows are chosen in ``editions.programs``.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from pipelines.commands.days import day_given
from pipelines.commands.options import EditionId, Json, edition_of
from pipelines.console import count, heading, note, results, table, write_json

if TYPE_CHECKING:
    from pipelines.editions.programs import Program, ProgramTable

LIST = "list"


def programs(
    program: Annotated[
        str, typer.Argument(metavar="PROGRAM", help="A program, or `list` for all of them.")
    ],
    as_of: Annotated[
        str, typer.Option(help="Day of which figures and registers are asked, YYYY-MM-DD.")
    ] = "",
    period: Annotated[
        str | None,
        typer.Option(help="One period: month 2006-04, season 2006, FY2006 or CY2006."),
    ] = None,
    table_name: Annotated[
        str | None,
        typer.Option("--table", metavar="TABLE", help="List the rows of one of its tables."),
    ] = None,
    edition: EditionId = None,
    as_json: Json = False,
) -> None:
    """Show the figures and tables of one program, or list the programs.

    Reads an edition. Writes nothing. A figure that no source states as of the day asked for reads
    "not stated". Of vessels --as-of also lists the arrivals of that day by rating, of scanning the
    model is answered with the inputs as of then.

    Example: `tallyman programs list`
    """
    from pipelines.commands.program_answers import answers, print_answers
    from pipelines.editions.programs import list_programs, one_table, read_program, table_rows

    opened = edition_of(edition)
    if program == LIST:
        found = list_programs(opened)
        write_json(found) if as_json else _print_list(found)
        return
    day = day_given(as_of)
    read = read_program(opened, program, as_of=day, period=period)
    if table_name is not None:
        chosen = one_table(read, table_name)
        rows = table_rows(opened, chosen, as_of=day)
        write_json(rows) if as_json else _print_rows(chosen, rows)
    elif as_json:
        write_json(_as_mapping(read) | answers(program, opened, day))
    else:
        _print_program(read, as_of)
        print_answers(program, opened, day)


def _as_mapping(program: "Program") -> dict[str, Any]:
    return {
        "program": program.name,
        "title": program.title,
        "sections": [
            {
                "section": section,
                "figures": [row for row in program.figures if row["section"] == section],
            }
            for section in program.sections
        ],
        "tables": [
            {
                "table": one.name,
                "title": one.title,
                "kind": one.kind,
                "description": one.description,
                "rows": one.rows,
            }
            for one in program.tables
        ],
    }


def _print_list(found: Sequence[dict[str, Any]]) -> None:
    from pipelines.editions.program_words import exception_words

    made = table(f"{len(found)} programs", ["program", "#figures", "#tables", "exceptions", "what"])
    made.columns[0].no_wrap = True
    for row in found:
        made.add_row(
            row["program"],
            count(row["figures"]),
            count(row["tables"]),
            exception_words(row["exceptions"]),
            escape(f"{row['title']} ({', '.join(row['origins']) or 'no rows'})"),
        )
    results().print(made)
    results().print("[dim]`tallyman programs NAME` shows the figures of one.[/]")


def _print_program(program: "Program", as_of: str) -> None:
    console = results()
    console.print(heading(program.title + (f", as of {as_of}" if as_of else "")))
    for section in program.sections:
        rows = [row for row in program.figures if row["section"] == section]
        for origin in sorted({row["origin"] for row in rows}):
            _print_figures(section, origin, [row for row in rows if row["origin"] == origin])
    if program.tables:
        made = table("Tables", ["table", "#rows", "kind", "what"])
        made.columns[0].no_wrap = True
        for one in program.tables:
            rows_by_origin = ", ".join(
                f"{number:,} {origin}" for origin, number in one.rows.items()
            )
            made.add_row(one.name, rows_by_origin or "0", one.kind, escape(one.title))
        console.print(made)
        console.print(f"[dim]`tallyman programs {program.name} --table NAME` lists the rows.[/]")


def _print_figures(section: str, origin: str, rows: Sequence[dict[str, Any]]) -> None:
    """Print a section: a figure's name once, its subjects set in; a period all share on top."""
    from pipelines.editions.program_words import figure_words

    worded = [figure_words(row) for row in rows]
    periods = {row["period"] for row in worded}
    title = f"{section}, {next(iter(periods))}" if len(periods) == 1 else section
    made = table(
        title, ["figure", "#value", "95 % interval", "counted", "#unknown", "state"],
        origins=[origin],
    )  # fmt: skip
    before = ""
    for row in worded:
        of = "" if row["subject"] == "all" else row["subject"]
        name = (f"  {of}" if of else "  all") if row["title"] == before else row["title"]
        name += f" · {of}" if of and row["title"] != before else ""
        name += f" ({row['period']})" if len(periods) > 1 else ""
        before = row["title"]
        values = (row[column] for column in ("value", "interval", "n", "n_unknown", "state"))
        made.add_row(escape(name), *values)
    console = results()
    console.print(made)
    told = [(row["title"], row["note"]) for row in rows if row["note"]]
    for line in dict.fromkeys(f"{title}: {text}" for title, text in told):
        console.print(note(escape(line)))
    sources = " · ".join(dict.fromkeys(row["source"] for row in worded))
    console.print(note(escape(f"Source: {sources}"), "dim"))


def _print_rows(chosen: "ProgramTable", rows: Sequence[dict[str, Any]]) -> None:
    console = results()
    origins = {str(row["origin"]) for row in rows if row.get("origin")}
    console.print(heading(f"{chosen.title}: {len(rows):,} rows", origins))
    for row in rows:
        made = Table.grid(padding=(0, 2))
        made.add_column(no_wrap=True, style="dim")
        made.add_column(overflow="fold")
        for name, value in row.items():
            made.add_row(name, "–" if value is None else escape(str(value)))
        console.print(made)
        console.print()
    console.print(note(escape(chosen.description), "dim"))
