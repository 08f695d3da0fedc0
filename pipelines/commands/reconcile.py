"""The command ``reconcile``: published figures that contradict each other, and ours beside them.

It draws what an edition holds; the rules that find contradictions are dbt's.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from pipelines.commands.days import day_given
from pipelines.commands.options import EditionId, Json, edition_of
from pipelines.console import count, heading, note, results, table, write_json

if TYPE_CHECKING:
    from pipelines.oversight import Reconciliation

AsOf = Annotated[str, typer.Option(help="A day, such as 2008-08-15. Without it: the newest.")]


def reconcile(as_of: AsOf = "", edition: EditionId = None, as_json: Json = False) -> None:
    """List the figures of reports that contradict each other, and how ours compare.

    Reads an edition. Writes nothing. A rule finds each contradiction in the register of published
    figures: one quantity with two values, one count with two as-of dates, a total against its
    parts, one event with two dates, a date after the heading's own. Two definitions are called not
    comparable. Ours are compared only where both are real.

    Example: `tallyman reconcile --as-of 2008-08-15 --json`
    """
    from pipelines.oversight import read_reconciliation

    opened = edition_of(edition)
    found = read_reconciliation(opened, day_given(as_of))
    if as_json:
        write_json({**asdict(found), "as_of": as_of or None})
        return
    _print(found)


def as_of_words(as_of: str) -> str:
    """Word as of when a statement is.

    Examples
    --------
    >>> as_of_words("June 2008"), as_of_words("FY2007"), as_of_words("not stated")
    ('as of June 2008', 'FY2007', 'as of when is not stated')
    """
    if as_of == "not stated":
        return "as of when is not stated"
    return as_of if as_of.startswith("FY") else f"as of {as_of}"


def _print(found: "Reconciliation") -> None:
    console = results()
    console.print(
        heading(
            f"{_counted(len(found.contradictions), 'contradiction')} in "
            f"{count(found.printings)} printings of figures and dates",
            ["real"],
        )
    )
    _print_findings(found.contradictions)
    if found.not_comparable:
        console.print(heading(f"Not comparable: {_counted(len(found.not_comparable), 'pair')}"))
        _print_findings(found.not_comparable)
    made = table("Published figures beside ours", ["figure", "#printed", "#ours", "comparison"])
    for row in found.compared:
        made.add_row(
            escape(row["title"]),
            f"{row['published_value']:,.0f}",
            f"{row['our_value']:,.0f}",
            escape(f"{row['comparison']}: {row['note']}"),
        )
    if found.compared:
        console.print(made)
    console.print(
        note(f"Of {count(len(found.uncounted))} other printed figures no real data is loaded.")
    )


def _counted(number: int, word: str) -> str:
    from pipelines.editions.program_words import unit_words

    return f"{count(number)} {unit_words(word, number)}"


def _print_findings(rows: Sequence[dict[str, Any]]) -> None:
    console = results()
    for row in rows:
        console.print(f"\n[bold]{escape(row['title'])}[/] [dim]({escape(row['rule'])})[/]")
        for side in ("first", "second"):
            said, as_of = row[f"{side}_said"], row[f"{side}_as_of"]
            stated = as_of_words(as_of)
            console.print(
                note(f"[bold]{escape(said)}[/], {stated}: {escape(row[f'{side}_wording'])}")
            )
            console.print(note(escape(row[f"{side}_source"]), "dim"))
        console.print(note(f"Would settle it: {escape(row['settled_by'])}."))
    console.print()
