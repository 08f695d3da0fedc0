"""What a version must fulfil before it may be submitted or approved.

The database keeps the rules about people, states and dates again (`migrations/guards_0001.py`);
here stands what needs the content or the history, and the words for people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from models.rules import RuleSet, statute_checks, structural_findings
from pipelines.decisions import tables
from pipelines.decisions.changes import Act
from pipelines.decisions.errors import Invalid
from pipelines.decisions.versions import State, Version


def require_state(version: Version, state: State, done: str) -> None:
    """Refuse what is not in this state.

    Raises
    ------
    Invalid
        Naming the state it is in.
    """
    if version.state != state:
        raise Invalid(
            f"{version.subject} is {version.state}; only a version that is {state} can be {done}"
        )


def require_fresh_parent(version: Version, versions: Sequence[Version]) -> None:
    """Refuse a version written from one that has since been followed by another.

    Approving it would take back, unseen, what came into force in between.

    Raises
    ------
    Invalid
        Naming the version in between.
    """
    parent = version.parent_version or 0
    between = [
        one
        for one in versions
        if one.version > parent and one.version != version.version and one.is_ever_held
    ]
    if between:
        newest = max(one.version for one in between)
        raise Invalid(
            f"{version.subject} was written from "
            f"{f'version {parent}' if parent else 'nothing'}, but version {newest} was approved "
            f"since; draft a new version from version {newest}"
        )


def require_known_lists(act: Act, content: RuleSet) -> None:
    """Refuse lists that are not, value by value, lists of the store.

    Raises
    ------
    Invalid
        Naming the list.
    """
    lists = tables.lists
    for named in content.lists:
        row = act.connection.execute(
            select(lists).where(lists.c.name == named.name, lists.c.version == named.version)
        ).one_or_none()
        if row is None or tuple(row.list_values) != named.values or row.kind != named.kind:
            state = "not in the store" if row is None else "there with other values"
            raise Invalid(
                f"{content.rule_set}: list {named.name!r} version {named.version} is {state}; add "
                "it to the lists as a version of its own, or take the values of the store"
            )


def require_evidence(version: Version, evidence: Mapping[str, Any]) -> None:
    """Refuse a submission without evidence, or one whose evidence tells of errors.

    Parameters
    ----------
    version : Version
        What is submitted.
    evidence : mapping
        `findings` and `statute`: lists of records with 'severity' and 'message'; any more is kept
        as it is. With `content_sha256` it must be this version's.

    Raises
    ------
    Invalid
        With every error.
    """
    missing = [part for part in ("findings", "statute") if part not in evidence]
    if missing:
        raise Invalid(
            f"{version.subject}: the evidence lacks {', '.join(missing)}; make it from the "
            "edition before submitting"
        )
    made_of = evidence.get("content_sha256")
    if made_of is not None and made_of != version.content_sha256:
        raise Invalid(
            f"{version.subject}: the evidence is of content {str(made_of)[:12]}, the version has "
            f"{version.content_sha256[:12]}; make the evidence anew"
        )
    errors = [
        str(record.get("message"))
        for part in ("findings", "statute")
        for record in evidence[part]
        if record.get("severity") == "error"
    ]
    if errors:
        raise Invalid(f"{version.subject} cannot be submitted: " + "; ".join(errors))


def require_sound_content(act: Act, version: Version) -> None:
    """Refuse what the rules themselves show to be wrong or against the law, whatever was given.

    Raises
    ------
    Invalid
        With every error.
    """
    mandatory = lowest_mandatory(act, version)
    found = (*structural_findings(version.content), *statute_checks(version.content, mandatory))
    errors = [finding.message for finding in found if finding.severity == "error"]
    if errors:
        raise Invalid(f"{version.subject} cannot come into force: " + "; ".join(errors))


def lowest_mandatory(act: Act, version: Version) -> int:
    """Give the lowest mandatory threshold that counts or will count at a version's ports, else 0.

    Without any threshold every credit is too large: the threshold is proposed first.
    """
    rows = tables.thresholds
    query = select(func.min(rows.c.mandatory)).where(
        rows.c.rule_set == version.rule_set, rows.c.state == "approved"
    )
    if version.ports != ("*",):
        query = query.where(rows.c.port_code.in_(["*", *version.ports]))
    return act.connection.scalar(query) or 0
