"""Commands that read the register: list, show, diff, audit. They change nothing."""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from pipelines.commands.filters.acting import (
    Name,
    Number,
    desk,
    draft_of,
    plain_version,
    version_of,
)
from pipelines.commands.options import Json
from pipelines.console import count, messages, results, table, write_json

if TYPE_CHECKING:
    from pipelines.decisions import Version
    from pipelines.filters.desk import Desk

STANDING_STYLE = {"in_force": "green", "submitted": "yellow", "draft": "cyan", "scheduled": "blue"}
SHOWN_ENTRIES = 20
MOST_ENTRIES = 1_000_000


def list_versions(
    rule_set: Annotated[str | None, typer.Argument(metavar="[RULE_SET]")] = None,
    port: Annotated[str | None, typer.Option(help="Only what is in force at this port.")] = None,
    as_json: Json = False,
) -> None:
    """List rule sets and port filters with every version: how it stands, where, since when.

    Reads the decision store. Writes nothing.

    Example: `tallyman filters list --port 3001`
    """
    at = desk()
    found = at.register.in_force(port=port) if port else at.register.versions(rule_set)
    if rule_set:
        found = [one for one in found if one.rule_set == rule_set]
    rows = [plain_version(at, one) for one in found]
    if as_json:
        write_json(rows)
        return
    made = table(
        "Filters",
        ["rule set", "#v", "track", "ports", "standing", "from (UTC)", "until", "#rules"],
    )
    for row in rows:
        made.add_row(
            row["rule_set"],
            str(row["version"]),
            row["track"],
            ports_in_words(row["ports"]),
            standing_in_colour(row["standing"]),
            moment(row["in_force_from"]),
            moment(row["expires_at"]),
            str(row["rule_count"]),
        )
    made.columns[0].no_wrap = True
    results().print(made)


def show(rule_set: Name, version: Number = None, as_json: Json = False) -> None:
    """Show a version: its rules with points, thresholds, who wrote and approved it.

    Reads the decision store. Writes nothing.

    Example: `tallyman filters show human_smuggling --version 1`
    """
    at = desk()
    found = version_of(at, rule_set, version)
    thresholds = [row for row in at.thresholds.history(rule_set) if row.state != "withdrawn"]
    if as_json:
        from pipelines.filters.answers import as_plain

        plain = plain_version(at, found)
        plain["content"] = found.content.model_dump(mode="json", exclude_defaults=True)
        plain["evidence"] = as_plain(found.evidence)
        plain["thresholds"] = as_plain(thresholds)
        write_json(plain)
        return
    print_version(at, found)
    made = table(
        f"Thresholds of {rule_set}",
        ["port", "#mandatory", "#review", "state", "from (UTC)", "precision", "reason"],
    )
    for row in thresholds:
        made.add_row(
            row.port_code,
            str(row.mandatory),
            str(row.review),
            row.state,
            moment(row.in_force_from),
            row.effective_precision,
            escape(row.reason),
        )
    results().print(made)


def print_heading(at: "Desk", version: "Version") -> None:
    """Draw how a version stands, who wrote and approved it, and why."""
    content = version.content
    console = results()
    console.print(
        f"[bold]{escape(content.title)}[/]  {version.subject}  "
        f"{standing_in_colour(at.register.standing(version))}"
    )
    console.print(
        f"[dim]risk[/] {content.risk}   [dim]track[/] {version.track}   [dim]ports[/] "
        f"{ports_in_words(version.ports)}   [dim]points[/] {content.labelled}"
    )
    approval = (
        f"approved by {version.approver} at {moment(version.approved_at)}"
        if version.approver
        else "no second person"
    )
    console.print(f"[dim]written by[/] {version.author}   [dim]{approval}[/]")
    console.print(f"[dim]reason[/] {escape(version.reason)}   [dim]revision[/] {version.revision}")


def print_version(at: "Desk", version: "Version") -> None:
    """Draw a version: how it stands, and its rules."""
    print_heading(at, version)
    made = table("Rules", ["rule", "#points", "#box", "wording", "expression"])
    for rule in version.content.rules:
        made.add_row(
            rule.id,
            f"{rule.points:+d}",
            f"{rule.min_points}..{rule.max_points}{' frozen' if rule.frozen else ''}",
            escape(rule.wording),
            escape(" ".join(rule.expression.split())),
        )
    results().print(made)


def diff(
    rule_set: Name,
    version: Number = None,
    against: Annotated[
        int | None, typer.Option(help="Version to compare with. Without it: the parent.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Compare a version with its parent, or with another: one line a difference.

    Without --version the newest. Reads the decision store. Writes nothing.

    Example: `tallyman filters diff human_smuggling --version 2 --against 1`
    """
    at = desk()
    found = draft_of(at, rule_set, version)
    difference = at.register.difference(rule_set, found.version, against)
    if as_json:
        write_json(difference.to_records())
        return
    other = found.parent_version if against is None else against
    results().print(f"[bold]{rule_set}[/]  version {other} → {found.version}")
    for line in difference.lines() or ["no difference"]:
        results().print(f"  {escape(line)}", soft_wrap=True)


def audit_log(
    rule_set: Annotated[str | None, typer.Argument(metavar="[RULE_SET]")] = None,
    version: Number = None,
    limit: Annotated[
        int, typer.Option(min=1, max=MOST_ENTRIES, help="Newest entries.")
    ] = SHOWN_ENTRIES,
    verify: Annotated[
        bool, typer.Option("--verify", help="Check every seal: nothing changed or left out.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read the audit log: who did what, when, from what to what, and why. Newest first.

    Reads the decision store. Writes nothing: the log is only ever added to.

    Example: `tallyman filters audit human_smuggling --version 2`
    """
    from pipelines.decisions import audit
    from pipelines.filters.answers import as_plain

    at = desk()
    if verify:
        broken = audit.verify(at.store)
        if as_json:
            write_json({"first_broken_entry": broken or None})
        else:
            results().print(
                f"Entry {broken} is not as it was written." if broken else "Every seal holds."
            )
        raise typer.Exit(1 if broken else 0)
    entries = at.register.audit(rule_set, version, None if rule_set and not version else limit)
    if rule_set and not version:
        entries = [one for one in entries if one.subject.startswith(f"{rule_set} ")][:limit]
    if as_json:
        write_json(as_plain(entries))
        return
    if not entries:
        messages().print("Nothing is in the audit log about that.")
        return
    made = table("Audit log", ["#", "at (UTC)", "person", "did", "to", "why"])
    for one in entries:
        made.add_row(
            str(one.audit_id),
            moment(one.occurred_at),
            one.person,
            one.action,
            escape(one.subject),
            escape(one.reason),
        )
    results().print(made)
    results().print(f"[dim]{count(len(entries))} entries; --json gives old and new values.[/]")


def standing_in_colour(standing: str) -> str:
    """Write how a version stands, in its colour."""
    style = STANDING_STYLE.get(standing, "dim")
    return f"[{style}]{standing.replace('_', ' ')}[/]"


def ports_in_words(ports: Any) -> str:
    """Write ports: codes, or 'all'."""
    return "all" if tuple(ports) == ("*",) else ", ".join(ports)


def moment(value: Any) -> str:
    """Write a moment to the minute; nothing as a dash.

    Examples
    --------
    >>> moment("2006-04-05T12:30:00+00:00"), moment(None)
    ('2006-04-05 12:30', '–')
    """
    if value is None:
        return "–"
    return str(value).replace("T", " ")[:16]
