"""Versions from and to their rows; what is read is checked against its hash.

What a version means is `versions.py`; who may change one is `drafting.py` and `approval.py`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, insert, select, update

from models.rules import RuleSet, Vocabulary
from pipelines.decisions import tables
from pipelines.decisions.changes import Act
from pipelines.decisions.errors import DecisionError, NotFound
from pipelines.decisions.records import identities
from pipelines.decisions.versions import Track, Version, subject_of


def content_text(content: RuleSet) -> str:
    """Write a rule set as it is stored: JSON, what is left at its default left out."""
    return json.dumps(
        content.model_dump(mode="json", exclude_defaults=True), sort_keys=True, ensure_ascii=True
    )


@lru_cache(maxsize=512)
def read_content(text: str, vocabulary: Vocabulary) -> RuleSet:
    """Read a stored rule set, its expressions checked against the vocabulary."""
    return RuleSet.from_mapping(json.loads(text), vocabulary)


def read_versions(
    connection: Connection, vocabulary: Vocabulary, rule_set: str | None = None
) -> list[Version]:
    """Read versions, by rule set and number.

    Raises
    ------
    DecisionError
        If a stored content is not what was hashed, or names what the vocabulary no longer has.
    """
    query = select(tables.versions).order_by(tables.versions.c.rule_set, tables.versions.c.version)
    ports_query = select(tables.version_ports).order_by(tables.version_ports.c.port_code)
    if rule_set is not None:
        query = query.where(tables.versions.c.rule_set == rule_set)
        ports_query = ports_query.where(tables.version_ports.c.rule_set == rule_set)
    people = identities(connection)
    ports: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in connection.execute(ports_query):
        ports[row.rule_set, row.version].append(row.port_code)
    return [
        _version(row, tuple(ports[row.rule_set, row.version]), people, vocabulary)
        for row in connection.execute(query)
    ]


def read_version(
    connection: Connection, vocabulary: Vocabulary, rule_set: str, version: int
) -> tuple[Version, list[Version]]:
    """Read one version, and all of its rule set.

    Raises
    ------
    NotFound
        Naming what there is.
    """
    versions = read_versions(connection, vocabulary, rule_set)
    found = next((one for one in versions if one.version == version), None)
    if found is None:
        there = ", ".join(str(one.version) for one in versions)
        raise NotFound(
            f"{subject_of(rule_set, version)}: not in the decision store; "
            + (f"{rule_set} has versions {there}" if there else f"no rule set {rule_set!r}")
        )
    return found, versions


def _version(
    row: Any, ports: tuple[str, ...], people: dict[int, str], vocabulary: Vocabulary
) -> Version:
    where = subject_of(row.rule_set, row.version)
    try:
        content = read_content(row.content, vocabulary)
    except ValidationError as error:
        raise DecisionError(
            f"{where}: its stored content cannot be read with this platform's vocabulary: {error}"
        ) from error
    if content.content_sha256() != row.content_sha256:
        raise DecisionError(
            f"{where}: the stored content has hash {content.content_sha256()[:12]}, expected "
            f"{row.content_sha256[:12]}; it was changed behind the store's back: restore a backup"
        )
    return Version(
        rule_set=row.rule_set,
        version=row.version,
        parent_version=row.parent_version,
        track=row.track,
        ports=ports,
        state=row.state,
        revision=row.revision,
        content=content,
        content_sha256=row.content_sha256,
        author=people[row.author_id],
        approver=people.get(row.approver_id),
        reason=row.reason,
        approval_reason=row.approval_reason,
        effective_from=row.effective_from,
        effective_precision=row.effective_precision,
        in_force_from=row.in_force_from,
        expires_at=row.expires_at,
        submitted_at=row.submitted_at,
        approved_at=row.approved_at,
        withdrawn_at=row.withdrawn_at,
        evidence=row.evidence,
    )


def author_id_of(connection: Connection, version: Version) -> int:
    """Give the key of the person who wrote it."""
    rows = tables.versions
    query = select(rows.c.author_id).where(
        rows.c.rule_set == version.rule_set, rows.c.version == version.version
    )
    return int(connection.execute(query).scalar_one())


def open_rule_set(connection: Connection, content: RuleSet, track: Track) -> None:
    """Write a rule set as its first version tells of it."""
    connection.execute(
        insert(tables.rule_sets).values(
            rule_set=content.rule_set,
            risk=content.risk,
            track=track,
            owner_role=content.owner_role,
            title=content.title,
        )
    )


def insert_version(connection: Connection, values: dict[str, Any], ports: Sequence[str]) -> None:
    """Write a draft and its ports."""
    connection.execute(insert(tables.versions).values(state="draft", revision=1, **values))
    write_ports(connection, values["rule_set"], values["version"], ports)


def write_ports(connection: Connection, rule_set: str, version: int, ports: Sequence[str]) -> None:
    """Name a draft's ports anew."""
    named = tables.version_ports
    connection.execute(
        named.delete().where(named.c.rule_set == rule_set, named.c.version == version)
    )
    connection.execute(
        insert(named),
        [{"rule_set": rule_set, "version": version, "port_code": port} for port in ports],
    )


def update_version(act: Act, version: Version, expected: int, values: dict[str, Any]) -> None:
    """Change a version that is still at the revision the person saw.

    Raises
    ------
    Conflict
        If it is not: naming who changed it first.
    """
    rows = tables.versions
    changed = act.connection.execute(
        update(rows)
        .where(
            rows.c.rule_set == version.rule_set,
            rows.c.version == version.version,
            rows.c.revision == expected,
        )
        .values(revision=expected + 1, **values)
    )
    if not changed.rowcount:
        raise act.conflict("version", version, expected)
