"""The command ``ledger``: every figure as first published, as published since, as now, and why.

It draws what ``editions.ledger`` says and computes nothing.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from pipelines.commands.options import Json
from pipelines.commands.reading import Origin, Period, Port, Unit
from pipelines.console import count, messages, percent, results, table, write_json
from pipelines.settings import get_settings

if TYPE_CHECKING:
    from pipelines.editions.ledger import Change, FigureLedger, LedgerEntry, PublishedValue

LISTED_FIGURES = 25
SHOWN_EVIDENCE = 2


def ledger(
    measure: Annotated[str | None, typer.Option(help="Id of one measure, such as S8.3.")] = None,
    period: Period = None,
    port: Port = None,
    unit: Unit = None,
    origin: Origin = None,
    only_restatements: Annotated[
        bool, typer.Option("--only-restatements", help="Only figures that changed when final.")
    ] = False,
    all_figures: Annotated[
        bool, typer.Option("--all", help="Also figures that never changed.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List figures as published against as now, over all editions, with the cause of each change.

    Reads every edition. Writes nothing. A change after a figure was final (45 days after its
    period's end) is a restatement. Causes are late data, correction, definition change, redaction
    change, rule or threshold decision; all that bear on a change are named.

    Example: `tallyman ledger --measure S8.3 --port 2704 --only-restatements`
    """
    from pipelines.editions import figure_ledger, list_editions
    from pipelines.editions.selection import FigureFilter

    editions = list_editions(get_settings().editions)
    wanted = FigureFilter(measure, period, port, unit, origin)
    found = figure_ledger(editions, wanted, unchanged=all_figures)
    if only_restatements:
        kept = tuple(entry for entry in found.entries if entry.restatements)
        found = replace(found, entries=kept)
    if as_json:
        write_json([entry.as_mapping() for entry in found.entries])
    else:
        print_ledger(found)


def print_ledger(found: "FigureLedger") -> None:
    """Draw the ledger: one table an origin, a line a change.

    Parameters
    ----------
    found
        The entries to draw.
    """
    restated = sum(entry.restatements > 0 for entry in found.entries)
    changed = sum(bool(entry.changes) for entry in found.entries)
    messages().print(
        f"{count(found.figures)} figures over editions {found.editions[0]} to "
        f"{found.editions[-1]}: {count(changed)} listed that changed, {count(restated)} of them "
        "after they were final."
    )
    for origin in sorted({entry.origin for entry in found.entries}):
        made = table(
            "As published and as now",
            ["figure", "#first published", "#as now", "changed in", "why"],
            origins=[origin],
        )
        entries = [entry for entry in found.entries if entry.origin == origin]
        for entry in entries[:LISTED_FIGURES]:
            made.add_row(*entry_cells(entry))
        results().print(made)
        if len(entries) > LISTED_FIGURES:
            results().print(
                f"[dim]… and {count(len(entries) - LISTED_FIGURES)} more; --measure, --period and "
                "--port narrow, --json lists all.[/]"
            )


def entry_cells(entry: "LedgerEntry") -> list[str]:
    """Write one figure of the ledger as the cells of a table."""
    where = "all ports" if entry.port == "*" else entry.port
    return [
        escape(f"{entry.measure} {entry.unit} {entry.period} {where}"),
        value_words(entry.first),
        value_words(entry.now),
        "\n".join(change_words(change) for change in entry.changes) or "never",
        "\n".join(cause_words(change) for change in entry.changes),
    ]


def value_words(value: "PublishedValue") -> str:
    """Write a published value with its edition: counts, and the share where one was published."""
    share = "" if value.denominator is None or value.value is None else f" = {percent(value.value)}"
    return f"{count_words(value)}{share} ({value.edition})"


def count_words(value: "PublishedValue") -> str:
    """Write the counts of a published value; its share is of those known."""
    if value.numerator is None:
        return "none"
    under = "" if value.denominator is None else f" / {count(value.denominator)}"
    unknown = f", {count(value.n_unknown)} unknown" if value.n_unknown else ""
    return f"{count(value.numerator)}{under}{unknown}"


def change_words(change: "Change") -> str:
    """Say where a figure changed, both values, and whether that restates it."""
    kind = "restated" if change.is_restatement else change.before.state or "changed"
    both = f"{count_words(change.before)} → {count_words(change.after)}"
    return f"{change.after.edition}: {both}, {kind}"


def cause_words(change: "Change") -> str:
    """Write the causes of a change with their first evidence."""
    told: list[Any] = []
    for cause in change.causes:
        more = len(cause.evidence) - SHOWN_EVIDENCE
        evidence = "; ".join(cause.evidence[:SHOWN_EVIDENCE]) + (
            f"; {more} more" if more > 0 else ""
        )
        told.append(f"{cause.words}: {evidence}")
    return escape("; ".join(told))
