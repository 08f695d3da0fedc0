"""A proposal as a draft in the filter register, once: for people to try, change, submit, approve.

Holds how a proposal becomes a draft and how an equal one is recognised. Who may draft, submit and
approve is decided in the decision store; what is proposed is ``pipelines.estimates``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.rules import RuleSet
from pipelines.decisions import DecisionError, FilterRegister, Person, Version
from pipelines.filters.desk import Desk, with_points

OPEN = ("draft", "submitted", "scheduled", "in_force")


@dataclass(frozen=True)
class Drafted:
    """What became of a proposal in the register.

    Attributes
    ----------
    version
        The draft, or the version that says the same already; None where none was written.
    is_new
        Whether the register was changed.
    message
        In words.
    """

    version: Version | None
    is_new: bool
    message: str


def proposed_content(desk: Desk, base: Version, points: Mapping[str, int]) -> RuleSet:
    """Give the base version's rules under the proposed points, checked again."""
    return with_points(desk, base.content, points)


def same_version(register: FilterRegister, content: RuleSet) -> Version | None:
    """Find a version that says the same and is open or in force; its number is no difference.

    Parameters
    ----------
    register
        Where to look.
    content
        Rules and points.

    Returns
    -------
    Version or None
        The newest such version.
    """
    alike = [
        one
        for one in register.versions(content.rule_set)
        if one.content_sha256
        == content.model_copy(update={"version": one.version}).content_sha256()
        and register.standing(one) in OPEN
    ]
    return alike[-1] if alike else None


def draft_note(summary: Mapping[str, Any]) -> str:
    """Write the note of a draft: what it is from, and that synthetic data are synthetic.

    Parameters
    ----------
    summary
        Row of ``published.proposal_summary``.

    Returns
    -------
    str
        One line.
    """
    warning = (
        " SYNTHETIC DATA ONLY: no real traffic speaks for it." if _is_synthetic(summary) else ""
    )
    return (
        f"{_mark(summary)}, season {summary['season']}: {summary['changes']} weights, on "
        f"{summary['confirmed']} confirmed incident containers of seasons "
        f"{int(summary['trained_from'])}-{int(summary['trained_to'])}, known before "
        f"{summary['known_before']:%Y-%m-%d}.{warning}"
    )


def draft_proposal(
    desk: Desk, person: Person, summary: Mapping[str, Any], points: Mapping[str, int]
) -> Drafted:
    """Put a proposal into the register as a draft, unless it is there.

    Parameters
    ----------
    desk
        Where.
    person
        Becomes the author.
    summary
        Row of ``published.proposal_summary``.
    points
        Proposed points by rule.

    Returns
    -------
    Drafted
        No version on a refusal, or where nothing changes. An open draft of the same author from an
        earlier proposal of the same origin is changed rather than joined by another.

    Raises
    ------
    pipelines.decisions.DecisionError
        If the person may not draft, or the content cannot stand.
    """
    if summary["refused"]:
        return Drafted(None, False, "refused: no draft is written")
    base = desk.register.version(str(summary["rule_set"]), int(summary["version"]))
    content = proposed_content(desk, base, points)
    if content.content_sha256() == base.content_sha256:
        return Drafted(None, False, "nothing changes: no draft is written")
    there = same_version(desk.register, content)
    if there is not None:
        stands = desk.register.standing(there).replace("_", " ")
        return Drafted(there, False, f"{there.subject} says the same already ({stands})")
    note = draft_note(summary)
    opens = date(int(summary["season"]) - 1, 10, 1)
    earlier = _earlier_draft(desk.register, person, base, _mark(summary))
    if earlier is not None:
        made = desk.register.edit(
            person,
            earlier.rule_set,
            earlier.version,
            revision=earlier.revision,
            content=content,
            reason=note,
            effective_from=opens,
        )
        return Drafted(made, True, f"{made.subject}, the draft of an earlier proposal, is changed")
    made = desk.register.draft(
        person,
        content,
        track="national" if base.ports == ("*",) else "port",
        ports=base.ports,
        reason=note,
        effective_from=opens,
        parent_version=base.version,
    )
    return Drafted(made, True, f"{made.subject} is a draft")


def try_to_draft(
    desk: Desk, person: Person, summary: Mapping[str, Any], points: Mapping[str, int]
) -> Drafted:
    """Draft as :func:`draft_proposal`; where the store refuses, say why and write nothing."""
    try:
        return draft_proposal(desk, person, summary, points)
    except (DecisionError, ValueError) as error:
        return Drafted(None, False, f"no draft is written: {error}")


def _mark(summary: Mapping[str, Any]) -> str:
    """Begin of the note: drafts of one origin are told from others by it."""
    return f"Proposed by tallyman from {summary['origin']} data"


def _is_synthetic(summary: Mapping[str, Any]) -> bool:
    return bool(summary["origin"] == "synthetic")


def _earlier_draft(
    register: FilterRegister, person: Person, base: Version, mark: str
) -> Version | None:
    """Find the author's open draft of an earlier proposal of the same origin."""
    drafts = [
        one
        for one in register.versions(base.rule_set)
        if one.state == "draft"
        and one.author == person.identity
        and one.reason.startswith(mark)
        and one.parent_version == base.version
    ]
    return drafts[-1] if drafts else None
