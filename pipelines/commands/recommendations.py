"""The commands ``recommendations``: what reports recommend, what closes it, what falls due.

Who may hand in evidence and close is decided in the decision store; what the evidence must contain
is read in ``pipelines.oversight``.
"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from pipelines.commands.days import day_given, day_typed
from pipelines.commands.filters.acting import (
    Account,
    PasswordStdin,
    Reason,
    acting_person,
    desk,
    tell,
)
from pipelines.commands.options import EditionId, Json, edition_of
from pipelines.commands.recommendation_tables import (
    print_awareness,
    print_reminders,
    print_show,
    print_standings,
)
from pipelines.commands.reconcile import AsOf
from pipelines.console import messages, results, write_json

if TYPE_CHECKING:
    from pipelines.decisions import Evidence, OpenRecommendation
    from pipelines.filters.desk import Desk
    from pipelines.oversight import Registers

recommendations = typer.Typer(
    name="recommendations",
    invoke_without_command=True,
    rich_markup_mode="markdown",
    help=(
        "What reports recommend, what closes it, and what falls due.\n\n"
        "Reads an edition and the decision store. Writes the latter: evidence and closings, never "
        "changed afterwards. A recommendation closes with a text that "
        "contains what its report asks for, with receipts of the ports addressed, and by a second "
        "person; every step is in the audit log.\n\n"
        "Example: `tallyman recommendations list`"
    ),
)

Id = Annotated[str, typer.Argument(metavar="ID", help="Report and number, such as OIG-07-40-1.")]
Cards = Annotated[
    str, typer.Option("--cards", help="Commonality cards that count: synthetic or real.")
]


@recommendations.callback()
def list_without_command(
    context: typer.Context, as_of: AsOf = "", edition: EditionId = None, as_json: Json = False
) -> None:
    """Do as ``list`` where no command is named."""
    if context.invoked_subcommand is None:
        list_recommendations(as_of, edition, as_json)


@recommendations.command("list")
def list_recommendations(
    as_of: AsOf = "", edition: EditionId = None, as_json: Json = False
) -> None:
    """List the recommendations as they stand on a day, and the reports that fall due.

    Reads an edition and the decision store. Writes nothing.

    Example: `tallyman recommendations list --as-of 2009-01-15`
    """
    from pipelines.decisions import Recommendations
    from pipelines.oversight import reminders, standings

    at = desk()
    registers = _registers(at, as_of, edition)
    kept = Recommendations(at.store, at.clock)
    evidence = kept.evidence()
    stand = standings(registers, evidence, kept.closings())
    due = reminders(registers, evidence)
    if as_json:
        write_json(
            {
                "edition": registers.edition,
                "as_of": registers.as_of,
                "recommendations": [asdict(one) for one in stand],
                "none_made": [row["report"] for row in registers.none_made],
                "calendar": [asdict(one) for one in due],
            }
        )
        return
    print_standings(registers, stand)
    print_reminders(registers, due)


@recommendations.command("show")
def show(
    recommendation_id: Id,
    as_of: AsOf = "",
    cards: Cards = "synthetic",
    edition: EditionId = None,
    as_json: Json = False,
) -> None:
    """Show one recommendation: answer, analysis, what evidence must contain, what happened.

    Reads an edition and the decision store. Writes nothing.

    Example: `tallyman recommendations show OIG-07-40-1`
    """
    from pipelines.decisions import Recommendations
    from pipelines.oversight import history, recommendation_of

    at = desk()
    registers = _registers(at, as_of, edition)
    row = recommendation_of(registers, recommendation_id)
    asked = _asked(at, registers, recommendation_id, cards, edition)
    kept = Recommendations(at.store, at.clock)
    told = history(
        row, kept.evidence(recommendation_id), kept.closings().get(recommendation_id),
        registers.as_of,
    )  # fmt: skip
    if as_json:
        write_json({**row, "asked_for": asdict(asked), "history": told})
        return
    print_show(row, asked, told)


@recommendations.command("evidence")
def hand_in(
    recommendation_id: Id,
    reason: Reason,
    text: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="The text, such as a bulletin.")
    ] = None,
    receipts: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="CSV of port_code and received_on, a row a port."
        ),
    ] = None,
    cards: Cards = "synthetic",
    edition: EditionId = None,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Hand in a text, receipts of it, or both; what lacks words or ports is kept and refused.

    Writes the decision store. The text must contain the words of every element that the report
    asks for and, where these are commonalities, of the edition's established cards. Receipts are
    those of the text accepted last.

    Example: `tallyman recommendations evidence OIG-07-40-1 --text bulletin.txt --reason "sent"`
    """
    from pipelines.decisions import Recommendations
    from pipelines.filters.answers import as_plain

    if text is None and receipts is None:
        raise typer.BadParameter("give --text, --receipts or both")
    at = desk()
    asked = _asked(at, _registers(at, "", edition), recommendation_id, cards, edition)
    person = acting_person(at, account, password_stdin)
    kept = Recommendations(at.store, at.clock)
    made: list[Evidence] = []
    if text is not None:
        made.append(kept.hand_in_text(person, asked, text.name, _read(text), reason))
    if receipts is not None:
        made.append(kept.hand_in_receipts(person, asked, receipts.name, _read(receipts), reason))
    if as_json:
        write_json(as_plain(made))
        return
    for one in made:
        results().print(
            f"{recommendation_id}: {escape(one.file_name)} accepted, held against "
            f"{escape(one.held_against)}",
            soft_wrap=True,
        )


@recommendations.command("close")
def close(
    recommendation_id: Id,
    reason: Reason,
    cards: Cards = "synthetic",
    edition: EditionId = None,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Close a recommendation on its evidence, as an approver who did not hand it in.

    Writes the decision store. The text is held against the elements of this edition once more; it
    is refused, naming the words or ports that are missing, where anything lacks.

    Example: `tallyman recommendations close OIG-07-40-1 --account second --reason "read it"`
    """
    from pipelines.decisions import Recommendations

    at = desk()
    asked = _asked(at, _registers(at, "", edition), recommendation_id, cards, edition)
    person = acting_person(at, account, password_stdin)
    made = Recommendations(at.store, at.clock).close(person, asked, reason)
    words = f"{recommendation_id} is closed by {made.closed_by}, on evidence held against "
    tell(made, as_json, f"{words}{asked.held_against}")


@recommendations.command("deliver")
def deliver(
    duty_id: Annotated[str, typer.Argument(metavar="REPORT", help="Such as SFI-STATUS.")],
    term: Annotated[str, typer.Argument(help="The day it was due, such as 2008-12-31.")],
    file: Annotated[Path, typer.Option("--file", exists=True, dir_okay=False, help="The report.")],
    reason: Reason,
    edition: EditionId = None,
    account: Account = None,
    password_stdin: PasswordStdin = False,
) -> None:
    """Record that a recurring report was delivered for a term, so that its reminder ends.

    Writes the decision store.

    Example: `tallyman recommendations deliver SFI-STATUS 2008-12-31 --file sfi.txt --reason sent`
    """
    from pipelines.decisions import Recommendations
    from pipelines.oversight.calendar import require_term

    at = desk()
    day = day_typed(term, "TERM")
    require_term(_registers(at, "", edition), duty_id, day)
    person = acting_person(at, account, password_stdin)
    kept = Recommendations(at.store, at.clock)
    made = kept.deliver(person, duty_id, day, file.name, _read(file), reason)
    results().print(f"{made.subject}: delivery recorded", soft_wrap=True)


@recommendations.command("protocols")
def protocols(edition: EditionId = None, as_json: Json = False) -> None:
    """List the protocols that staff must know, and how many of those asked know them.

    Reads an edition. Writes nothing. Whoever did not answer is unknown, not unaware.

    Example: `tallyman recommendations protocols`
    """
    at = desk()
    registers = _registers(at, "", edition)
    known = [row for row in registers.duties if row["kind"] == "protocol"]
    if as_json:
        write_json({"protocols": known, "awareness": registers.awareness})
        return
    if not known:
        messages().print("No protocol is registered in this edition.")
    print_awareness(known, registers.awareness)


def _registers(at: "Desk", as_of: str, edition: str | None) -> "Registers":
    from pipelines.oversight import read_registers

    return read_registers(edition_of(edition), day_given(as_of) or at.clock.now().date())


def _asked(
    at: "Desk", registers: "Registers", recommendation_id: str, cards: str, edition: str | None
) -> "OpenRecommendation":
    from pipelines.oversight import asked_for

    if cards not in ("real", "synthetic"):
        raise typer.BadParameter(f"--cards {cards!r}: expected real or synthetic")
    return asked_for(
        edition_of(edition), registers, recommendation_id, at.settings.reference, cards
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise typer.BadParameter(
            f"{path}: byte {error.start} is not UTF-8; expected a plain text file"
        ) from None
