"""The ledger of warehouse builds, table ``raw.builds``: what was built, why, and whether it held.

Beside it ``raw.rebuild_requests``: months of arrival that a person asked to be built again.

Publishing asks it whether the last build was green and whether figures and proposal belong to
that build. Running a build belongs in ``warehouse``; the ledger of loaded files is ``raw.loads``.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal

import duckdb

State = Literal["running", "green", "failed"]
Step = Literal["estimated", "proposed"]


@dataclass(frozen=True)
class TouchedMonth:
    """A month of arrival that a build replaced, and why.

    Attributes
    ----------
    arrival_month
        First day of the month.
    reason
        Why its inputs counted as changed.
    """

    arrival_month: date
    reason: str


@dataclass(frozen=True)
class Build:
    """One row of the ledger.

    Attributes
    ----------
    build_id
        Counted up from 1.
    started_at, finished_at
        UTC; ``finished_at`` is None while it runs and where it was killed.
    state
        ``running``, ``green`` or ``failed``. A killed build stays ``running``: not green.
    as_known_at
        Cut of the data; None means everything loaded.
    full_refresh_reason
        Why every month was replaced; None for an incremental build.
    fingerprints
        Hash of each thing other than rows that figures depend on (models, reference tables).
    months
        Months replaced.
    message
        What failed, in one line; None for a green build.
    estimated_at, proposed_at
        When rates and the weight proposal were computed from this build; None if not yet.
    """

    build_id: int
    started_at: datetime
    finished_at: datetime | None
    state: State
    as_known_at: datetime | None
    full_refresh_reason: str | None
    fingerprints: dict[str, str] = field(default_factory=dict)
    months: list[TouchedMonth] = field(default_factory=list)
    message: str | None = None
    estimated_at: datetime | None = None
    proposed_at: datetime | None = None


COLUMNS = (
    "build_id, started_at, finished_at, state, as_known_at, full_refresh_reason, fingerprints, "
    "months, message, estimated_at, proposed_at"
)


def utc_now() -> datetime:
    """Read the clock as the ledger stores it: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def create_build_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Create ``raw.builds`` and ``raw.rebuild_requests`` where they are missing.

    Parameters
    ----------
    con
        Writing connection to the warehouse.
    """
    con.execute("create schema if not exists raw")
    con.execute(
        """
        create table if not exists raw.builds (
            build_id bigint primary key,
            started_at timestamp not null,
            finished_at timestamp,
            state varchar not null check (state in ('running', 'green', 'failed')),
            as_known_at timestamp,
            full_refresh_reason varchar,
            fingerprints varchar not null,
            months varchar not null,
            message varchar,
            estimated_at timestamp,
            proposed_at timestamp
        );
        create table if not exists raw.rebuild_requests (
            arrival_month date not null,
            requested_at timestamp not null,
            built_at timestamp
        )
        """
    )


def request_month(con: duckdb.DuckDBPyConnection, month: date) -> None:
    """Ask for a month of arrival to be replaced by the next build.

    Parameters
    ----------
    con
        Writing connection to the warehouse.
    month
        First day of the month.
    """
    create_build_tables(con)
    con.execute(
        "insert into raw.rebuild_requests values (?, ?, null)", [month.replace(day=1), utc_now()]
    )


def open_build(
    con: duckdb.DuckDBPyConnection,
    *,
    as_known_at: datetime | None,
    full_refresh_reason: str | None,
    fingerprints: dict[str, str],
) -> int:
    """Enter a build as running.

    Parameters
    ----------
    con
        Writing connection to the warehouse.
    as_known_at
        Cut of the data; None means everything loaded.
    full_refresh_reason
        Why every month is replaced; None for an incremental build.
    fingerprints
        Hashes of models and reference tables.

    Returns
    -------
    int
        The build's id.
    """
    create_build_tables(con)
    row = con.execute(
        """
        insert into raw.builds
            (build_id, started_at, state, as_known_at, full_refresh_reason, fingerprints, months)
        select coalesce(max(build_id), 0) + 1, ?, 'running', ?, ?, ?, '[]' from raw.builds
        returning build_id
        """,
        [utc_now(), as_known_at, full_refresh_reason, json.dumps(fingerprints, sort_keys=True)],
    ).fetchone()
    assert row is not None  # noqa: S101  an insert of one row returns one row
    return int(row[0])


def close_build(
    con: duckdb.DuckDBPyConnection,
    build_id: int,
    *,
    state: State,
    months: list[TouchedMonth],
    message: str | None = None,
) -> None:
    """Enter how a build ended.

    Parameters
    ----------
    con
        Writing connection to the warehouse.
    build_id
        The build.
    state
        ``green`` or ``failed``.
    months
        Months it replaced.
    message
        What failed, in one line.
    """
    listed = json.dumps([[m.arrival_month.isoformat(), m.reason] for m in months])
    con.execute(
        "update raw.builds set finished_at = ?, state = ?, months = ?, message = ? "
        "where build_id = ?",
        [utc_now(), state, listed, message, build_id],
    )


def record_step(con: duckdb.DuckDBPyConnection, step: Step) -> None:
    """Enter that figures or the proposal were computed from the last build.

    Parameters
    ----------
    con
        Writing connection to the warehouse.
    step
        ``estimated`` or ``proposed``.
    """
    column = {"estimated": "estimated_at", "proposed": "proposed_at"}[step]
    con.execute(
        f"update raw.builds set {column} = ? "  # noqa: S608  one of two names above
        "where build_id = (select max(build_id) from raw.builds)",
        [utc_now()],
    )


def last_build(
    con: duckdb.DuckDBPyConnection, *, state: State | None = None, catalog: str | None = None
) -> Build | None:
    """Read the newest build.

    Parameters
    ----------
    con
        Connection to the warehouse.
    state
        Only builds in this state.
    catalog
        Name of the attached database that holds the warehouse; None where it is the default.

    Returns
    -------
    Build or None
        None where nothing was built (in that state) yet.
    """
    prefix = f"{catalog}." if catalog else ""
    condition = "where state = $state" if state else ""
    try:
        row = con.execute(
            f"select {COLUMNS} from {prefix}raw.builds {condition} "  # noqa: S608  fixed names
            "order by build_id desc limit 1",
            {"state": state} if state else None,
        ).fetchone()
    except duckdb.CatalogException:
        return None
    return _build_of(row) if row else None


def _build_of(row: tuple[Any, ...]) -> Build:
    fields = dict(zip(COLUMNS.split(", "), row, strict=True))
    fields["fingerprints"] = json.loads(fields["fingerprints"])
    fields["months"] = [
        TouchedMonth(date.fromisoformat(month), reason)
        for month, reason in json.loads(fields["months"])
    ]
    return Build(**fields)
