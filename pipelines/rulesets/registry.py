"""Writing rule sets and thresholds to the warehouse, schema `rules`.

A version never changes once it is registered. Which threshold is in force where is counted in dbt;
reading the files is `files.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import duckdb

from models.rules import RuleSet, Threshold, Vocabulary, score_sql
from pipelines.rulesets.files import THRESHOLDS_FILE, RuleSetError, read_folder, read_thresholds

_TABLES = """
create schema if not exists rules;
create table if not exists rules.rule_sets (
    rule_set varchar not null,
    version integer not null,
    title varchar not null,
    owner_role varchar not null,
    risk varchar not null,
    labelled varchar not null,
    content_sha256 varchar not null,
    mask_sql varchar not null,
    score_sql varchar not null,
    registered_at timestamp not null,
    primary key (rule_set, version)
);
create table if not exists rules.rules (
    rule_set varchar not null,
    version integer not null,
    bit integer not null,
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
    status varchar not null,
    primary key (rule_set, version, bit)
);
create table if not exists rules.thresholds (
    rule_set varchar not null,
    port_code varchar not null,
    mandatory integer not null,
    review integer not null,
    effective_from date not null,
    effective_precision varchar not null,
    reason varchar not null,
    source varchar not null,
    primary key (rule_set, port_code, effective_from)
);
"""


@dataclass(frozen=True)
class RegisteredRuleSet:
    """One version as it was registered.

    Attributes
    ----------
    rule_set, version, title
        As in the file.
    rule_count
        Rules in it.
    state
        ``new`` the first time, ``unchanged`` after that.
    """

    rule_set: str
    version: int
    title: str
    rule_count: int
    state: Literal["new", "unchanged"]


@dataclass(frozen=True)
class RegistrationReport:
    """What `register_rule_sets` found and wrote.

    Attributes
    ----------
    rule_sets
        Every version in the folder, by name and version.
    threshold_count
        Rows of the history of thresholds.
    """

    rule_sets: tuple[RegisteredRuleSet, ...]
    threshold_count: int


def register_rule_sets(
    con: duckdb.DuckDBPyConnection, rulesets_dir: Path, vocabulary: Vocabulary
) -> RegistrationReport:
    """Write every rule set and the thresholds of a folder to schema `rules`.

    Doing it again changes nothing. Versions registered earlier whose file is gone stay; of each
    rule set the highest version has status ``in_force``, the others ``superseded``. All of it is
    written or nothing.

    Parameters
    ----------
    con
        Connection to the warehouse, outside a transaction.
    rulesets_dir
        Holds one ``*.yml`` per rule-set version, and ``thresholds.csv``.
    vocabulary
        Columns that rules may name.

    Returns
    -------
    RegistrationReport

    Raises
    ------
    RuleSetError
        If a file is faulty, two files are the same version, or a file says something else than the
        version registered under the same number.
    """
    rule_sets = read_folder(rulesets_dir, vocabulary)
    thresholds = read_thresholds(rulesets_dir / THRESHOLDS_FILE)
    con.execute("begin transaction")
    try:
        con.execute(_TABLES)
        registered = tuple(_register(con, path, rule_set) for path, rule_set in rule_sets)
        _write_status(con)
        _write_thresholds(con, rulesets_dir / THRESHOLDS_FILE, thresholds)
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")
    return RegistrationReport(registered, len(thresholds))


def _register(con: duckdb.DuckDBPyConnection, path: Path, rule_set: RuleSet) -> RegisteredRuleSet:
    """Write one version, or check that it is the one already there."""
    key = [rule_set.rule_set, rule_set.version]
    sha256 = rule_set.content_sha256()
    found = con.execute(
        "select content_sha256, registered_at from rules.rule_sets "
        "where rule_set = ? and version = ?",
        key,
    ).fetchone()
    if found and found[0] != sha256:
        raise RuleSetError(
            f"{path}: {rule_set.rule_set} version {rule_set.version} was registered at "
            f"{found[1]:%Y-%m-%d %H:%M} UTC "
            f"with other content (sha256 {found[0][:12]}, now {sha256[:12]}); a version never "
            "changes: raise the "
            f"version to {rule_set.version + 1} or put the content back"
        )
    registered_at = found[1] if found else datetime.now(UTC).replace(tzinfo=None)
    con.execute(
        "insert or replace into rules.rule_sets values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            *key,
            rule_set.title,
            rule_set.owner_role,
            rule_set.risk,
            rule_set.labelled,
            sha256,
            rule_set.mask_sql(),
            score_sql(rule_set, "hits"),
            registered_at,
        ],
    )
    con.execute("delete from rules.rules where rule_set = ? and version = ?", key)
    con.executemany(
        "insert into rules.rules values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'in_force')",
        [
            [
                *key,
                bit,
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
            ]
            for bit, rule in enumerate(rule_set.rules)
        ],
    )
    return RegisteredRuleSet(
        rule_set=rule_set.rule_set,
        version=rule_set.version,
        title=rule_set.title,
        rule_count=len(rule_set.rules),
        state="unchanged" if found else "new",
    )


def _write_status(con: duckdb.DuckDBPyConnection) -> None:
    """Mark the highest version of each rule set in force and the others superseded."""
    con.execute(
        "update rules.rules as r set status = case when r.version = newest.version then 'in_force' "
        "else 'superseded' end from (select rule_set, max(version) as version from "
        "rules.rule_sets group by rule_set) "
        "as newest where r.rule_set = newest.rule_set"
    )


def _write_thresholds(
    con: duckdb.DuckDBPyConnection, path: Path, thresholds: Sequence[Threshold]
) -> None:
    """Replace the history of thresholds; they are of the registered rule sets, all of them."""
    known = {
        row[0] for row in con.execute("select distinct rule_set from rules.rule_sets").fetchall()
    }
    given = {row.rule_set for row in thresholds}
    if given != known:
        raise RuleSetError(
            f"{path}: rule sets without thresholds: {sorted(known - given)}; thresholds of "
            "unknown rule sets: "
            f"{sorted(given - known)}; each rule set needs a row for '*'"
        )
    con.execute("delete from rules.thresholds")
    con.executemany(
        "insert into rules.thresholds values (?, ?, ?, ?, ?, ?, ?, ?)",
        [list(row.model_dump().values()) for row in thresholds],
    )
