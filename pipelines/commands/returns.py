"""The command ``return``: ours for a period written out, a partner's checked.

What a return is stands in ``models.returns``; this reads files, and draws.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from pipelines.commands.options import EditionId, Json, edition_of
from pipelines.commands.reading import Origin
from pipelines.console import count, results, table, write_json

if TYPE_CHECKING:
    from models.returns import StatisticalReturn
    from pipelines.editions import Edition


def statistical_return(
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder to write our return to, JSON and CSV.")
    ] = None,
    check: Annotated[
        Path | None, typer.Option("--check", help="Return of a partner to check, JSON or CSV.")
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(help="Of our return: 2006-04, 2006 (season), FY2006 or CY2006."),
    ] = None,
    origin: Origin = None,
    edition: EditionId = None,
    as_json: Json = False,
) -> None:
    """Write our return of standard 8 measures, or check a partner's against our requests.

    Reads an edition. With --out writes two files there. With --check writes nothing: a file that is
    no return is refused with line, field, what stands there and what may; of one that is, exams at
    our request are held against our requests, port by port and month by month, and what differs is
    listed with both numbers. The form is in docs/returns.md.

    Example: `tallyman return --out returns --period FY2006`, `tallyman return --check partner.json`
    """
    from pipelines.returns import ReturnError, make_return, write_return

    if (out is None) == (check is None):
        raise ReturnError(
            "Give --out FOLDER to write our return, or --check FILE to check a partner's."
        )
    opened = edition_of(edition)
    if check is not None:
        if period or origin:
            raise ReturnError("--period and --origin are of our return; a partner's says its own.")
        _check(check, opened, as_json=as_json)
    elif out is not None:
        document = make_return(opened, period, origin)
        _written(document, write_return(document, out), as_json=as_json)


def _written(document: "StatisticalReturn", paths: list[Path], *, as_json: bool) -> None:
    told = {
        "files": [str(path) for path in paths],
        "period": document.period,
        "edition": document.edition,
        "data_origin": document.data_origin,
        "measures": len(document.measures),
        "clearance_times": len(document.clearance_times),
    }
    if as_json:
        write_json(told)
        return
    console = results()
    console.print(
        f"Return for {document.period} from edition {document.edition}, {document.data_origin}: "
        f"{count(len(document.measures))} measure lines, "
        f"{count(len(document.clearance_times))} clearance times; exams at the request of partners "
        "are not recorded.",
        soft_wrap=True,
    )
    for path in paths:
        console.print(str(path), soft_wrap=True)


def _check(path: Path, edition: "Edition", *, as_json: bool) -> None:
    from models.returns import read_return
    from pipelines.returns import ReturnError, compare_return

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReturnError(f"{path} cannot be read: {error}. Give a JSON or CSV file.") from None
    read = read_return(text, path.name)
    document, compared = read.document, compare_return(read, edition)
    if as_json:
        write_json(
            {
                "file": path.name,
                "administration": document.administration,
                "country": document.country,
                "period": document.period,
                "data_origin": document.data_origin,
                "edition": edition.id,
                "records_exams": compared.records_exams,
                "compared": len(compared.rows),
                "mismatches": compared.mismatches,
            }
        )
        return
    console = results()
    console.print(
        f"{escape(path.name)} is a return of {escape(document.administration)} for "
        f"{document.period}: {count(len(document.measures))} measure lines, "
        f"{count(len(document.clearance_times))} clearance times.",
        soft_wrap=True,
    )
    if not compared.records_exams:
        console.print("It does not record exams at request: there is nothing to compare.")
        return
    console.print(
        f"{count(len(compared.rows))} ports and months compared with our requests of edition "
        f"{edition.id}: {count(len(compared.mismatches))} do not agree.",
        soft_wrap=True,
    )
    if not compared.mismatches:
        return
    made = table(
        "Do not agree",
        ["port", "month", "finding", "#ours", "#theirs", "rows"],
        origins=[document.data_origin],
    )
    made.columns[0].no_wrap = made.columns[1].no_wrap = True
    for row in compared.mismatches:
        made.add_row(
            row["port"],
            row["month"],
            row["finding"],
            f"{row['exams_ours']} of {row['requests_ours']}",
            "–"
            if row["exams_theirs"] is None
            else f"{row['exams_theirs']} of {row['requests_theirs']}",
            "; ".join(str(told) for told in (row["rows_theirs"], row["rows_ours"]) if told),
        )
    console.print(made)
    console.print("[dim]ours, theirs: exams made, of the requests of the month.[/]")
