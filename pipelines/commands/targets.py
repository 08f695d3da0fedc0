"""Commands that keep targets of measures: list, set, withdraw.

Who may do what is decided in the decision store; which figure a target stands beside, when figures
are estimated.
"""

from typing import TYPE_CHECKING, Annotated, cast

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
from pipelines.commands.options import Json
from pipelines.console import messages, results, table, write_json

if TYPE_CHECKING:
    from pipelines.decisions import Target, Targets
    from pipelines.decisions.targets import ValueUnit
    from pipelines.filters.desk import Desk

targets = typer.Typer(
    name="targets",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help=(
        "What measures are held against: who set it, when, from which source.\n\n"
        "Reads the decision store. Writes it. A target changes no figure and rebuilds nothing: it "
        "stands beside the figures of the next edition (`tallyman refresh`).\n\n"
        "Example: `tallyman targets list S8.9`"
    ),
)

Measure = Annotated[str, typer.Argument(metavar="MEASURE", help="Id, such as S8.3.")]


@targets.command("list")
def list_targets(
    measure: Annotated[str | None, typer.Argument(metavar="[MEASURE]")] = None,
    withdrawn: Annotated[bool, typer.Option("--all", help="Those withdrawn too.")] = False,
    as_json: Json = False,
) -> None:
    """List every target that was set: what for, by whom, when and why.

    Reads the decision store. Writes nothing.

    Example: `tallyman targets list S8.9`
    """
    from pipelines.decisions import read_targets
    from pipelines.filters.answers import as_plain

    rows = [
        row
        for row in read_targets(desk().store)
        if measure in (None, row.measure) and (withdrawn or row.withdrawn_at is None)
    ]
    if as_json:
        write_json(as_plain(rows))
        return
    if not rows:
        messages().print(f"No target is set{f' for {measure}' if measure else ''}.")
        return
    made = table("Targets", ["#id", "measure", "target", "of", "set by", "#set", "why, and source"])
    for row in rows:
        is_back = row.withdrawn_at is not None
        made.add_row(
            str(row.target_id),
            row.measure,
            _words(row),
            escape(_scope(row))
            + (f" [dim](withdrawn by {row.withdrawn_by})[/]" if is_back else ""),
            row.set_by,
            f"{row.set_at:%Y-%m-%d}",
            escape(f"{row.reason} ({row.source})"),
        )
    results().print(made)


@targets.command("set")
def set_target(
    measure: Measure,
    value: Annotated[
        str, typer.Argument(help="99.5% or 0.995 (a share), 12 with --as count, 6 with --as hours.")
    ],
    valid_from: Annotated[
        str, typer.Option("--from", help="First day, such as 2006-10-01: periods that begin then.")
    ],
    reason: Reason,
    at_most: Annotated[
        bool, typer.Option("--at-most", help="Not to be exceeded; without it: to be reached.")
    ] = False,
    value_unit: Annotated[
        str, typer.Option("--as", help="share, count, or hours (of clearance times).")
    ] = "share",
    unit: Annotated[str, typer.Option(help="shipment, container_trip ...; * for every one.")] = "*",
    port: Annotated[
        str, typer.Option(help="Schedule D code, FO:Seattle for a field office, * for everywhere.")
    ] = "*",
    period_kind: Annotated[
        str, typer.Option(help="month, season, fiscal_year, calendar_year; * for every kind.")
    ] = "*",
    until: Annotated[str | None, typer.Option(help="Day it ends on; that day excluded.")] = None,
    source: Annotated[str, typer.Option(help="Who says so: law, directive, plan.")] = "chosen",
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Set a target, as an approver at the port; from its first day it replaces the one before.

    Writes the decision store. It shows with the next edition; no mart is built again for it.

    Example: `tallyman targets set S8.3 95% --from 2006-10-01 --port 3001 --reason "annual plan"`
    """
    at = desk()
    person = acting_person(at, account, password_stdin)
    made = register(at).set(
        person,
        measure,
        direction="at_most" if at_most else "at_least",
        value=_number(value, value_unit),
        value_unit=cast("ValueUnit", value_unit),
        unit=unit,
        port_code=port,
        period_kind=period_kind,
        valid_from=day_typed(valid_from, "--from"),
        valid_until=day_given(until, "--until"),
        reason=reason,
        source=source,
    )
    tell(made, as_json, f"target {made.target_id}: {made.measure} {_words(made)}, {_scope(made)}")


@targets.command("withdraw")
def withdraw_target(
    target_id: Annotated[int, typer.Argument(help="Id, from the list.")],
    reason: Reason,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Take a target back, as an approver at its port: it counts for no period any more.

    Writes the decision store; editions published before keep it. To change a target from a day on,
    set another from that day.

    Example: `tallyman targets withdraw 12 --reason "entered for the wrong port"`
    """
    from pipelines.decisions import NotFound

    at = desk()
    person = acting_person(at, account, password_stdin)
    kept = register(at)
    found = {row.target_id: row for row in kept.all()}
    if target_id not in found:
        raise NotFound(
            f"target {target_id}: not in the decision store; see `tallyman targets list`"
        )
    made = kept.withdraw(person, target_id, revision=found[target_id].revision, reason=reason)
    tell(made, as_json, f"target {made.target_id} of {made.measure} is withdrawn")


def register(at: "Desk") -> "Targets":
    """Give the targets of the store, with the measures and field offices there are."""
    import csv

    from pipelines.dbt_runs.manifest import ensure_manifest
    from pipelines.decisions import Targets
    from pipelines.estimates import measure_catalogue

    catalogue = measure_catalogue(ensure_manifest(at.settings))
    units = {
        str(measure): tuple(one.strip() for one in str(unit).split(","))
        for measure, unit in zip(catalogue["measure"], catalogue["unit"], strict=True)
    }
    with (at.settings.reference / "field_offices.csv").open(encoding="utf-8", newline="") as lines:
        offices = {row["field_office"] for row in csv.DictReader(lines)}
    return Targets(at.store, at.clock, units, sorted(offices - {""}))


def _number(text: str, value_unit: str) -> float:
    """Read the value; a percentage is a share.

    Examples
    --------
    >>> _number("99.5%", "share"), _number("0.5", "share"), _number("6", "hours")
    (0.995, 0.5, 6.0)
    """
    is_percentage = text.strip().endswith("%")
    try:
        number = float(text.strip().removesuffix("%"))
    except ValueError:
        raise typer.BadParameter(f"value {text!r}: expected 99.5%, 0.995, 12 or 6") from None
    if is_percentage and value_unit != "share":
        raise typer.BadParameter(f"value {text!r}: a percentage is a share, not {value_unit}")
    return round(number / 100, 12) if is_percentage else number


def _words(row: "Target") -> str:
    from pipelines.editions.catalogue import target_words

    return target_words(vars(row))


def _scope(row: "Target") -> str:
    from pipelines.editions.catalogue import target_scope

    return target_scope(vars(row))
