"""Who acts, on which version, in which edition: what every filter command is given.

Nothing here decides or draws.
"""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from pipelines.console import results, write_json
from pipelines.settings import get_settings

if TYPE_CHECKING:
    from pipelines.decisions import Person, Version
    from pipelines.filters.desk import Desk

Name = Annotated[str, typer.Argument(metavar="RULE_SET", help="Name, such as human_smuggling.")]
Number = Annotated[
    int | None, typer.Option("--version", "-v", help="Version. Without it: in force, else newest.")
]
Reason = Annotated[str, typer.Option("--reason", "-r", help="Why; kept in the audit log.")]
Origin = Annotated[str, typer.Option(help="real or synthetic traffic. Never both.")]
Seasons = Annotated[
    str | None, typer.Option(help="2006, or 1999-2006, or all. Without it: the newest.")
]
Ports = Annotated[
    list[str] | None, typer.Option("--port", help="Schedule D code; repeat for several.")
]
Account = Annotated[
    str | None,
    typer.Option(help="Act as an account, by its password; else as the operating system's user."),
]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]
Pairs = Annotated[
    list[str] | None, typer.Option("--points", help="RULE=POINTS; repeat for several.")
]


def desk() -> "Desk":
    """Open the decision store of this installation."""
    from pipelines.filters.desk import open_desk

    return open_desk(get_settings())


def acting_person(at: "Desk", account: str | None, password_stdin: bool) -> "Person":
    """Give the person who acts: the operating system's user, or an account by its password.

    Parameters
    ----------
    at
        Where people are known.
    account
        Name of the account; None for the operating system's user.
    password_stdin
        Read the password from standard input instead of asking for it.

    Raises
    ------
    pipelines.decisions.NotAllowed
        If account and password do not go together.
    """
    from pipelines.decisions import authenticate, os_person

    if account is None:
        return os_person(at.store)
    return authenticate(at.store, account, password(account, password_stdin))


def password(account: str, from_stdin: bool) -> str:
    """Read a password from standard input, or ask for it unseen."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt(f"Password of {account}", hide_input=True, err=True))


def version_of(at: "Desk", rule_set: str, number: int | None) -> "Version":
    """Give the version that was named, or the one a bare name means."""
    from pipelines.filters.desk import newest_version

    if number is not None:
        return at.register.version(rule_set, number)
    return newest_version(at, rule_set)


def draft_of(at: "Desk", rule_set: str, number: int | None) -> "Version":
    """Give the version that was named, or the newest: what is being worked on."""
    versions = at.register.versions(rule_set)
    if number is not None or not versions:
        return version_of(at, rule_set, number)
    return versions[-1]


def numbers(pairs: list[str] | None, what: str) -> dict[str, int]:
    """Read NAME=NUMBER pairs.

    Raises
    ------
    typer.BadParameter
        At the first that is none.

    Examples
    --------
    >>> numbers(["soft_top=15", "reefer=-4"], "points")
    {'soft_top': 15, 'reefer': -4}
    """
    read = {}
    for pair in pairs or []:
        name, _, number = pair.partition("=")
        try:
            read[name.strip()] = int(number)
        except ValueError:
            raise typer.BadParameter(f"{what} {pair!r}: expected NAME=NUMBER") from None
    return read


def season_list(text: str | None, known: list[int]) -> list[int] | None:
    """Read seasons: one, a range, or all of those known; None stays None.

    Examples
    --------
    >>> season_list("2004-2006", []), season_list("all", [1999, 2000]), season_list(None, [])
    ([2004, 2005, 2006], [1999, 2000], None)
    """
    if text is None:
        return None
    if text == "all":
        return known
    first, _, last = text.partition("-")
    if not first.isdigit() or not (last or first).isdigit():
        raise typer.BadParameter(f"seasons {text!r}: expected 2006, 1999-2006 or all")
    return list(range(int(first), int(last or first) + 1))


def plain_version(at: "Desk", version: "Version") -> dict[str, Any]:
    """Give a version as plain data: how it stands, and what it says."""
    from pipelines.filters.answers import as_plain

    plain: dict[str, Any] = as_plain(
        {
            name: getattr(version, name)
            for name in version.__dataclass_fields__
            if name not in ("content", "evidence")
        }
    )
    return plain | {
        "standing": at.register.standing(version),
        "title": version.content.title,
        "risk": version.content.risk,
        "rule_count": len(version.content.rules),
    }


def tell(record: Any, as_json: bool, words: str) -> None:
    """Show a record after a change: in words, or as plain data."""
    if as_json:
        from pipelines.filters.answers import as_plain

        write_json(as_plain(record))
        return
    results().print(escape(words), soft_wrap=True)
