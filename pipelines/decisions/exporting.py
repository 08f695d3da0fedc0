"""Versions out of the store and into it, as documents with their hashes and approval.

Nothing here sends a document anywhere: people take it where it is used. A document that comes in
is a draft like any other, whatever approval it tells of. Its form is
`models.rules.FilterDocument`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from models.rules import Approval, FilterDocument, Threshold
from pipelines.decisions.clock import zone_of
from pipelines.decisions.errors import Invalid, NotFound
from pipelines.decisions.lists import Lists
from pipelines.decisions.people import Person
from pipelines.decisions.register import FilterRegister
from pipelines.decisions.threshold_rows import ThresholdDecision
from pipelines.decisions.thresholds import Thresholds
from pipelines.decisions.versions import Track, Version

Form = Literal["yaml", "json"]


def export(
    register: FilterRegister,
    rule_set: str,
    version: int,
    form: Form = "yaml",
    *,
    draft: bool = False,
) -> str:
    """Write a version that is in force or scheduled to be, with its thresholds and approval.

    Parameters
    ----------
    register : FilterRegister
        Where, and by which clock.
    rule_set, version : str, int
        Which.
    form : {'yaml', 'json'}
        How it is written.
    draft : bool, default False
        Give a draft or submission too; its state says what it is.

    Returns
    -------
    str
        Checked when it is read again: a word changed on the way is found by its hash.

    Raises
    ------
    NotFound
        If there is no such version.
    Invalid
        If it has expired, was superseded or withdrawn, or is not approved and `draft` is False.
    """
    document = document_of(register, register.version(rule_set, version), draft=draft)
    return document.to_json() if form == "json" else document.to_yaml()


def document_of(
    register: FilterRegister, version: Version, *, draft: bool = False
) -> FilterDocument:
    """Give a version as a document; see `export`."""
    state = register.standing(version)
    if state in ("draft", "submitted"):
        if not draft:
            raise Invalid(
                f"{version.subject} is {state}, not approved; export it as a draft on purpose, or "
                "have it approved"
            )
    elif state not in ("scheduled", "in_force"):
        raise Invalid(
            f"{version.subject} is {state}; only what is in force or scheduled leaves the store"
        )
    zone = zone_of(version.ports, register.zones)
    starts = version.effective_from or version.in_force_from
    return FilterDocument.seal(
        version.content,
        track=version.track,
        ports=version.ports,
        effective_from=_day(starts, zone),
        effective_precision=None if starts is None else version.effective_precision,
        expires_at=version.expires_at,
        reason=version.reason,
        parent_version=version.parent_version,
        thresholds=_thresholds(register, version),
        state=state,
        author=version.author,
        approval=_approval(version),
    )


def import_document(
    register: FilterRegister,
    person: Person,
    document: FilterDocument,
    *,
    track: Track | None = None,
) -> Version:
    """Take a document in as a draft of the person who brings it.

    Author, approval, state and thresholds of the document are not taken over: they were decided
    elsewhere. Lists it names that the store has not are added, if their version is the next.

    Parameters
    ----------
    register : FilterRegister
        Where.
    person : Person
        Becomes the author; holds that role at the ports.
    document : FilterDocument
        Read and checked.
    track : {'national', 'port'}, optional
        The document's own if not given; of a shipped one, that of the rule set here.

    Returns
    -------
    Version
        A draft with the next number.
    """
    lists = Lists(register.store, register.clock)
    there = {(one.name, one.version) for one in lists.all()}
    for named in document.rule_set.lists:
        if (named.name, named.version) not in there:
            lists.add(person, named, reason=f"came with {document.rule_set.rule_set}")
    expires_at = document.expires_at
    if expires_at is not None and expires_at <= register.clock.now():
        raise Invalid(
            f"{document.rule_set.rule_set}: the document expired {expires_at:%Y-%m-%d %H:%M} UTC; "
            "ask for one that has not"
        )
    return register.draft(
        person,
        document.rule_set,
        track=track or _track(register, document),
        ports=document.ports,
        reason=document.reason,
        effective_from=document.effective_from,
        effective_precision=document.effective_precision or "day",
        expires_at=expires_at,
    )


def _track(register: FilterRegister, document: FilterDocument) -> Track:
    if document.track != "shipped":
        return document.track
    known = register.track_of(document.rule_set.rule_set)
    if known is None:
        raise NotFound(
            f"{document.rule_set.rule_set}: shipped elsewhere and not known here; name the track"
        )
    return known


def _thresholds(register: FilterRegister, version: Version) -> tuple[Threshold, ...]:
    """Give the thresholds in force at the version's ports, each once."""
    thresholds = Thresholds(register.store, register.clock, register.zones)
    ports = version.ports
    if ports == ("*",):
        rows = thresholds.history(version.rule_set)
        ports = tuple(sorted({row.port_code for row in rows} | {"*"}))
    found = {
        row.threshold_id: row
        for port in ports
        if (row := thresholds.in_force(version.rule_set, port)) is not None
    }
    return tuple(_threshold(register, found[number]) for number in sorted(found))


def _threshold(register: FilterRegister, row: ThresholdDecision) -> Threshold:
    day = _day(row.effective_from or row.in_force_from, zone_of((row.port_code,), register.zones))
    return Threshold(
        rule_set=row.rule_set,
        port_code=row.port_code,
        mandatory=row.mandatory,
        review=row.review,
        effective_from=day,
        effective_precision=row.effective_precision,
        reason=row.reason,
        source=row.source,
    )


def _approval(version: Version) -> Approval | None:
    if version.approver is None or version.approved_at is None:
        return None
    return Approval(
        approver=version.approver,
        approved_at=version.approved_at,
        reason=version.approval_reason or "",
    )


def _day(moment: datetime | None, zone: str) -> date | None:
    return None if moment is None else moment.astimezone(ZoneInfo(zone)).date()
