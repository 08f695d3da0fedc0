"""The command ``catalogue``: what each measure is for, counts, comes from and is held against.

It draws what an edition says of its measures; the same as a page is written by ``docs``.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from pipelines.commands.options import EditionId, Json, edition_of
from pipelines.console import heading, note, results, table, write_json

FIELDS = {
    "purpose": "Purpose",
    "formula": "Formula",
    "denominator_label": "Counted among",
    "unit": "Unit",
    "views": "View",
    "direction": "Reading",
    "traps": "Traps",
    "known_limits": "Known limits",
    "source": "Source",
    "owner_role": "Answers for it",
    "sensitivity": "Sensitivity",
    "definition_version": "Definition version",
    "counted_in": "Figures in",
    "model": "Rows in",
}
"""What is told of a measure, in the order it is read, and how it is headed."""


def catalogue(
    measure: Annotated[
        str | None, typer.Argument(metavar="[MEASURE]", help="Id of one measure, such as S8.3.")
    ] = None,
    vocabulary: Annotated[
        bool, typer.Option("--vocabulary", help="What review, scan, search and the like mean.")
    ] = False,
    edition: EditionId = None,
    as_json: Json = False,
) -> None:
    """List the measures of an edition, or say everything about one: purpose to known limits.

    Reads an edition. Writes nothing. What is printed is what the edition was counted with; the
    targets are those registered when it was built.

    Example: `tallyman catalogue S8.3`
    """
    from pipelines.editions.catalogue import one_measure, read_catalogue, read_vocabulary

    opened = edition_of(edition)
    found = read_catalogue(opened)
    if vocabulary:
        words = read_vocabulary(opened)
        write_json(words) if as_json else _print_vocabulary(words)
    elif measure is not None:
        row = one_measure(found, measure)
        write_json(row) if as_json else _print_measure(row)
    elif as_json:
        write_json(found)
    else:
        _print_list(found)


def _print_list(found: list[dict[str, Any]]) -> None:
    from pipelines.editions.catalogue import target_words

    made = table(f"{len(found)} measure lines", ["#measure", "what", "unit", "of", "target"])
    made.columns[0].justify = "left"
    for row in found:
        targets = dict.fromkeys(target_words(one) for one in row["targets"])
        made.add_row(
            row["measure"],
            escape(row["title"]),
            row["unit"].replace("_", " "),
            escape(row["denominator_label"]),
            ", ".join(targets) or "–",
        )
    results().print(made)
    results().print("[dim]`tallyman catalogue S8.3` says everything about one.[/]")


def _print_measure(row: Mapping[str, Any]) -> None:
    from pipelines.editions.catalogue import (
        SENSITIVITY_WORDS,
        capital,
        target_scope,
        target_setter,
        target_words,
    )

    console = results()
    console.print(heading(f"{row['measure']} · {row['title']}"))
    made = Table.grid(padding=(0, 2))
    made.add_column(no_wrap=True, style="dim")
    made.add_column(overflow="fold")
    for name, words in FIELDS.items():
        text = str(row[name]) if row[name] not in (None, "") else "none known"
        shown = text.replace("_", " ") if name == "unit" else SENSITIVITY_WORDS.get(text, text)
        made.add_row(words, escape(shown))
    if not row["targets"]:
        made.add_row("Target", "none set")
    for target in row["targets"]:
        made.add_row(
            "Target",
            escape(
                f"{target_words(target)}: {target_scope(target)}. {capital(target['reason'])}. "
                f"{capital(target_setter(target))}; {target['source']}"
            ),
        )
    console.print(made)
    if row["counted_in"] == "published.measures":
        console.print(f"[dim]`tallyman trace {row['measure']}` lists the rows behind a figure.[/]")


def _print_vocabulary(words: list[dict[str, Any]]) -> None:
    for row in words:
        results().print(f"[bold]{escape(row['term'])}[/] [dim]({escape(row['said_in'])})[/]")
        results().print(note(escape(f"{row['means']}.")))
        results().print(note(escape(f"Counted as: {row['tallyman_counts_as']}.")))
        results().print(note(escape(f"Never: {row['never']}.")))
        results().print(note(escape(row["source"]), "dim"))
