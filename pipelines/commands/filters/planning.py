"""Commands that plan examinations: what each lane is expected to take, and special operations.

What came of a plan or an operation is asked of an edition, in ``practice``.
"""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.markup import escape

from pipelines.commands.days import day_given, day_typed
from pipelines.commands.filters.acting import (
    Account,
    PasswordStdin,
    Ports,
    Reason,
    acting_person,
    desk,
    tell,
)
from pipelines.commands.filters.register import moment
from pipelines.commands.options import Json
from pipelines.console import percent, results, table, write_json

lane_plans = typer.Typer(no_args_is_help=True, help="What each lane is expected to examine.")
orders = typer.Typer(no_args_is_help=True, help="Special operations, as they were ordered.")

MOST_PORTS_NAMED = 4

Lane = Annotated[str, typer.Argument(help="random, mandatory, review, filter and so on.")]


@lane_plans.command("list")
def list_lane_plans(as_json: Json = False) -> None:
    """List every plan of a lane, by port, lane and time."""
    from pipelines.decisions.lanes import LanePlans
    from pipelines.filters.answers import as_plain

    at = desk()
    rows = LanePlans(at.store, at.clock, at.register.zones).all()
    if as_json:
        write_json(as_plain(rows))
        return
    made = table("Lane plans", ["port", "lane", "#expected", "#floor", "from (UTC)", "why"])
    for row in rows:
        made.add_row(
            row.port_code,
            row.lane,
            percent(row.expected_rate),
            percent(row.minimum_random_rate),
            moment(row.effective_from),
            escape(row.reason),
        )
    results().print(made)


@lane_plans.command("plan")
def plan_lane(
    port: Annotated[str, typer.Argument(help="Schedule D code, or * for all others.")],
    lane: Lane,
    expected: Annotated[float, typer.Option(min=0, max=1, help="Share expected, 0 to 1.")],
    reason: Reason,
    minimum_random: Annotated[
        float | None, typer.Option(min=0, max=1, help="Least share drawn at random, 0 to 1.")
    ] = None,
    effective_from: Annotated[
        str | None, typer.Option("--from", help="First day, such as 2006-10-01; else from now.")
    ] = None,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Plan a lane at a port from a day on, as an approver there; the past stays as it was.

    Example: `tallyman filters lane-plans plan 2704 random --expected 0.01 --reason 'floor of 2007'`
    """
    from pipelines.decisions.lanes import LanePlans

    at = desk()
    person = acting_person(at, account, password_stdin)
    made = LanePlans(at.store, at.clock, at.register.zones).plan(
        person,
        port,
        lane,
        expected_rate=expected,
        minimum_random_rate=minimum_random,
        reason=reason,
        effective_from=day_given(effective_from, "--from"),
    )
    words = f"lane {made.lane} at {made.port_code}: {percent(made.expected_rate)} expected from "
    tell(made, as_json, f"{words}{moment(made.effective_from)} (UTC) on")


@orders.command("list")
def list_orders(as_json: Json = False) -> None:
    """List every special operation as it was ordered, by its beginning."""
    from pipelines.decisions.operations import read_operations
    from pipelines.filters.answers import as_plain

    rows = read_operations(desk().store)
    if as_json:
        write_json(as_plain(rows))
        return
    screen = results()
    for row in rows:
        screen.print(f"[bold]{escape(row.operation)}[/]  {escape(row.title)}")
        screen.print(
            f"  {moment(row.starts_at)} until {moment(row.ends_at)} (UTC), "
            f"{_ports(row.ports)}, {row.author}",
            highlight=False,
        )
        screen.print(f"  [dim]{escape(row.criteria)}[/]\n", highlight=False)


@orders.command("place")
def place_order(
    operation: Annotated[str, typer.Argument(help="A new number, such as 2006-01.")],
    title: Annotated[str, typer.Option(help="What it is called.")],
    first: Annotated[str, typer.Option("--from", help="First day, such as 2006-10-01.")],
    last: Annotated[str, typer.Option("--until", help="Last day, included.")],
    criteria: Annotated[str, typer.Option(help="In the rule language; may name lists.")],
    ports: Ports,
    reason: Reason,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Order a special operation at ports, as an approver there.

    What meets its criteria is counted with the next `tallyman refresh`.

    Example: `tallyman filters orders place 2006-01 --title 'Soft tops' --from 2006-10-01
    --until 2006-10-31 --port 2704 --criteria is_soft_top --reason 'incident of April'`
    """
    from pipelines.decisions.operations import Operations

    at = desk()
    person = acting_person(at, account, password_stdin)
    made = Operations(at.store, at.clock, at.vocabulary, at.register.zones).order(
        person,
        operation,
        title=title,
        first_day=day_typed(first, "--from"),
        last_day=day_typed(last, "--until"),
        ports=tuple(ports or ["*"]),
        criteria=criteria,
        reason=reason,
    )
    words = f"operation {made.operation} at {_ports(made.ports)}; counted with the next "
    tell(made, as_json, f"{words}`tallyman refresh`")


def _ports(codes: Sequence[str]) -> str:
    """Name ports by their codes where they are few.

    Examples
    --------
    >>> _ports(["2704"]), _ports(["*"]), _ports(["1", "2", "3", "4", "5"])
    ('port 2704', 'all ports', '5 ports')
    """
    if "*" in codes:
        return "all ports"
    named = f"port{'s' if len(codes) > 1 else ''} {', '.join(codes)}"
    return named if len(codes) <= MOST_PORTS_NAMED else f"{len(codes)} ports"
