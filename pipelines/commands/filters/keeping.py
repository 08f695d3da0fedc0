"""Commands that keep thresholds, lists and shadows: each lists, or makes one change."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from pipelines.commands.days import day_given
from pipelines.commands.filters.acting import (
    Account,
    Name,
    Number,
    PasswordStdin,
    Reason,
    acting_person,
    desk,
    draft_of,
    tell,
)
from pipelines.commands.filters.register import moment
from pipelines.commands.options import Json
from pipelines.console import results, table, write_json

thresholds = typer.Typer(
    no_args_is_help=True, help="Thresholds by port: list, propose, approve, withdraw."
)
lists = typer.Typer(no_args_is_help=True, help="Maintained lists that rules may name.")
shadows = typer.Typer(no_args_is_help=True, help="Versions scored beside the live one.")

ThresholdId = Annotated[int, typer.Argument(help="Id, from the list.")]


@thresholds.command("list")
def list_thresholds(
    rule_set: Annotated[str | None, typer.Argument(metavar="[RULE_SET]")] = None,
    as_json: Json = False,
) -> None:
    """List every threshold: proposed, approved, withdrawn."""
    from pipelines.filters.answers import as_plain

    rows = desk().thresholds.history(rule_set)
    if as_json:
        write_json(as_plain(rows))
        return
    made = table(
        "Thresholds",
        ["#id", "rule set", "port", "#mandatory", "#review", "state", "from (UTC)", "reason"],
    )
    for row in rows:
        made.add_row(
            str(row.threshold_id),
            row.rule_set,
            row.port_code,
            str(row.mandatory),
            str(row.review),
            row.state,
            moment(row.in_force_from),
            escape(row.reason),
        )
    results().print(made)


@thresholds.command("propose")
def propose_threshold(
    rule_set: Name,
    port: Annotated[str, typer.Argument(help="Schedule D code, or * for all others.")],
    mandatory: Annotated[int, typer.Option(help="Score from which an exam is mandatory.")],
    review: Annotated[int, typer.Option(help="Score from which an officer reviews.")],
    reason: Reason,
    effective_from: Annotated[
        str | None, typer.Option("--from", help="First day, such as 2006-10-01.")
    ] = None,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Propose thresholds at a port; a port lowering its own mandatory score is in force at once."""
    at = desk()
    person = acting_person(at, account, password_stdin)
    made = at.thresholds.propose(
        person,
        rule_set,
        port,
        mandatory=mandatory,
        review=review,
        reason=reason,
        effective_from=day_given(effective_from, "--from"),
    )
    tell(made, as_json, f"threshold {made.threshold_id} is {made.state} ({made.route})")


@thresholds.command("approve")
def approve_threshold(
    threshold_id: ThresholdId,
    reason: Reason,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Approve proposed thresholds, as a second person."""
    at = desk()
    person = acting_person(at, account, password_stdin)
    standing = {row.threshold_id: row.revision for row in at.thresholds.history()}
    revision = _revision(standing, threshold_id, "threshold")
    made = at.thresholds.approve(person, threshold_id, revision=revision, reason=reason)
    tell(made, as_json, f"threshold {made.threshold_id} is {made.state}")


@thresholds.command("withdraw")
def withdraw_threshold(
    threshold_id: ThresholdId,
    reason: Reason,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Take back thresholds that are not yet in force; those in force are followed by new ones."""
    at = desk()
    person = acting_person(at, account, password_stdin)
    standing = {row.threshold_id: row.revision for row in at.thresholds.history()}
    revision = _revision(standing, threshold_id, "threshold")
    made = at.thresholds.withdraw(person, threshold_id, revision=revision, reason=reason)
    tell(made, as_json, f"threshold {made.threshold_id} is {made.state}")


@lists.command("list")
def list_lists(
    name: Annotated[str | None, typer.Argument(help="One list, with its values.")] = None,
    as_json: Json = False,
) -> None:
    """List the lists, or one list's versions with their values."""
    found = [one for one in desk().lists.all() if name in (None, one.name)]
    if as_json:
        write_json([one.model_dump(mode="json") for one in found])
        return
    made = table("Lists", ["name", "#version", "kind", "title", "values"])
    for one in found:
        shown = ", ".join(one.values[:12]) + (" …" if len(one.values) > 12 else "")
        made.add_row(one.name, str(one.version), one.kind, escape(one.title), escape(shown))
    results().print(made)


@lists.command("add")
def add_list(
    file: Annotated[Path, typer.Argument(help="YAML: name, version, kind, title, values, source.")],
    reason: Reason,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Add the next version of a list; versions of rule sets keep the values they carry."""
    from pipelines.rulesets import read_list

    at = desk()
    person = acting_person(at, account, password_stdin)
    made = at.lists.add(person, read_list(file), reason=reason)
    words = f"{made.name} version {made.version}: {len(made.values)} values"
    tell(made.model_dump(mode="json"), as_json, words)


@shadows.command("list")
def list_shadows(
    rule_set: Annotated[str | None, typer.Argument(metavar="[RULE_SET]")] = None,
    as_json: Json = False,
) -> None:
    """List every shadow that was ever begun."""
    from pipelines.decisions import Shadows
    from pipelines.filters.answers import as_plain

    at = desk()
    rows = Shadows(at.store, at.clock, at.vocabulary).all(rule_set)
    if as_json:
        write_json(as_plain(rows))
        return
    made = table("Shadows", ["#id", "rule set", "#version", "from (UTC)", "until", "author", "why"])
    for row in rows:
        made.add_row(
            str(row.shadow_id),
            row.rule_set,
            str(row.version),
            moment(row.starts_at),
            moment(row.ended_at or row.ends_at),
            row.author,
            escape(row.reason),
        )
    results().print(made)


@shadows.command("begin")
def begin_shadow(
    rule_set: Name,
    until: Annotated[str, typer.Option("--until", help="When it ends, ISO 8601 (UTC).")],
    reason: Reason,
    version: Number = None,
    since: Annotated[
        str | None, typer.Option("--from", help="From when, ISO 8601 (UTC); else from now.")
    ] = None,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Score a submitted version beside the live one for a while; it selects nothing."""
    from pipelines.decisions import Shadows
    from pipelines.stages.building import moment_given, parse_moment

    at = desk()
    person = acting_person(at, account, password_stdin)
    found = draft_of(at, rule_set, version)
    made = Shadows(at.store, at.clock, at.vocabulary).begin(
        person,
        rule_set,
        found.version,
        ends_at=moment_given(until),
        reason=reason,
        starts_at=parse_moment(since or ""),
    )
    tell(made, as_json, f"shadow {made.shadow_id}; scored with the next `tallyman refresh`")


@shadows.command("end")
def end_shadow(
    shadow_id: Annotated[int, typer.Argument(help="Id, from the list.")],
    reason: Reason,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """End a shadow before its time, as its author or an approver; its scores so far stay."""
    from pipelines.decisions import Shadows

    at = desk()
    person = acting_person(at, account, password_stdin)
    kept = Shadows(at.store, at.clock, at.vocabulary)
    standing = {row.shadow_id: row.revision for row in kept.all()}
    revision = _revision(standing, shadow_id, "shadow")
    made = kept.end(person, shadow_id, revision=revision, reason=reason)
    tell(made, as_json, f"shadow {made.shadow_id} ended {moment(made.ended_at)} (UTC)")


def _revision(standing: Mapping[int, int], number: int, what: str) -> int:
    """Give the revision that is decided on: the one that stands now."""
    if number not in standing:
        raise typer.BadParameter(f"{what} {number}: not there; see the list")
    return standing[number]
