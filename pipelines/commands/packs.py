"""The command ``pack``: the review pack of a program, as one folder."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from pipelines.commands.options import EditionId, Json, edition_of
from pipelines.console import heading, note, results, write_json
from pipelines.settings import get_settings


def pack(
    program: Annotated[str, typer.Argument(metavar="PROGRAM", help="A program, such as csi.")],
    period: Annotated[
        str | None,
        typer.Option(help="One period: month 2006-04, season 2006, FY2006 or CY2006."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Parent folder of the pack. Without it: build/packs.")
    ] = None,
    edition: EditionId = None,
    as_json: Json = False,
) -> None:
    """Write a program's review pack: a page, a workbook and a manifest in one folder.

    Reads one edition, and for restatements those before it. Writes a folder; the same edition gives
    the same bytes. Without --period each figure shows its newest period.

    Example: `tallyman pack csi --period 2006`
    """
    from pipelines.packs import write_pack

    settings = get_settings()
    opened = edition_of(edition)
    parent = out or settings.build / "packs"
    written = write_pack(opened, settings.editions, program, parent, period)
    if as_json:
        write_json(
            {
                "folder": str(written.folder),
                "files": [path.name for path in written.files],
                **written.contents.manifest(),
            }
        )
        return
    contents = written.contents
    console = results()
    console.print(heading(f"Pack: {contents.program.title}", contents.program.origins))
    console.print(
        note(
            f"edition {contents.edition.id}, {escape(contents.asked)}: "
            f"{len(contents.program.figures):,} figures, {len(contents.tables)} tables, "
            f"{sum(one.is_restatement for one in contents.restatements):,} restatements"
        )
    )
    for path in written.files:
        console.print(escape(str(path)), soft_wrap=True)
