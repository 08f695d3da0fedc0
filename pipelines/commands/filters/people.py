"""Commands that keep people: who may author, approve and view, and where."""

from typing import Annotated, Any, cast

import typer
from rich.markup import escape

from pipelines.commands.filters.acting import PasswordStdin, Reason, acting_person, desk, password
from pipelines.commands.options import Json
from pipelines.console import results, table, write_json

people = typer.Typer(no_args_is_help=True, help="Who may author, approve and view, and where.")

Identity = Annotated[str, typer.Argument(help="os:USER or account:NAME.")]
Role = Annotated[str, typer.Argument(help="author, approver or viewer.")]
PortCode = Annotated[str, typer.Option("--port", help="Schedule D code; * for all ports.")]


@people.command("list")
def list_of_people(as_json: Json = False) -> None:
    """List people with their roles; who acts here stands first."""
    from pipelines.decisions import list_people, os_person
    from pipelines.filters.answers import as_plain

    at = desk()
    me = os_person(at.store)
    found = sorted(list_people(at.store), key=lambda one: one.identity != me.identity)
    if as_json:
        write_json(
            [
                as_plain(one) | {"grants": sorted(map(as_plain, one.grants), key=str)}
                for one in found
            ]
        )
        return
    made = table("People", ["identity", "name", "roles", "active"])
    for one in found:
        roles = ", ".join(f"{g.role} ({g.port_code})" for g in sorted(one.grants))
        made.add_row(one.identity, escape(one.name), escape(roles), "yes" if one.active else "no")
    results().print(made)


@people.command("add")
def add_person(
    identity: Identity,
    reason: Reason,
    name: Annotated[str, typer.Option(help="For people.")] = "",
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Add a person, as the keeper: a user of the system, or an account with a first password."""
    from pipelines.decisions import add_account, add_os_person, os_person

    at = desk()
    keeper = os_person(at.store)
    kind, _, bare = identity.partition(":")
    if kind == "os":
        made = add_os_person(at.store, keeper, bare, reason=reason)
    elif kind == "account":
        first = password(bare, password_stdin)
        made = add_account(at.store, keeper, bare, first, name=name, reason=reason)
    else:
        raise typer.BadParameter(f"identity {identity!r}: expected os:USER or account:NAME")
    _tell_person(made, as_json)


@people.command("grant")
def grant_role(
    identity: Identity, role: Role, reason: Reason, port: PortCode = "*", as_json: Json = False
) -> None:
    """Give a person a role at a port, as the keeper."""
    from pipelines.decisions import grant, os_person

    at = desk()
    keeper = os_person(at.store)
    made = grant(at.store, keeper, identity, cast("Any", role), port, reason=reason)
    _tell_person(made, as_json)


@people.command("revoke")
def revoke_role(
    identity: Identity, role: Role, reason: Reason, port: PortCode = "*", as_json: Json = False
) -> None:
    """Take a role from a person, as the keeper; from the next change on it does not count."""
    from pipelines.decisions import os_person, revoke

    at = desk()
    keeper = os_person(at.store)
    made = revoke(at.store, keeper, identity, cast("Any", role), port, reason=reason)
    _tell_person(made, as_json)


@people.command("deactivate")
def deactivate_person(identity: Identity, reason: Reason, as_json: Json = False) -> None:
    """Bar a person, as the keeper: from now on they sign in nowhere and change nothing."""
    _set_active(identity, False, reason, as_json)


@people.command("activate")
def activate_person(identity: Identity, reason: Reason, as_json: Json = False) -> None:
    """Take a person back, as the keeper, with the roles they hold."""
    _set_active(identity, True, reason, as_json)


@people.command("hand-over")
def hand_over_store(identity: Identity, reason: Reason, as_json: Json = False) -> None:
    """Make another person the keeper of the store in one's own place."""
    from pipelines.decisions import os_person
    from pipelines.decisions.keeper import hand_over

    at = desk()
    made = hand_over(at.store, os_person(at.store), identity, reason=reason)
    if as_json:
        _tell_person(made, as_json)
        return
    results().print(f"{made.identity} keeps the store from now on.")


@people.command("password")
def change_password(account: Annotated[str, typer.Argument(help="Name of the account.")]) -> None:
    """Set one's own password: the old one is asked for first."""
    from pipelines.decisions import set_password

    at = desk()
    person = acting_person(at, account, password_stdin=False)
    new = typer.prompt("New password", hide_input=True, confirmation_prompt=True, err=True)
    set_password(at.store, person, account, str(new), reason="own password")
    results().print("The password is changed.")


def _set_active(identity: str, active: bool, reason: str, as_json: bool) -> None:
    from pipelines.decisions import os_person
    from pipelines.decisions.keeper import set_active

    at = desk()
    made = set_active(at.store, os_person(at.store), identity, active, reason=reason)
    _tell_person(made, as_json)


def _tell_person(person: Any, as_json: bool) -> None:
    """Show a person after a change."""
    roles = ", ".join(f"{g.role} ({g.port_code})" for g in sorted(person.grants)) or "no role"
    if as_json:
        known = {"identity": person.identity, "name": person.name, "active": person.active}
        write_json(known | {"roles": roles})
        return
    barred = "" if person.active else " (not active)"
    results().print(f"{person.identity}{barred}: {escape(roles)}")
