"""Writing what was decided to the warehouse, schema `rules`: rule sets, times, thresholds, plans.

What is decided, and from when it holds, is `pipelines/decisions`; what is read of it, `decided.py`.
Which version scores which container is counted in dbt.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

from models.rules import RULES_PER_WORD, Vocabulary, score_sql
from pipelines.decisions import DecisionStore
from pipelines.rulesets.decided import Decided, DecidedVersion, read_decided
from pipelines.rulesets.party_decisions import PARTY_DECISIONS_TABLE
from pipelines.rulesets.targets import TARGETS_TABLE

_TABLES = """
create schema if not exists rules;
create or replace table rules.rule_sets (
    rule_set varchar not null,
    version integer not null,
    title varchar not null,
    owner_role varchar not null,
    risk varchar not null,
    labelled varchar not null,
    track varchar not null,
    ports varchar[] not null,
    is_current boolean not null,
    content_sha256 varchar not null,
    content varchar not null,
    rule_count integer not null,
    word_count integer not null,
    word_sql varchar[] not null,
    score_sql varchar not null,
    reason varchar not null,
    effective_from timestamp,
    effective_precision varchar not null,
    expires_at timestamp,
    stamp varchar not null,
    primary key (rule_set, version)
);
create or replace table rules.rules (
    rule_set varchar not null,
    version integer not null,
    bit integer not null,
    word integer not null,
    word_bit integer not null,
    rule varchar not null,
    wording varchar not null,
    expression varchar not null,
    expression_sql varchar not null,
    points integer not null,
    sign integer not null,
    min_points integer not null,
    max_points integer not null,
    kind varchar not null,
    port_code varchar,
    source varchar not null,
    is_frozen boolean not null,
    is_current boolean not null,
    primary key (rule_set, version, bit)
);
create or replace table rules.periods (
    rule_set varchar not null,
    version integer not null,
    port_code varchar not null,
    mode varchar not null check (mode in ('in_force', 'shadow')),
    valid_from timestamp not null,
    valid_until timestamp not null,
    primary key (rule_set, version, port_code, mode, valid_from)
);
create or replace table rules.thresholds (
    rule_set varchar not null,
    port_code varchar not null,
    mandatory integer not null,
    review integer not null,
    effective_from date not null,
    effective_precision varchar not null,
    reason varchar not null,
    source varchar not null,
    valid_from timestamp not null,
    valid_until timestamp not null,
    primary key (rule_set, port_code, valid_from)
);
create or replace table rules.lists (
    name varchar not null,
    version integer not null,
    kind varchar not null,
    title varchar not null,
    list_values varchar[] not null,
    source varchar not null,
    primary key (name, version)
);
create or replace table rules.operations (
    operation varchar primary key,
    title varchar not null,
    ports varchar[] not null,
    valid_from timestamp not null,
    valid_until timestamp not null,
    starts_precision varchar not null,
    ends_precision varchar not null,
    criteria varchar not null,
    expression_sql varchar not null,
    reason varchar not null,
    source varchar not null
);
create or replace table rules.lane_plans (
    port_code varchar not null,
    lane varchar not null,
    expected_rate double not null,
    minimum_random_rate double,
    effective_precision varchar not null,
    reason varchar not null,
    source varchar not null,
    valid_from timestamp not null,
    valid_until timestamp not null,
    primary key (port_code, lane, valid_from)
);
"""


@dataclass(frozen=True)
class RegisteredRuleSet:
    """One version as it was registered.

    Attributes
    ----------
    rule_set, version, title
        As decided.
    rule_count
        Rules in it.
    is_current
        It came into force, and no later version of the rule set did at all its ports.
    """

    rule_set: str
    version: int
    title: str
    rule_count: int
    is_current: bool


@dataclass(frozen=True)
class RegistrationReport:
    """What `register_rule_sets` wrote.

    Attributes
    ----------
    rule_sets
        Every version that is scored, by name and version.
    rows
        Rows of each table of schema `rules`.
    """

    rule_sets: tuple[RegisteredRuleSet, ...]
    rows: dict[str, int]


def register_rule_sets(
    con: duckdb.DuckDBPyConnection,
    store: DecisionStore,
    vocabulary: Vocabulary,
    zones: Mapping[str, str],
) -> RegistrationReport:
    """Write what stands in the decision store to schema `rules`.

    Parameters
    ----------
    con
        Connection to the warehouse, outside a transaction.
    store
        The decision store, its schema current.
    vocabulary
        Columns that rules may name.
    zones
        Time zone of every U.S. port.

    Returns
    -------
    RegistrationReport
    """
    return write_rules(con, read_decided(store, vocabulary, zones))


def write_rules(con: duckdb.DuckDBPyConnection, decided: Decided) -> RegistrationReport:
    """Write what was decided to schema `rules`, in the place of what stood there.

    All of it is written or nothing; the same decisions give the same rows.

    Parameters
    ----------
    con
        Connection to the warehouse, outside a transaction.
    decided
        From the decision store.

    Returns
    -------
    RegistrationReport
    """
    rows = {
        "rule_sets": [_version_row(version, decided) for version in decided.versions],
        "rules": [row for version in decided.versions for row in _rule_rows(version)],
        "periods": _fields(decided.periods),
        "thresholds": _fields(decided.thresholds),
        "lists": _fields(decided.lists),
        "operations": _fields(decided.operations),
        "lane_plans": _fields(decided.lane_plans),
        "targets": _fields(decided.targets),
        "party_decisions": _fields(decided.party_decisions),
    }
    con.execute("begin transaction")
    try:
        con.execute(_TABLES + TARGETS_TABLE + PARTY_DECISIONS_TABLE)
        for table, values in rows.items():
            if values:
                marks = ", ".join("?" * len(values[0]))
                con.executemany(f"insert into rules.{table} values ({marks})", values)  # noqa: S608
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")
    registered = (
        RegisteredRuleSet(
            *version.key, version.content.title, len(version.content.rules), version.is_current
        )
        for version in decided.versions
    )
    return RegistrationReport(
        tuple(registered), {table: len(values) for table, values in rows.items()}
    )


def _fields(rows: Iterable[object]) -> list[list[object]]:
    """Give the fields of each row in their order; a tuple becomes a list."""
    return [
        [list(value) if isinstance(value, tuple) else value for value in vars(row).values()]
        for row in rows
    ]


def _version_row(version: DecidedVersion, decided: Decided) -> list[object]:
    content = version.content
    return [
        *version.key,
        content.title,
        content.owner_role,
        content.risk,
        content.labelled,
        version.track,
        list(version.ports),
        version.is_current,
        content.content_sha256(),
        json.dumps(content.model_dump(mode="json", exclude_defaults=True), sort_keys=True),
        len(content.rules),
        content.word_count,
        list(content.word_sql()),
        score_sql(content, content.hits_columns),
        version.reason,
        version.effective_from,
        version.effective_precision,
        version.expires_at,
        _stamp(version, decided),
    ]


def _rule_rows(version: DecidedVersion) -> list[list[object]]:
    return [
        [
            *version.key,
            bit,
            *divmod(bit, RULES_PER_WORD),
            rule.id,
            rule.wording,
            rule.expression,
            rule.parsed.sql(),
            rule.points,
            rule.sign,
            rule.min_points,
            rule.max_points,
            rule.kind,
            rule.port_code,
            rule.source,
            rule.frozen,
            version.is_current,
        ]
        for bit, rule in enumerate(version.content.rules)
    ]


def _stamp(version: DecidedVersion, decided: Decided) -> str:
    """Hash what decides which rows the version has in every month and what they say.

    The times it is in force are left out: dbt compares those month by month.
    """
    rules = [[rule.parsed.sql(), rule.points] for rule in version.content.rules]
    shadows = sorted(
        (period.port_code, period.valid_from.isoformat(), period.valid_until.isoformat())
        for period in decided.periods
        if (period.rule_set, period.version) == version.key and period.mode == "shadow"
    )
    parts = [rules, sorted(version.ports), version.is_current, shadows]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
