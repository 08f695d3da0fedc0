"""A version of a rule set, and the one function that says how it stands at a moment.

What is stored is what people did (drafted, submitted, approved, withdrawn). Whether a version is
scheduled, in force, expired or superseded follows from that and the clock, here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from models.rules import RuleSet

Track = Literal["national", "port", "shipped"]
State = Literal["draft", "submitted", "approved", "withdrawn"]
Standing = Literal[
    "draft", "submitted", "scheduled", "in_force", "expired", "superseded", "withdrawn"
]


@dataclass(frozen=True, kw_only=True)
class Timed:
    """What the times of a version follow from; see `Version` for the meaning."""

    rule_set: str
    version: int
    ports: tuple[str, ...]
    in_force_from: datetime | None
    expires_at: datetime | None
    withdrawn_at: datetime | None

    def covers(self, port: str) -> bool:
        """Say whether it stands at a port; '*' asks for the ports that no version names."""
        return self.ports == ("*",) or port in self.ports

    @property
    def is_ever_held(self) -> bool:
        """Whether it was approved and not withdrawn before it came into force."""
        return self.in_force_from is not None and (
            self.withdrawn_at is None or self.withdrawn_at > self.in_force_from
        )


@dataclass(frozen=True, kw_only=True)
class Version(Timed):
    """A version as it is stored.

    Attributes
    ----------
    rule_set, version : str, int
        Name and number.
    parent_version : int or None
        The version it was written from.
    track : {'national', 'port', 'shipped'}
        How it comes into force.
    ports : tuple of str
        Schedule D codes, or ('*',) for all ports.
    state : {'draft', 'submitted', 'approved', 'withdrawn'}
        What people did with it.
    revision : int
        Raised by every change; a change names the one it saw.
    content : RuleSet
        The rules; never changed once submitted.
    content_sha256 : str
        Hash of the content.
    author, approver : str, str or None
        Identities.
    reason, approval_reason : str, str or None
        Why it was written; why it was approved.
    effective_from : datetime or None
        From when it was meant to hold; None: from approval.
    effective_precision : str
        'day', 'month', 'year', 'chosen' or 'after YYYY-MM-DD'.
    in_force_from : datetime or None
        From when it does hold; None as long as it is not approved.
    expires_at : datetime or None
        When it ends by itself.
    submitted_at, approved_at, withdrawn_at : datetime or None
        When people did it. A shipped version has no approval: the sources do not give it.
    evidence : mapping or None
        Findings, statute checks and traffic figures at submission.
    """

    parent_version: int | None
    track: Track
    state: State
    revision: int
    content: RuleSet
    content_sha256: str
    author: str
    approver: str | None
    reason: str
    approval_reason: str | None
    effective_from: datetime | None
    effective_precision: str
    submitted_at: datetime | None
    approved_at: datetime | None
    evidence: Mapping[str, Any] | None

    @property
    def subject(self) -> str:
        """Name it as the audit log does."""
        return subject_of(self.rule_set, self.version)


def subject_of(rule_set: str, version: int) -> str:
    """Name a version as the audit log does."""
    return f"{rule_set} version {version}"


def period_at(
    version: Timed, port: str, versions: Sequence[Timed]
) -> tuple[datetime, datetime | None] | None:
    """Give the time a version is in force at one port.

    It begins with `in_force_from` and ends with the first of: its expiry, its withdrawal, the
    coming into force there of a version of a higher number. When that one ends, nothing comes
    back: what shall hold again is approved again.

    Parameters
    ----------
    version : Version
        Which.
    port : str
        Schedule D code, or '*' for the ports that no version of the rule set names.
    versions : sequence of Version
        All versions of the rule set.

    Returns
    -------
    tuple of datetime and (datetime or None), or None
        From and until, the latter excluded; None if it never was nor will be in force there.
    """
    start = version.in_force_from
    if start is None or not version.covers(port):
        return None
    ends = [
        version.expires_at,
        version.withdrawn_at,
        *(
            later.in_force_from
            for later in versions
            if later.version > version.version and later.covers(port) and later.is_ever_held
        ),
    ]
    end = min((moment for moment in ends if moment is not None), default=None)
    return None if end is not None and end <= start else (start, end)


def standing(version: Version, moment: datetime, versions: Sequence[Version]) -> Standing:
    """Say how a version stands at a moment.

    Parameters
    ----------
    version : Version
        Which.
    moment : datetime
        Aware.
    versions : sequence of Version
        All versions of the rule set.

    Returns
    -------
    str
        'draft' and 'submitted' as stored; 'scheduled' before it comes into force; 'in_force'
        while it is at one of its ports at least; then by what ended it: 'expired', 'withdrawn' or
        'superseded' (a later version came into force at the last of its ports).
    """
    if version.in_force_from is None:
        return "withdrawn" if version.state == "withdrawn" else _undecided(version)
    ended: list[tuple[datetime, Standing]] = []
    if version.withdrawn_at is not None:
        ended.append((version.withdrawn_at, "withdrawn"))
    if version.expires_at is not None:
        ended.append((version.expires_at, "expired"))
    superseded_at = _superseded_at(version, versions)
    if superseded_at is not None:
        ended.append((superseded_at, "superseded"))
    past = [end for end in ended if end[0] <= moment]
    if past:
        return min(past)[1]
    return "scheduled" if moment < version.in_force_from else "in_force"


def named_ports(versions: Sequence[Timed]) -> tuple[str, ...]:
    """Give the ports that versions of a rule set name, and '*' last where one stands at all."""
    ports = {port for version in versions for port in version.ports}
    return (*sorted(ports - {"*"}), *(["*"] if "*" in ports else []))


def is_of_one_district(ports: Sequence[str]) -> bool:
    """Say whether ports lie in one customs district: the first two digits of their codes."""
    return "*" not in ports and len({port[:2] for port in ports}) == 1


def _undecided(version: Version) -> Standing:
    return "submitted" if version.state == "submitted" else "draft"


def _superseded_at(version: Timed, versions: Sequence[Timed]) -> datetime | None:
    """Give when later versions had come into force at every port it stands at."""
    moments = []
    for port in version.ports:
        taken = [
            later.in_force_from
            for later in versions
            if later.version > version.version
            and later.covers(port)
            and later.is_ever_held
            and later.in_force_from is not None
        ]
        if not taken:
            return None
        moments.append(min(taken))
    return max(moments)
