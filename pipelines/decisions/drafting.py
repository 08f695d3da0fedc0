"""Writing versions: drafting, editing, and submitting for the author.

On the port track a submission is in force at once; a national one waits for a second person
(`approval.py`). What stands in a version is `models/rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from models.rules import RuleSet, Vocabulary
from pipelines.decisions import tables
from pipelines.decisions.changes import Act
from pipelines.decisions.checks import (
    require_evidence,
    require_fresh_parent,
    require_known_lists,
    require_sound_content,
    require_state,
)
from pipelines.decisions.clock import end_of_season, moment_of, require_precision, zone_of
from pipelines.decisions.errors import Invalid, NotAllowed
from pipelines.decisions.people import require_reason
from pipelines.decisions.rows import (
    author_id_of,
    content_text,
    insert_version,
    open_rule_set,
    read_versions,
    update_version,
    write_ports,
)
from pipelines.decisions.versions import Track, Version, is_of_one_district


@dataclass(frozen=True)
class Terms:
    """What a version is to hold for besides its content; None leaves as it is or at its default.

    Attributes
    ----------
    ports : tuple of str, optional
        Schedule D codes, or ('*',).
    reason : str, optional
        Why the version is written.
    effective_from, expires_at : date or datetime, optional
        A date is its first moment at the first port named; nationally in New York.
    effective_precision : str, optional
        How precisely `effective_from` is meant.
    """

    ports: tuple[str, ...] | None = None
    reason: str | None = None
    effective_from: date | datetime | None = None
    effective_precision: str | None = None
    expires_at: date | datetime | None = None


def draft(
    act: Act,
    content: RuleSet,
    track: Track,
    terms: Terms,
    parent_version: int | None,
    vocabulary: Vocabulary,
    zones: Mapping[str, str],
) -> tuple[str, int]:
    """Write a new version of a rule set as a draft; see `FilterRegister.draft`."""
    ports = _ports(track, terms.ports or (), zones)
    act.require("author", ports, f"drafting {content.rule_set}")
    versions = read_versions(act.connection, vocabulary, content.rule_set)
    _settle_rule_set(act, content, track)
    number = 1 + max((one.version for one in versions), default=0)
    if parent_version is None:
        parent_version = newest_held(versions)
    content = content.model_copy(update={"version": number})
    zone = zone_of(ports, zones)
    precision = terms.effective_precision or "day"
    require_precision(terms.effective_from, precision, zone)
    values: dict[str, Any] = {
        "rule_set": content.rule_set,
        "version": number,
        "track": track,
        "parent_version": parent_version,
        "content": content_text(content),
        "content_sha256": content.content_sha256(),
        "author_id": act.person.person_id,
        "reason": require_reason(terms.reason or ""),
        "effective_from": moment_of(terms.effective_from, zone),
        "effective_precision": precision,
        "expires_at": moment_of(terms.expires_at, zone),
        "created_at": act.now,
    }
    insert_version(act.connection, values, ports)
    subject = f"{content.rule_set} version {number}"
    act.record("draft", "version", subject, None, _told(values, ports), values["reason"])
    return content.rule_set, number


def edit(
    act: Act,
    version: Version,
    expected: int,
    content: RuleSet | None,
    terms: Terms,
    zones: Mapping[str, str],
) -> None:
    """Change a draft, as its author; see `FilterRegister.edit`."""
    _require_author(act, version)
    act.require_revision("version", version, expected)
    require_state(version, "draft", "edited")
    ports = version.ports if terms.ports is None else _ports(version.track, terms.ports, zones)
    act.require("author", ports, f"editing {version.subject}")
    zone = zone_of(ports, zones)
    precision = terms.effective_precision or version.effective_precision
    require_precision(terms.effective_from or version.effective_from, precision, zone)
    values: dict[str, Any] = {
        "reason": require_reason(terms.reason) if terms.reason is not None else None,
        "effective_precision": terms.effective_precision,
    }
    values["effective_from"] = moment_of(terms.effective_from, zone)
    values["expires_at"] = moment_of(terms.expires_at, zone)
    values = {name: value for name, value in values.items() if value is not None}
    if content is not None:
        _require_same_risk(act, content, version.rule_set)
        content = content.model_copy(update={"version": version.version})
        values |= {"content": content_text(content), "content_sha256": content.content_sha256()}
    update_version(act, version, expected, values)
    if ports != version.ports:
        write_ports(act.connection, version.rule_set, version.version, ports)
    old = {"ports": list(version.ports), "content_sha256": version.content_sha256}
    old |= {"content": content_text(version.content)} if content is not None else {}
    reason = terms.reason or version.reason
    act.record("edit", "version", version.subject, old, _told(values, ports), reason)


def submit(
    act: Act,
    version: Version,
    versions: list[Version],
    expected: int,
    evidence: Mapping[str, Any],
    zones: Mapping[str, str],
) -> None:
    """Submit a draft, as its author; see `FilterRegister.submit`."""
    _require_author(act, version)
    act.require_revision("version", version, expected)
    require_state(version, "draft", "submitted")
    act.require("author", version.ports, f"submitting {version.subject}")
    require_fresh_parent(version, versions)
    require_known_lists(act, version.content)
    require_evidence(version, evidence)
    require_sound_content(act, version)
    values: dict[str, Any] = {"submitted_at": act.now, "evidence": dict(evidence)}
    if version.track == "port":
        start = act.start(version.effective_from)
        season_end = min(end_of_season(start, zones[port]) for port in version.ports)
        if version.expires_at is None:
            version = _with_expiry(act, version, season_end)
            expected = version.revision
        elif version.expires_at > season_end:
            raise Invalid(
                f"{version.subject}: expires {version.expires_at:%Y-%m-%d %H:%M} UTC; a port "
                f"filter lasts to the end of the season at most ({season_end:%Y-%m-%d %H:%M} UTC): "
                "what shall hold longer takes the national track"
            )
        values |= {"state": "approved", "approved_at": act.now, "in_force_from": start}
    else:
        values |= {"state": "submitted"}
    require_time_left(act, version)
    update_version(act, version, expected, values)
    told = {"state": values["state"], "content_sha256": version.content_sha256}
    told["expires_at"] = version.expires_at.isoformat() if version.expires_at else None
    act.record("submit", "version", version.subject, {"state": "draft"}, told, version.reason)


def require_time_left(act: Act, version: Version) -> None:
    """Refuse a version whose time is over before it can begin.

    Raises
    ------
    Invalid
        With both moments.
    """
    start = act.start(version.effective_from)
    if version.expires_at is not None and version.expires_at <= start:
        raise Invalid(
            f"{version.subject}: expires {version.expires_at:%Y-%m-%d %H:%M} UTC, not after it "
            f"would come into force ({start:%Y-%m-%d %H:%M} UTC); set a later expiry"
        )


def newest_held(versions: list[Version]) -> int | None:
    """Give the newest version that is in force, was, or is scheduled to be."""
    return max((one.version for one in versions if one.is_ever_held), default=None)


def _with_expiry(act: Act, version: Version, season_end: datetime) -> Version:
    """Write the end of the season into a port filter's draft, as a revision of its own."""
    values = {"expires_at": season_end}
    update_version(act, version, version.revision, values)
    told = {"expires_at": season_end.isoformat()}
    act.record("edit", "version", version.subject, {"expires_at": None}, told, version.reason)
    changed = {**version.__dict__, "expires_at": season_end, "revision": version.revision + 1}
    return Version(**changed)


def _require_author(act: Act, version: Version) -> None:
    if act.person.person_id != author_id_of(act.connection, version):
        raise NotAllowed(
            f"{version.subject} is {version.author}'s; only the author edits and submits it: "
            f"draft a version of your own from it"
        )


def _ports(track: Track, ports: tuple[str, ...], zones: Mapping[str, str]) -> tuple[str, ...]:
    """Check the ports of a track: a port filter stands at ports of one customs district."""
    ports = tuple(sorted(set(ports)))
    zone_of(ports, zones)
    if track not in ("national", "port"):
        raise Invalid(f"track {track!r}: people write on the tracks 'national' and 'port'")
    if track == "port" and not is_of_one_district(ports):
        raise Invalid(
            f"ports {', '.join(ports)}: a port filter stands at ports of one customs district (the "
            "first two digits); for more take the national track, which a second person approves"
        )
    return ports


def _settle_rule_set(act: Act, content: RuleSet, track: Track) -> None:
    """Open the rule set with its first version; later ones are of its risk and track."""
    rule_sets = tables.rule_sets
    row = act.connection.execute(
        select(rule_sets).where(rule_sets.c.rule_set == content.rule_set)
    ).one_or_none()
    if row is None:
        open_rule_set(act.connection, content, track)
        return
    if row.track != track:
        raise Invalid(
            f"{content.rule_set} is of the track {row.track!r}, got {track!r}; a rule set stays "
            "on its track: take that one, or another name"
        )
    _require_same_risk(act, content, content.rule_set)


def _require_same_risk(act: Act, content: RuleSet, rule_set: str) -> None:
    rule_sets = tables.rule_sets
    risk = act.connection.scalar(
        select(func.min(rule_sets.c.risk)).where(rule_sets.c.rule_set == rule_set)
    )
    if content.rule_set != rule_set or content.risk != risk:
        raise Invalid(
            f"{rule_set} weighs the risk {risk!r}, got {content.rule_set!r} of the risk "
            f"{content.risk!r}; one rule set weighs one risk: take another name"
        )


def _told(values: Mapping[str, Any], ports: tuple[str, ...]) -> dict[str, Any]:
    """Give the values as the audit log keeps them."""
    told = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
        if name not in ("rule_set", "version", "author_id", "created_at")
    }
    return {**told, "ports": list(ports)}
