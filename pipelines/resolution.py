"""Between load and dbt: resolve the port texts and check the container numbers that raw rows bring.

Writes schema `resolved`; staging joins it. How a text is resolved is decided in
`models.resolution`; nothing here looks at a name.
"""

import hashlib
import inspect
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import duckdb
import pandas as pd

from models.resolution import (
    MINIMUM_SCORE,
    PlaceWords,
    PortResolver,
    check_container_numbers,
    container_numbers,
    port_text,
    ports,
)

# Columns of raw.ams_header that name a port, by the side they lie on.
PORT_TEXT_COLUMNS = {
    "us": ("port_of_unlading", "port_of_destination"),
    "foreign": ("foreign_port_of_lading", "place_of_receipt", "foreign_port_of_destination"),
}
# Fields of which an amendment tells the text before and after; both lie on the foreign side.
AMENDED_PORT_FIELDS = ("foreign_port_of_lading", "place_of_receipt")
CONTAINER_NUMBER_TABLES = ("ams_container", "exams")
REFERENCE_TABLES = ("ports", "port_aliases", "place_words", "other_places")
_CODE: tuple[ModuleType, ...] = (port_text, ports, container_numbers)

_CREATE = """
    create schema if not exists resolved;
    create table if not exists resolved.port_texts (
        port_text varchar not null,
        side varchar not null,
        port_code varchar,
        method varchar not null,
        score double
    );
    create table if not exists resolved.container_numbers (
        container_number varchar not null,
        is_check_digit_valid boolean not null,
        reason varchar not null
    );
    create table if not exists resolved.resolved_with (fingerprint varchar not null);
"""


@dataclass(frozen=True)
class ResolutionReport:
    """What one run of `resolve_texts` did and what stands after it.

    Attributes
    ----------
    new_port_texts, new_container_numbers
        Distinct values resolved or checked in this run.
    port_texts_by_method
        Distinct port texts standing, by method ('exact', 'alias', 'fuzzy', 'unresolved').
    container_numbers_by_reason
        Distinct container numbers standing, by reason ('ok', 'wrong check digit', 'not the ISO
        6346 form').
    started_over
        True if everything was resolved anew because a reference table, the minimum score or the
        resolver itself had changed.
    """

    new_port_texts: int
    new_container_numbers: int
    port_texts_by_method: dict[str, int]
    container_numbers_by_reason: dict[str, int]
    started_over: bool


def resolve_texts(
    con: duckdb.DuckDBPyConnection, reference_dir: Path, minimum_score: float = MINIMUM_SCORE
) -> ResolutionReport:
    """Resolve the port texts and check the container numbers not yet in schema `resolved`.

    Parameters
    ----------
    con
        Writing connection to the warehouse; the raw tables exist.
    reference_dir
        Folder of the reference tables (`data/reference`).
    minimum_score
        Likeness from which a similar name is taken (0 to 100).

    Returns
    -------
    ResolutionReport
        Counts of this run and of what stands.

    Raises
    ------
    FileNotFoundError
        If a reference table is missing.

    Notes
    -----
    All or nothing: one transaction. Texts are kept as filed, trimmed; container numbers in upper
    case, trimmed. A change of a reference table, of the minimum score or of the resolver's code
    resolves everything anew.
    """
    tables = {name: _reference_table(reference_dir / f"{name}.csv") for name in REFERENCE_TABLES}
    fingerprint = _fingerprint(reference_dir, minimum_score)
    con.execute(_CREATE)
    con.execute("begin transaction")
    try:
        started_over = _forget_if_changed(con, fingerprint)
        resolver = PortResolver(
            tables["ports"],
            tables["port_aliases"],
            PlaceWords(tables["place_words"]),
            minimum_score,
            tables["other_places"],
        )
        new_port_texts = sum(
            _resolve_side(con, resolver, side, columns)
            for side, columns in PORT_TEXT_COLUMNS.items()
        )
        new_container_numbers = _check_new_container_numbers(con)
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise
    return ResolutionReport(
        new_port_texts,
        new_container_numbers,
        _counts(con, "select method, count(*) from resolved.port_texts group by all order by all"),
        _counts(
            con, "select reason, count(*) from resolved.container_numbers group by all order by all"
        ),
        started_over,
    )


def _reference_table(path: Path) -> pd.DataFrame:
    if not path.is_file():
        message = (
            f"{path}: the reference table is missing; expected one of "
            f"{', '.join(REFERENCE_TABLES)} in the folder given as reference_dir"
        )
        raise FileNotFoundError(message)
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _fingerprint(reference_dir: Path, minimum_score: float) -> str:
    """Hash everything a resolution depends on besides the text itself."""
    digest = hashlib.sha256(repr(minimum_score).encode())
    for name in REFERENCE_TABLES:
        digest.update((reference_dir / f"{name}.csv").read_bytes())
    for module in _CODE:
        digest.update(inspect.getsource(module).encode())
    return digest.hexdigest()


def _forget_if_changed(con: duckdb.DuckDBPyConnection, fingerprint: str) -> bool:
    """Empty the tables if what they were resolved with has changed; say whether it had."""
    known = con.execute("select fingerprint from resolved.resolved_with").fetchone()
    if known is not None and known[0] == fingerprint:
        return False
    for table in ("port_texts", "container_numbers", "resolved_with"):
        con.execute(f"delete from resolved.{table}")  # noqa: S608  (names of this module)
    con.execute("insert into resolved.resolved_with values (?)", [fingerprint])
    return known is not None


def _resolve_side(
    con: duckdb.DuckDBPyConnection, resolver: PortResolver, side: str, columns: tuple[str, ...]
) -> int:
    places = [("ams_header", column, "true") for column in columns]
    if side == "foreign":
        is_port = f"amended_field in {AMENDED_PORT_FIELDS}"
        places += [("manifest_events", f"value_{when}", is_port) for when in ("before", "after")]
    filed = " union ".join(
        f"select trim({column}) as port_text from raw.{table} "  # noqa: S608  (names of this module)
        f"where trim({column}) <> '' and {condition}"
        for table, column, condition in places
    )
    texts = con.execute(
        f"select port_text from ({filed}) except "  # noqa: S608
        "select port_text from resolved.port_texts where side = ? order by port_text",
        [side],
    ).fetchall()
    if texts:
        resolved = resolver.resolve((row[0] for row in texts), side)
        _insert(con, resolved, "port_texts")
    return len(texts)


def _check_new_container_numbers(con: duckdb.DuckDBPyConnection) -> int:
    filed = " union ".join(
        f"select upper(trim(container_number)) as container_number from raw.{table} "  # noqa: S608
        "where trim(container_number) <> ''"
        for table in CONTAINER_NUMBER_TABLES
    )
    numbers = con.execute(
        f"select container_number from ({filed}) except "  # noqa: S608
        "select container_number from resolved.container_numbers order by container_number"
    ).fetchall()
    if numbers:
        _insert(con, check_container_numbers(row[0] for row in numbers), "container_numbers")
    return len(numbers)


def _insert(con: duckdb.DuckDBPyConnection, rows: pd.DataFrame, table: str) -> None:
    con.register("resolved_rows", rows)
    try:
        con.execute(f"insert into resolved.{table} by name select * from resolved_rows")  # noqa: S608
    finally:
        con.unregister("resolved_rows")


def _counts(con: duckdb.DuckDBPyConnection, sql: str) -> dict[str, int]:
    return {str(key): int(count) for key, count in con.execute(sql).fetchall()}
