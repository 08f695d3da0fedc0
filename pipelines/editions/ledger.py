"""The ledger of figures: as first published, as published since, as now, and why they changed.

Reads published editions and nothing else. What two editions were made from, and which of it bears
on a figure, belongs in ``causes``; the difference of just two editions is in ``compare``.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import duckdb

from pipelines.editions.causes import Cause, Differences
from pipelines.editions.compare import FIGURE_KEY, FIGURE_VALUES
from pipelines.editions.published import SelectionError, select
from pipelines.editions.selection import FigureFilter
from pipelines.editions.store import Edition
from pipelines.periods import FINAL

VALUE_FIELDS = (*FIGURE_VALUES, "definition_version", "sensitivity", "state")
ENTRY_KEY = ("measure", "unit", "view", "period_kind", "period", "port", "origin")
SIBLINGS = ("measure", "unit", "view", "period_kind", "period", "origin")
"""Figures alike in these differ by port alone: published together or not at all."""
_KEYS = ", ".join(f'"{name}"' for name in FIGURE_KEY)


@dataclass(frozen=True)
class PublishedValue:
    """A figure as one edition publishes it.

    Attributes
    ----------
    edition, published_at
        The edition and when it was published, UTC.
    numerator, denominator, value, low, high, n_unknown
        The figure; all None where the edition publishes the period without it.
    definition_version, sensitivity
        Of the measure, in that edition.
    state
        ``provisional`` or ``final`` in that edition; None where it does not say.
    """

    edition: str
    published_at: datetime
    numerator: int | None = None
    denominator: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n_unknown: int | None = None
    definition_version: int | None = None
    sensitivity: str | None = None
    state: str | None = None


@dataclass(frozen=True)
class Change:
    """One change of one figure from an edition to the next.

    Attributes
    ----------
    before, after
        The figure in the two editions.
    causes
        At least one; all that bear on it.
    is_restatement
        The figure was final when it changed.
    """

    before: PublishedValue
    after: PublishedValue
    causes: tuple[Cause, ...]
    is_restatement: bool


@dataclass(frozen=True)
class LedgerEntry:
    """One figure over all editions.

    Attributes
    ----------
    measure, unit, view, period_kind, period, port, origin
        Which figure.
    first
        As first published.
    changes
        As published since, oldest first; empty where it never changed.
    now
        As the newest edition has it.
    """

    measure: str
    unit: str
    view: str
    period_kind: str
    period: str
    port: str
    origin: str
    first: PublishedValue
    changes: tuple[Change, ...]
    now: PublishedValue

    @property
    def restatements(self) -> int:
        """How often it changed after it was final."""
        return sum(change.is_restatement for change in self.changes)

    def as_mapping(self) -> dict[str, Any]:
        """Give the entry as plain data."""
        plain = asdict(self)
        for change, told in zip(self.changes, plain["changes"], strict=True):
            told["causes"] = [
                {"kind": one.kind, "cause": one.words, "evidence": list(one.evidence)}
                for one in change.causes
            ]
        return plain


@dataclass(frozen=True)
class FigureLedger:
    """The ledger over some editions.

    Attributes
    ----------
    editions
        Ids, oldest first.
    figures
        Figures that any of them publishes, of those asked for.
    entries
        Those that changed, or all that were asked for.
    """

    editions: tuple[str, ...]
    figures: int
    entries: tuple[LedgerEntry, ...]


def figure_ledger(
    editions: Sequence[Edition], wanted: FigureFilter | None = None, *, unchanged: bool = False
) -> FigureLedger:
    """Follow every figure through the editions.

    Parameters
    ----------
    editions
        In the order of publishing.
    wanted
        Which figures; None for all.
    unchanged
        Also enter figures that never changed.

    Returns
    -------
    FigureLedger
        In order of measure, unit, view, period, port and origin.

    Raises
    ------
    SelectionError
        If there is no edition.

    Notes
    -----
    A change is another count or another value. A port that appears in, or is gone from, a period
    that was published before is a change too, from or to nothing. Restatement: measures.md 5a.
    """
    if not editions:
        raise SelectionError("No edition was published yet: there is nothing to follow.")
    condition, parameters = (wanted or FigureFilter()).condition()
    changes: dict[tuple[Any, ...], list[Change]] = {}
    by_id = {edition.id: edition for edition in editions}
    with duckdb.connect() as con:
        con.execute("set enable_progress_bar = false")
        for position, edition in enumerate(editions):
            _read(con, edition, position, condition, parameters)
            if position:
                older = editions[position - 1]
                for key, change in _changes(con, older, edition):
                    changes.setdefault(key, []).append(change)
        counted = con.execute("select count(*) from first_published").fetchone()
        entries = _entries(con, by_id, changes, unchanged=unchanged)
    return FigureLedger(tuple(by_id), int(counted[0]) if counted else 0, tuple(entries))


def _read(
    con: duckdb.DuckDBPyConnection,
    edition: Edition,
    position: int,
    condition: str,
    parameters: list[str],
) -> None:
    """Take an edition's figures in as the newest; remember those never seen before."""
    con.execute(f"attach '{edition.database}' as edition (read_only)")
    have = {
        name
        for (name,) in con.execute(
            "select column_name from duckdb_columns() where database_name = 'edition' "
            "and schema_name = 'published' and table_name = 'measures'"
        ).fetchall()
    }
    values = ", ".join(name if name in have else f"null as {name}" for name in VALUE_FIELDS)
    con.execute("drop table if exists older")
    if position:
        con.execute("alter table newer rename to older")
    con.execute(
        f"create table newer as select {_KEYS}, {values}, '{edition.id}' as edition "  # noqa: S608
        f"from edition.published.measures where {condition}",
        parameters,
    )
    con.execute("detach edition")
    if position:
        con.execute(
            f"insert into first_published from newer anti join first_published using ({_KEYS})"
        )
    else:
        con.execute("create table first_published as from newer")
        con.execute(f"create table changed as select {_KEYS} from newer limit 0")  # noqa: S608


def _changes(
    con: duckdb.DuckDBPyConnection, older: Edition, newer: Edition
) -> list[tuple[tuple[Any, ...], Change]]:
    """List what differs between the last two editions read, with its causes."""
    sides = ", ".join(
        f"o.{name} as old_{name}, n.{name} as new_{name}" for name in (*VALUE_FIELDS, "edition")
    )
    differs = " or ".join(f"o.{name} is distinct from n.{name}" for name in FIGURE_VALUES)
    siblings = ", ".join(f'"{name}"' for name in SIBLINGS)
    con.execute(
        f"""
        create or replace temp table differing as
        with siblings as (select {siblings}, max(state) as sibling_state from older group by all)
        select {_KEYS}, {sides}, s.sibling_state
        from older as o full outer join newer as n using ({_KEYS})
        left join siblings as s using ({siblings})
        where ({differs}) and (o.edition is not null or s.measure is not null)
        """  # noqa: S608  fixed names
    )
    con.execute(f"insert into changed select {_KEYS} from differing")  # noqa: S608
    rows = select(con, f"from differing order by {_KEYS}")
    if not rows:
        return []
    differences = Differences(older, newer)
    found = []
    for row in rows:
        before, after = _value(row, older, "old_"), _value(row, newer, "new_")
        state = before.state if row["old_edition"] else row["sibling_state"]
        change = Change(before, after, tuple(differences.causes(row)), state == FINAL)
        found.append((tuple(row[name] for name in FIGURE_KEY), change))
    return found


def _entries(
    con: duckdb.DuckDBPyConnection,
    by_id: dict[str, Edition],
    changes: dict[tuple[Any, ...], list[Change]],
    *,
    unchanged: bool,
) -> list[LedgerEntry]:
    newest = list(by_id.values())[-1]
    wanted = "" if unchanged else f"semi join changed using ({_KEYS})"
    firsts = _by_key(select(con, f"from first_published {wanted} order by {_KEYS}"))
    last = _by_key(select(con, f"from newer {wanted}"))
    entries = []
    for key, row in firsts.items():
        changed = changes.get(key, [])
        first = _value(row, by_id[row["edition"]])
        if changed and int(changed[0].before.edition) < int(first.edition):
            first = changed[0].before
        names = dict(zip(ENTRY_KEY, key, strict=True))
        now = _value(last.get(key, {}), newest)
        entries.append(LedgerEntry(**names, first=first, changes=tuple(changed), now=now))
    return entries


def _by_key(rows: list[dict[str, Any]]) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {tuple(row[name] for name in FIGURE_KEY): row for row in rows}


def _value(row: dict[str, Any], edition: Edition, prefix: str = "") -> PublishedValue:
    values = {name: row.get(f"{prefix}{name}") for name in VALUE_FIELDS}
    return PublishedValue(edition.id, edition.manifest.created_at, **values)
