"""Commands on the research checklist: the report, one container, and an answer to a factor."""

from typing import Annotated, cast, get_args

import typer
from rich.markup import escape

from pipelines.commands.filters.acting import (
    Account,
    Number,
    Origin,
    PasswordStdin,
    acting_person,
    desk,
    tell,
    version_of,
)
from pipelines.commands.filters.frames import draw_frame
from pipelines.commands.filters.register import moment
from pipelines.commands.options import EditionId, Json, edition_of
from pipelines.console import messages, results, table, write_json
from pipelines.settings import get_settings

research = typer.Typer(
    no_args_is_help=True, help="The research checklist of containers that filters hit."
)

Trip = Annotated[str, typer.Argument(help="Key: container|vessel IMO|voyage|U.S. port.")]


@research.command("report")
def report(
    risk: Annotated[str, typer.Option(help="Filters of this risk.")] = "human_smuggling",
    port: Annotated[str | None, typer.Option(help="Only this U.S. port (Schedule D).")] = None,
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """Count what was researched and held, by filter and port; exceptions with --json.

    Example: `tallyman filters research report --port 2704`
    """
    from pipelines.filters.research import read_factors, research_report

    factors = read_factors(get_settings().rulesets)
    found = research_report(
        edition_of(edition), desk().register, factors, origin=origin, risk=risk, port=port
    )
    if as_json:
        write_json(found.to_dict())
        return
    columns = {
        "rule_set": "rule set",
        "us_port_code": "port",
        "hits": "#hits",
        "complete": "#researched",
        "held": "#held",
        "matched_not_held": "#matched, not held",
        "not_researched_not_held": "#neither",
    }
    draw_frame("Research of containers that filters hit", found.filters, columns, origins=[origin])


@research.command("show")
def show(
    container_trip: Trip,
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """Show the checklist of one container: every factor, its answer, who and when.

    Example: `tallyman filters research show 'CBHU8833999|9000003|001E|2704'`
    """
    from pipelines.filters.research import checklists, read_factors

    factors = read_factors(get_settings().rulesets)
    opened = edition_of(edition)
    found = checklists(
        opened, desk().register, factors, origin=origin, container_trip_key=container_trip
    )
    if as_json:
        write_json([one.to_dict() for one in found])
        return
    if not found:
        messages().print(f"No filter of edition {opened.id} hit {escape(container_trip)}.")
    for one in found:
        state = f"{one.state}, {one.exception}" if one.exception else one.state
        made = table(
            f"{one.hit['rule_set']} score {one.hit['score']}: {state.replace('_', ' ')}",
            ["factor", "question", "answer", "person", "at (UTC)"],
            origins=[origin],
        )
        for item in one.items:
            made.add_row(
                item.factor.factor,
                escape(item.factor.question),
                item.answer or "–",
                item.person or "–",
                moment(item.answered_at),
            )
        results().print(made)


@research.command("answer")
def answer(
    container_trip: Trip,
    rule_set: Annotated[str, typer.Argument(help="Filter that hit it.")],
    factor: Annotated[str, typer.Argument(help="Factor of the checklist.")],
    answer: Annotated[str, typer.Argument(help="matches, does_not_match or unknown.")],
    note: Annotated[str, typer.Option(help="Where it was found.")] = "",
    version: Number = None,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Answer a factor, as an author or approver at the port; the answer before stays readable.

    Example: `tallyman filters research answer KEY human_smuggling transit_time matches`
    """
    from pipelines.decisions.research import Answer, Research
    from pipelines.filters.research import read_factors

    known = [one.factor for one in read_factors(get_settings().rulesets)]
    if factor not in known:
        raise typer.BadParameter(f"factor {factor!r}: one of {', '.join(known)}")
    if answer not in get_args(Answer):
        raise typer.BadParameter(f"answer {answer!r}: one of {', '.join(get_args(Answer))}")
    at = desk()
    person = acting_person(at, account, password_stdin)
    made = Research(at.store, at.clock).answer(
        person,
        container_trip,
        rule_set,
        version_of(at, rule_set, version).version,
        factor,
        cast("Answer", answer),
        port=container_trip.rsplit("|", 1)[-1],
        note=note,
    )
    words = f"{factor}: {made.answer}, by {made.person} at {moment(made.answered_at)} UTC"
    tell(made, as_json, words)
