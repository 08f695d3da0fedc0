"""Deciding on versions: approving, returning to the author, withdrawing.

A national version comes into force by a second person who holds the approver role at all its
ports and by nothing else; writing and submitting is `drafting.py`.
"""

from __future__ import annotations

from typing import Any

from pipelines.decisions import shadows
from pipelines.decisions.accounts import password_giver
from pipelines.decisions.changes import Act
from pipelines.decisions.checks import (
    require_fresh_parent,
    require_sound_content,
    require_state,
)
from pipelines.decisions.drafting import require_time_left
from pipelines.decisions.errors import Invalid, NotAllowed
from pipelines.decisions.people import look_up, require_reason
from pipelines.decisions.rows import author_id_of, update_version
from pipelines.decisions.versions import Version


def approve(
    act: Act, version: Version, versions: list[Version], expected: int, reason: str
) -> None:
    """Approve a submitted national version; see `FilterRegister.approve`."""
    act.require_revision("version", version, expected)
    if version.track != "national":
        raise Invalid(
            f"{version.subject} is on the {version.track} track, which knows no approval: a port "
            "filter is in force on submission"
        )
    require_state(version, "submitted", "approved")
    require_second_person(act, author_id_of(act.connection, version), version.subject)
    act.require("approver", version.ports, f"approving {version.subject}")
    _require_author_holds(act, version)
    require_fresh_parent(version, versions)
    require_sound_content(act, version)
    require_time_left(act, version)
    in_force_from = act.start(version.effective_from)
    values: dict[str, Any] = {
        "state": "approved",
        "approver_id": act.person.person_id,
        "approver_role": "approver",
        "approved_at": act.now,
        "approval_reason": require_reason(reason),
        "in_force_from": in_force_from,
    }
    update_version(act, version, expected, values)
    told = {
        "state": "approved",
        "approver": act.person.identity,
        "in_force_from": in_force_from.isoformat(),
        "content_sha256": version.content_sha256,
    }
    act.record("approve", "version", version.subject, {"state": "submitted"}, told, reason)


def return_to_author(act: Act, version: Version, expected: int, reason: str) -> None:
    """Make a submission a draft again; see `FilterRegister.return_to_author`."""
    act.require_revision("version", version, expected)
    require_state(version, "submitted", "returned")
    if act.person.person_id != author_id_of(act.connection, version):
        act.require("approver", version.ports, f"returning {version.subject}")
    values = {"state": "draft", "submitted_at": None}
    shadows.end_all(act, version, reason)
    update_version(act, version, expected, values)
    old, new = {"state": "submitted"}, {"state": "draft"}
    act.record("return", "version", version.subject, old, new, reason)


def withdraw(act: Act, version: Version, expected: int, reason: str) -> None:
    """Take a version back, for good; see `FilterRegister.withdraw`."""
    act.require_revision("version", version, expected)
    if version.state == "withdrawn":
        raise Invalid(f"{version.subject} is withdrawn already")
    _require_may_withdraw(act, version)
    shadows.end_all(act, version, reason)
    values: dict[str, Any] = {
        "state": "withdrawn",
        "withdrawn_at": act.now,
        "withdrawn_by": act.person.person_id,
    }
    update_version(act, version, expected, values)
    old, new = {"state": version.state}, {"state": "withdrawn"}
    act.record("withdraw", "version", version.subject, old, new, reason)


def require_second_person(act: Act, author_id: int, subject: str) -> None:
    """Refuse an approver who is the author, or may be the author under another name.

    Raises
    ------
    NotAllowed
        Saying which.
    """
    if act.person.person_id == author_id:
        raise NotAllowed(
            f"{subject}: {act.person.identity} is its author; a second person approves it"
        )
    if password_giver(act.connection, act.person.identity) == author_id:
        raise NotAllowed(
            f"{subject}: the password of {act.person.identity} was set by the author, who could "
            "sign in with it; set a password of your own first"
        )


def _require_author_holds(act: Act, version: Version) -> None:
    """Refuse what was written by somebody who no longer may write it."""
    author = look_up(act.connection, author_id_of(act.connection, version))
    if not all(author.may("author", port) for port in version.ports):
        raise NotAllowed(
            f"{version.subject}: {author.identity} no longer holds the author role at its ports; "
            "somebody who does drafts and submits it anew"
        )


def _require_may_withdraw(act: Act, version: Version) -> None:
    """Drafts: the author; a port filter: an author or approver there; the rest: an approver."""
    is_author = act.person.person_id == author_id_of(act.connection, version)
    if is_author and version.state in ("draft", "submitted"):
        return
    if version.track == "port" and all(act.person.may("author", port) for port in version.ports):
        return
    act.require("approver", version.ports, f"withdrawing {version.subject}")
