"""From names to parties: what is new is compared, all pairs are joined anew, changes are recorded.

Writes schema `resolved`; dbt reads it. Names are read in ``filed_names``, compared in ``linking``.
"""

from __future__ import annotations

import hashlib
import inspect
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd

from models.resolution import party_model, party_names
from models.resolution.party_clusters import HandDecision, Key, clusters, party_id
from models.resolution.party_model import PartyModel, model_from
from pipelines.builds import utc_now
from pipelines.parties import filed_names, linking, name_words
from pipelines.parties.filed_names import NAMES_TABLES, NameChanges, take_in_names
from pipelines.parties.linking import PAIRS_TABLE, link_changed
from pipelines.settings import Settings
from pipelines.warehouse_file import open_warehouse

MODEL_FILE = "party_model.json"
_FILES = (MODEL_FILE, name_words.WORDS_FILE, filed_names.PLACEHOLDER_FILE)
_CODE = (party_names, party_model, filed_names, name_words, linking)

_TABLES = f"""
    create schema if not exists resolved;
    {NAMES_TABLES}
    {PAIRS_TABLE}
    create table if not exists resolved.parties (
        origin varchar not null,
        party varchar not null,
        party_id varchar not null
    );
    create table if not exists resolved.party_levels (
        comparison varchar not null,
        title varchar not null,
        step integer not null,
        level tinyint not null,
        label varchar not null,
        m double,
        u double,
        weight double not null
    );
    create table if not exists resolved.party_changes (
        recorded_at timestamp not null,
        origin varchar not null,
        party varchar not null,
        party_id_before varchar not null,
        party_id_after varchar not null,
        kind varchar not null,
        cause varchar not null
    );
    create table if not exists resolved.parties_resolved_with (
        fingerprint varchar not null,
        decisions varchar not null,
        threshold double not null
    );
"""


@dataclass(frozen=True)
class PartyReport:
    """What one run of `resolve_parties` did and what stands after it.

    Attributes
    ----------
    names, parties
        Distinct names standing, placeholders left out, and the parties they are.
    new_names, changed_names, gone_names
        Of this run.
    pairs_compared
        Pairs of this run that were kept.
    moved_names
        Names that now belong to another party than after the last run, each recorded.
    started_over
        True if everything was compared anew because the model or its words had changed.
    """

    names: int
    parties: int
    new_names: int
    changed_names: int
    gone_names: int
    pairs_compared: int
    moved_names: int
    started_over: bool


def resolve_parties(
    con: duckdb.DuckDBPyConnection, reference_dir: Path, as_known_at: datetime | None = None
) -> PartyReport:
    """Resolve the names of shippers, consignees and NVOCCs to parties.

    Parameters
    ----------
    con
        Writing connection to the warehouse, outside a transaction; the raw tables exist, and
        ``rules.party_decisions`` where people decided about parties.
    reference_dir
        Folder of the reference tables (`data/reference`).
    as_known_at
        Cut of the data, UTC; None means everything loaded.

    Returns
    -------
    PartyReport
        Counts of this run and of what stands.

    Notes
    -----
    All or nothing: one transaction. Only names that are new, or filed with another address, are
    compared; which names are one party is then worked out of all pairs and decisions, so that it
    does not matter in how many steps the rows came.
    """
    model = read_model(reference_dir)
    fingerprint = _fingerprint(reference_dir)
    con.execute("begin transaction")
    try:
        con.execute(_TABLES)
        decisions = _decisions(con)
        before = con.execute("from resolved.parties_resolved_with").fetchone()
        started_over = before is not None and before[0] != fingerprint
        if started_over:
            for table in ("party_names", "party_keys", "party_pairs", "party_loads"):
                con.execute(f"delete from resolved.{table}")  # noqa: S608  (names of this module)
        changes = take_in_names(con, reference_dir, as_known_at)
        compared = link_changed(con, model) if changes.new or changes.changed else 0
        told = (fingerprint, repr(decisions), model.threshold)
        moved = 0
        if changes.any or before != told:
            moved = _join(con, model, decisions, _cause(changes, before, told))
            _write_levels(con, model)
            con.execute("delete from resolved.parties_resolved_with")
            con.execute("insert into resolved.parties_resolved_with values (?, ?, ?)", told)
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise
    ((names, parties),) = con.execute(
        "select count(*), count(distinct party_id) from resolved.parties"
    ).fetchall()
    return PartyReport(
        names, parties, changes.new, changes.changed, changes.gone, compared, moved, started_over
    )


def resolve_names(settings: Settings, as_known_at: datetime | None = None) -> PartyReport:
    """Resolve the names of parties in the warehouse of an installation.

    Parameters
    ----------
    settings
        Paths of the installation.
    as_known_at
        Cut of the data, UTC; None means everything loaded.

    Returns
    -------
    PartyReport
        Counts of this run and of what stands.
    """
    with open_warehouse(settings.warehouse) as con:
        return resolve_parties(con, settings.reference, as_known_at)


def read_model(reference_dir: Path) -> PartyModel:
    """Read the shipped model: levels, weights, prior and threshold."""
    return model_from((reference_dir / MODEL_FILE).read_text(encoding="utf-8"))


def _fingerprint(reference_dir: Path) -> str:
    """Hash everything a pair's weight depends on besides the two names."""
    digest = hashlib.sha256()
    for name in _FILES:
        digest.update((reference_dir / name).read_bytes())
    for module in _CODE:
        digest.update(inspect.getsource(module).encode())
    return digest.hexdigest()


def _decisions(con: duckdb.DuckDBPyConnection) -> list[HandDecision]:
    """Read what people decided, as it was taken over from the decision store."""
    is_there = con.execute(
        "select 1 from duckdb_tables() where schema_name = 'rules' "
        "and table_name = 'party_decisions' and database_name = current_database()"
    ).fetchone()
    if is_there is None:
        return []
    rows = con.execute(
        "select decision_id, kind, origin, names, others from rules.party_decisions "
        "order by decision_id"
    ).fetchall()
    return [
        HandDecision(number, kind, origin, tuple(names), tuple(others))
        for number, kind, origin, names, others in rows
    ]


def _cause(
    changes: NameChanges, before: tuple[object, ...] | None, told: tuple[object, ...]
) -> str:
    """Say what this run joins anew for."""
    causes = {
        "rows": changes.any,
        "the model": before is not None and (before[0], before[2]) != (told[0], told[2]),
        "hand decisions": before is not None and before[1] != told[1],
    }
    return ", ".join(cause for cause, is_so in causes.items() if is_so) or "rows"


def _join(
    con: duckdb.DuckDBPyConnection, model: PartyModel, decisions: list[HandDecision], cause: str
) -> int:
    """Join all names anew; record the names that moved and give their number."""
    names = con.execute(
        "select origin, party, first_known_at, name_key from resolved.party_names"
    ).fetchall()
    by_number: dict[int, Key] = {row[3]: (row[0], row[1]) for row in names}
    pairs = con.execute(
        "select name_key_l, name_key_r, match_weight from resolved.party_pairs "
        "where match_weight >= ?",
        [model.threshold],
    ).fetchall()
    founders = clusters(
        {(row[0], row[1]): row[2] for row in names},
        ((by_number[left], by_number[right], weight) for left, right, weight in pairs),
        model.threshold,
        decisions,
    )
    keys = sorted(founders)
    ids = {founder: party_id(founder) for founder in set(founders.values())}
    con.register(
        "joined_parties",
        pd.DataFrame(
            {
                "origin": pd.Series([key[0] for key in keys], dtype="str"),
                "party": pd.Series([key[1] for key in keys], dtype="str"),
                "party_id": pd.Series([ids[founders[key]] for key in keys], dtype="str"),
            }
        ),
    )
    con.execute("create or replace temp table parties_now as from joined_parties")
    con.unregister("joined_parties")
    moved = _record_moves(con, cause)
    con.execute("delete from resolved.parties")
    con.execute("insert into resolved.parties by name from parties_now")
    return moved


def _record_moves(con: duckdb.DuckDBPyConnection, cause: str) -> int:
    """Record names of another party than before: merged where that party's founder went along."""
    row = con.execute(
        """
        insert into resolved.party_changes
        with
            moved as (
                select
                    b.origin,
                    b.party,
                    b.party_id as party_id_before,
                    n.party_id as party_id_after
                from resolved.parties as b
                inner join parties_now as n using (origin, party)
                where b.party_id <> n.party_id
            ),

            standing as (select distinct party_id from parties_now)

        select
            ?, m.origin, m.party, m.party_id_before, m.party_id_after,
            case when s.party_id is null then 'merged' else 'parted' end, ?
        from moved as m
        left join standing as s on s.party_id = m.party_id_before
        order by m.origin, m.party
        """,
        [utc_now(), cause],
    ).fetchone()
    return int(row[0]) if row else 0


def _write_levels(con: duckdb.DuckDBPyConnection, model: PartyModel) -> None:
    """Write what each level weighs: the one source that a pair's explanation is told from."""
    rows: list[tuple[object, ...]] = [
        (
            "prior", "before comparing", 0, 0, "two names drawn at random", None, None,
            model.prior_weight,
        )
    ]  # fmt: skip
    for step, comparison in enumerate(model.comparisons, start=1):
        shared = (comparison.name, comparison.title, step)
        rows.append((*shared, party_model.NOT_COMPARABLE, party_model.NOT_STATED, None, None, 0.0))
        rows.extend(
            (*shared, level.level, level.label, level.m, level.u, level.weight)
            for level in comparison.levels
        )
    con.execute("delete from resolved.party_levels")
    con.executemany("insert into resolved.party_levels values (?, ?, ?, ?, ?, ?, ?, ?)", rows)
