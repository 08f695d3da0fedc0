"""Tables of recommendations, their evidence, reminders and awareness for the terminal.

Nothing is read or decided here.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from pipelines.console import count, heading, note, results, table

if TYPE_CHECKING:
    from pipelines.decisions import OpenRecommendation
    from pipelines.oversight import Registers, Reminder, Standing

STATES = {
    "overdue": "overdue",
    "due": "due",
    "upcoming": "upcoming",
    "not_stated": "not stated",
}


def print_standings(registers: "Registers", stand: Sequence["Standing"]) -> None:
    """Print every recommendation as it stands, and what would close it."""
    made = table(
        f"Recommendations as of {registers.as_of}",
        ["id", "status", "#days open", "to", "what"],
        origins={one.origin for one in stand},
    )
    made.columns[0].no_wrap = True
    for one in stand:
        made.add_row(
            one.recommendation_id,
            one.status,
            "–" if one.days_open is None else count(one.days_open),
            escape(one.addressee or "–"),
            escape(one.summary),
        )
    results().print(made)
    for one in stand:
        if one.days_open is not None and one.status != "closed here":
            wanted = one.evidence_wanted or "not stated by the report"
            results().print(note(f"{one.recommendation_id} wants: {escape(wanted)}", "dim"))
    for row in registers.none_made:
        results().print(note(f"{row['report']}: {escape(row['summary'])}.", "dim"))
    results().print()


def print_reminders(registers: "Registers", due: Sequence["Reminder"]) -> None:
    """Print every recurring report with its state, the overdue terms first."""
    made = table(
        f"Reports that recur, as of {registers.as_of}",
        ["report", "state", "next due", "#overdue", "what"],
        origins={one.origin for one in due},
    )
    made.columns[0].no_wrap = True
    for one in due:
        made.add_row(
            one.duty_id,
            STATES[one.state],
            f"{one.next_due}" if one.next_due else "not stated",
            count(len(one.overdue)) if one.next_due else "–",
            escape(f"{one.title} ({one.duty_of}, every {one.every_months} months)"),
        )
    results().print(made)
    for one in due:
        if one.overdue:
            results().print(
                note(
                    f"{one.duty_id}: no delivery is recorded for "
                    f"{', '.join(str(day) for day in one.overdue[-3:])}"
                    + (f" and {len(one.overdue) - 3} terms before" if len(one.overdue) > 3 else ""),
                    "dim",
                )
            )


def print_show(
    row: dict[str, Any], asked: "OpenRecommendation", told: Sequence[dict[str, Any]]
) -> None:
    """Print one recommendation with what its evidence must contain and its history."""
    console = results()
    console.print(heading(str(row["recommendation_id"]), [row["origin"]]))
    lines = {
        "recommended": "summary",
        "answer": "response",
        "analysis": "analysis",
        "wanted": "evidence_wanted",
        "due": "due_on",
        "note": "note",
    }
    for words, name in lines.items():
        console.print(note(f"[dim]{words}:[/] {escape(str(row[name] or 'not stated'))}"))
    console.print(note(escape(f"{row['source']}; {row['response_source']}"), "dim"))
    made = table("What the evidence must contain", ["element", "words", "kind", "asked for by"])
    made.columns[0].no_wrap = True
    for one in asked.elements:
        words = one.words.replace("|", " or ").replace(";", "; ").replace("*", "…")
        made.add_row(escape(one.element), escape(words), one.kind, escape(one.source))
    console.print(made)
    if asked.ports:
        console.print(note(f"Receipts of {len(asked.ports)} ports: {', '.join(asked.ports)}"))
    happened = table("What happened", ["on", "what", "by", "note"])
    happened.columns[0].no_wrap = True
    for event in told:
        happened.add_row(
            str(event["on"]),
            escape(event["what"]),
            escape(event["by"]),
            escape(str(event["note"] or "–")),
        )
    console.print(happened)


def print_awareness(known: Sequence[dict[str, Any]], figures: Sequence[dict[str, Any]]) -> None:
    """Print the protocols, and of each how many know it, in all and by port."""
    from pipelines.editions.program_words import (
        counted_words,
        interval_words,
        unknown_words,
        value_words,
    )

    console = results()
    for row in known:
        day = row["counts_from"] or "day not stated"
        console.print(note(f"[bold]{row['duty_id']}[/] {escape(row['title'])}, {day}"))
        console.print(note(escape(f"{row['content']} ({row['source']})"), "dim"))
        for origin in sorted({str(one["origin"]) for one in figures}):
            of_it = [
                one
                for one in figures
                if one["figure"] == f"REC.awareness.{row['duty_id']}" and one["origin"] == origin
            ]
            if not of_it:
                continue
            made = table(
                "Staff who know it",
                ["port", "#share", "95 % interval", "counted", "#unknown"],
                origins=[origin],
            )
            made.columns[0].no_wrap = True
            for one in of_it:
                made.add_row(
                    "all ports" if one["subject"] == "*" else str(one["subject"]),
                    value_words(one),
                    interval_words(one),
                    counted_words(one),
                    unknown_words(one),
                )
            console.print(made)
    if not figures:
        console.print(
            note("No acknowledgement is loaded: awareness is unknown, not nought.", "dim")
        )
