"""Commands that change versions: draft, submit, approve, return, withdraw, import; and export."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from rich.markup import escape

from pipelines.commands.days import day_given
from pipelines.commands.filters.acting import (
    Account,
    Name,
    Number,
    Pairs,
    PasswordStdin,
    Ports,
    Reason,
    acting_person,
    desk,
    draft_of,
    numbers,
    plain_version,
    version_of,
)
from pipelines.commands.filters.register import print_heading
from pipelines.commands.options import EditionId, Json, edition_of
from pipelines.console import messages, results, write_json

if TYPE_CHECKING:
    from models.rules import RuleSet
    from pipelines.decisions import Version
    from pipelines.filters.desk import Desk

Revision = Annotated[
    int | None, typer.Option(help="Revision you saw; refused if somebody changed it since.")
]


def draft(
    what: Annotated[
        str, typer.Argument(metavar="RULE_SET|FILE.yml", help="A rule set to change, or a file.")
    ],
    reason: Reason,
    points: Pairs = None,
    freeze: Annotated[
        list[str] | None, typer.Option(help="Rule whose points no proposal may move; repeatable.")
    ] = None,
    thaw: Annotated[
        list[str] | None, typer.Option(help="Rule that proposals may move again; repeatable.")
    ] = None,
    port: Ports = None,
    track: Annotated[
        str | None, typer.Option(help="national or port, for a rule set that is new.")
    ] = None,
    effective_from: Annotated[
        str | None, typer.Option("--from", help="First day, such as 2006-10-01.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", help="First day it ends.")] = None,
    mandatory: Annotated[int | None, typer.Option(help="Mandatory score of a port filter.")] = None,
    review: Annotated[int | None, typer.Option(help="Review score of a port filter.")] = None,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Write a draft: of a rule set with other points, or of a file with other rules.

    Example: `tallyman filters draft human_smuggling --points shanghai=12 --reason "April 2006"`
    """
    at = desk()
    person = acting_person(at, account, password_stdin)
    held = dict.fromkeys(freeze or [], True) | dict.fromkeys(thaw or [], False)
    content, parent = _content(at, what, numbers(points, "points"), held)
    known = at.register.track_of(content.rule_set)
    chosen = cast("Any", track or known or ("port" if port else "national"))
    made = at.register.draft(
        person,
        content,
        track=chosen,
        ports=tuple(port or (parent.ports if parent else ("*",))),
        reason=reason,
        effective_from=day_given(effective_from, "--from"),
        expires_at=day_given(until, "--until"),
        parent_version=parent.version if parent else None,
    )
    if mandatory is not None:
        for code in made.ports:
            at.thresholds.propose(
                person,
                made.rule_set,
                code,
                mandatory=mandatory,
                review=mandatory - 1 if review is None else review,
                reason=reason,
            )
    _tell(at, made, as_json, f"next: tallyman filters whatif {made.rule_set}, then submit")


def _content(
    at: "Desk", what: str, points: dict[str, int], frozen: dict[str, bool]
) -> tuple["RuleSet", "Version | None"]:
    """Read a file, or take the version a bare name means; with other points or frozen rules."""
    from pipelines.filters.desk import newest_version, with_points
    from pipelines.rulesets import read_rule_set

    if not what.endswith((".yml", ".yaml")):
        parent = newest_version(at, what)
        return with_points(at, parent.content, points, frozen), parent
    lists = {(one.name, one.version): one for one in at.lists.all()}
    content = read_rule_set(Path(what), at.vocabulary, lists)
    return with_points(at, content, points, frozen) if points or frozen else content, None


def submit(
    rule_set: Name,
    version: Number = None,
    revision: Revision = None,
    edition: EditionId = None,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Submit a draft: its content is fixed, with findings, statute checks and traffic figures.

    A port filter is in force at once. A national version waits for a second person.

    Example: `tallyman filters submit human_smuggling`
    """
    from pipelines.filters.desk import submit_with_evidence

    at = desk()
    person = acting_person(at, account, password_stdin)
    found = draft_of(at, rule_set, version)
    made = submit_with_evidence(
        at, edition_of(edition), person, found, revision=revision or found.revision
    )
    evidence = made.evidence or {}
    warnings = [*evidence.get("findings", []), *evidence.get("statute", [])]
    if not as_json:
        for one in warnings:
            rule = f"{one['rule']}: " if one["rule"] else ""
            messages().print(f"[yellow]{one['severity']}[/] {rule}{escape(one['message'])}")
    waits = at.register.standing(made) == "submitted"
    _tell(at, made, as_json, "a second person approves it" if waits else "it is in force")


def approve(
    rule_set: Name,
    reason: Reason,
    version: Number = None,
    revision: Revision = None,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Approve a submitted national version, as a second person with the approver role.

    Example: `tallyman filters approve human_smuggling --reason "read and tried" --account NAME`
    """
    at = desk()
    person = acting_person(at, account, password_stdin)
    found = draft_of(at, rule_set, version)
    made = at.register.approve(
        person,
        rule_set,
        found.version,
        revision=revision or found.revision,
        reason=reason,
    )
    _tell(at, made, as_json, "score it with the next `tallyman refresh`")


def return_to_author(
    rule_set: Name,
    reason: Reason,
    version: Number = None,
    revision: Revision = None,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Make a submission a draft again, with the reason.

    Example: `tallyman filters return human_smuggling --reason "lists the wrong port"`
    """
    at = desk()
    person = acting_person(at, account, password_stdin)
    found = draft_of(at, rule_set, version)
    made = at.register.return_to_author(
        person, rule_set, found.version, revision=revision or found.revision, reason=reason
    )
    _tell(at, made, as_json, "its author may change it")


def withdraw(
    rule_set: Name,
    reason: Reason,
    version: Number = None,
    revision: Revision = None,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Take a version back for good. No earlier version comes back in its place.

    Example: `tallyman filters withdraw seattle_smuggling --reason "replaced by the national one"`
    """
    at = desk()
    person = acting_person(at, account, password_stdin)
    found = draft_of(at, rule_set, version)
    made = at.register.withdraw(
        person, rule_set, found.version, revision=revision or found.revision, reason=reason
    )
    _tell(at, made, as_json, "no earlier version comes back in its place")


def export_version(
    rule_set: Name,
    version: Number = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Give a draft or submission too, marked as such.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write a version in force as a document with its hash and approval: YAML, or JSON.

    Nothing is ever written to the targeting system.

    Example: `tallyman filters export human_smuggling > human_smuggling.yml`
    """
    from pipelines.decisions import export

    at = desk()
    found = version_of(at, rule_set, version)
    text = export(at.register, rule_set, found.version, "json" if as_json else "yaml", draft=draft)
    typer.echo(text, nl=not text.endswith("\n"))


def import_version(
    file: Annotated[Path, typer.Argument(help="A document as `export` writes it.", exists=True)],
    track: Annotated[str | None, typer.Option(help="national or port; else its own.")] = None,
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Take a document in as a draft; its approval counts where it was given, not here.

    Example: `tallyman filters import human_smuggling.yml`
    """
    from models.rules import FilterDocument
    from pipelines.decisions import import_document

    at = desk()
    person = acting_person(at, account, password_stdin)
    read = FilterDocument.from_json if file.suffix == ".json" else FilterDocument.from_yaml
    document = read(file.read_text(encoding="utf-8"), at.vocabulary)
    made = import_document(at.register, person, document, track=cast("Any", track))
    _tell(at, made, as_json, "a draft like any other")


def _tell(at: "Desk", version: "Version", as_json: bool, what_next: str) -> None:
    """Show a version after a change, and what that means."""
    if as_json:
        write_json(plain_version(at, version))
        return
    print_heading(at, version)
    results().print(f"[dim]{escape(what_next)}[/]")
