"""The names of parties as filed: every distinct one, with its addresses, cities and countries.

Reads the raw AMS tables, writes ``resolved.party_names`` and ``resolved.party_keys``. Rows of new
loads alone are read while every load that was read still counts: what they tell is added to what
stands. Taking a name apart belongs in ``name_words``, comparing names in ``linking``, joining them
in ``resolving``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.parties.name_words import add_keys, add_words

PLACEHOLDER_FILE = "placeholder_parties.csv"
NO_CUT = datetime(9999, 12, 31)  # noqa: DTZ001  the warehouse keeps UTC without a zone

NAMES_TABLES = """
    create table if not exists resolved.party_names (
        origin varchar not null,
        party varchar not null,
        name_key ubigint not null,
        first_known_at timestamp not null,
        addresses varchar[] not null,
        cities varchar[] not null,
        countries varchar[] not null,
        core varchar not null,
        stem varchar not null,
        trade varchar,
        legal_form varchar
    );
    create table if not exists resolved.party_keys (
        name_key ubigint not null,
        search_key ubigint not null
    );
    create table if not exists resolved.party_loads (
        load_id bigint not null,
        read_to timestamp not null
    );
"""

_SOURCES = (
    ("ams_shipper", "shipper_party_name", "shipper_party_address_1"),
    ("ams_consignee", "consignee_name", "consignee_address_1"),
)
# As the macro normalise_party_name of dbt writes it; a test holds both together.
_NORMALISED = r"nullif(trim(regexp_replace(upper({0}), '[^\p{{L}}\p{{N}}]+', ' ', 'g')), '')"


def normalised(column: str) -> str:
    """Write the SQL that normalises a name as names of parties are.

    Examples
    --------
    >>> duckdb.sql("select " + normalised("'Acme-Trading  Co., Ltd.'")).fetchall()
    [('ACME TRADING CO LTD',)]
    """
    return _NORMALISED.format(column)


@dataclass(frozen=True)
class NameChanges:
    """What changed in the distinct names since they were last read.

    Attributes
    ----------
    new, changed, gone
        Names first filed, filed with another address, and no longer in any row that counts.
    """

    new: int
    changed: int
    gone: int

    @property
    def any(self) -> bool:
        """Whether anything did."""
        return bool(self.new or self.changed or self.gone)


def take_in_names(
    con: duckdb.DuckDBPyConnection, reference_dir: Path, as_known_at: datetime | None
) -> NameChanges:
    """Bring the distinct names up to date with the raw rows.

    Parameters
    ----------
    con
        Writing connection to the warehouse, in a transaction; the raw tables exist.
    reference_dir
        Folder of the reference tables.
    as_known_at
        Cut of the data, UTC; None means everything loaded.

    Returns
    -------
    NameChanges
        The names that are new or changed are in the temporary table ``changed_names``; pairs of
        these and of names that are gone are no longer in ``resolved.party_pairs``.
    """
    cut = as_known_at or NO_CUT
    is_anew = _list_loads(con, cut)
    _read_filed(con, reference_dir, cut)
    if not is_anew:
        _add_what_stands(con)
    changes = _compare(con, is_anew=is_anew)
    con.execute(
        "create or replace temp table stale_names as "
        "select name_key from changed_names union all select name_key from gone_names"
    )
    if changes.any:
        for table in ("party_names", "party_keys"):
            con.execute(
                f"delete from resolved.{table} where name_key in (from stale_names)"  # noqa: S608
            )
        con.execute(
            "delete from resolved.party_pairs where name_key_l in (from stale_names) "
            "or name_key_r in (from stale_names)"
        )
        add_words(con, reference_dir)
        con.execute("insert into resolved.party_names by name from changed_names")
        add_keys(con)
    return changes


def _list_loads(con: duckdb.DuckDBPyConnection, cut: datetime) -> bool:
    """List the loads to read in ``loads_to_read``; say whether these are all loads that count.

    Names cannot be taken away again, so all are read anew where a load that was read has been
    replaced since, or was read to another cut.
    """
    con.execute(
        """
        create or replace temp table counted_loads as
        select earlier.load_id
        from raw.loads as earlier
        left join raw.loads as later on earlier.superseded_by_load_id = later.load_id
        where
            (later.load_id is null or later.started_at > $cut)
            and (earlier.supersedes_load_id is null or earlier.started_at <= $cut)
        """,
        {"cut": cut},
    )
    row = con.execute(
        "select count(*) = 0 or bool_or(read_to <> $cut or load_id not in (from counted_loads)) "
        "from resolved.party_loads",
        {"cut": cut},
    ).fetchone()
    is_anew = row is None or bool(row[0])
    if is_anew:
        con.execute("delete from resolved.party_loads")
    con.execute(
        "create or replace temp table loads_to_read as "
        "from counted_loads anti join resolved.party_loads using (load_id)"
    )
    con.execute(
        "insert into resolved.party_loads select load_id, $cut from loads_to_read", {"cut": cut}
    )
    return is_anew


def _read_filed(con: duckdb.DuckDBPyConnection, reference_dir: Path, cut: datetime) -> None:
    """Put the distinct names of the loads to read, placeholders left out, into ``filed_names``."""
    with (reference_dir / PLACEHOLDER_FILE).open(encoding="utf-8", newline="") as lines:
        placeholders = [row["normalised_name"] for row in csv.DictReader(lines)]
    rows = " union all ".join(
        f"select origin, {name} as party, {line} as line, city, country_code, known_at, load_id "  # noqa: S608
        f"from raw.{table}"
        for table, name, line in _SOURCES
    )
    party, address, city = (normalised(column) for column in ("party", "line", "city"))
    con.execute(
        f"""
        create or replace temp table filed_names as
        with
            as_filed as (
                select origin, party, line, city, country_code, min(known_at) as known_at
                from ({rows})
                where known_at <= $cut and load_id in (from loads_to_read)
                group by origin, party, line, city, country_code
            ),

            placeholders as (
                select distinct {normalised("name")} as name
                from (select unnest($placeholders::varchar[]) as name)
            ),

            normalised as (
                select
                    origin,
                    {party} as party,
                    {address} || ', ' || coalesce({city}, '') as address,
                    {city} as city,
                    nullif(upper(trim(country_code)), '') as country,
                    known_at
                from as_filed
            )

        select
            origin,
            party,
            hash(origin, party) as name_key,
            min(known_at) as first_known_at,
            coalesce(list_sort(list(distinct address) filter (address is not null)), [])
            as addresses,
            coalesce(list_sort(list(distinct city) filter (city is not null)), []) as cities,
            coalesce(list_sort(list(distinct country) filter (country is not null)), [])
            as countries
        from normalised
        where
            party is not null
            and party not in (from placeholders)
            and party not like 'TO ORDER%'
            and party not like 'TO THE ORDER%'
        group by origin, party
        """,  # noqa: S608  names of this module
        {"cut": cut, "placeholders": placeholders},
    )


def _add_what_stands(con: duckdb.DuckDBPyConnection) -> None:
    """Add to the names filed in new loads what is kept of them from earlier ones."""
    con.execute(
        """
        create or replace temp table filed_names as
        select
            f.origin,
            f.party,
            name_key,
            least(f.first_known_at, k.first_known_at) as first_known_at,
            list_sort(list_distinct(list_concat(f.addresses, k.addresses))) as addresses,
            list_sort(list_distinct(list_concat(f.cities, k.cities))) as cities,
            list_sort(list_distinct(list_concat(f.countries, k.countries))) as countries
        from filed_names as f
        left join resolved.party_names as k using (name_key)
        """
    )


def _compare(con: duckdb.DuckDBPyConnection, *, is_anew: bool) -> NameChanges:
    """Set the names filed against those kept; make ``changed_names`` and ``gone_names``."""
    con.execute(
        """
        create or replace temp table changed_names as
        select f.*, k.name_key is null as is_new
        from filed_names as f
        left join resolved.party_names as k using (name_key)
        where
            k.name_key is null
            or (f.addresses, f.cities, f.countries, f.first_known_at)
            is distinct from (k.addresses, k.cities, k.countries, k.first_known_at)
        """
    )
    con.execute(
        "create or replace temp table gone_names as select name_key from resolved.party_names "
        "anti join filed_names using (name_key) where $is_anew",
        {"is_anew": is_anew},
    )
    row = con.execute(
        "select count(*) filter (is_new), count(*) filter (not is_new), "
        "(select count(*) from gone_names) from changed_names"
    ).fetchone()
    con.execute("alter table changed_names drop column is_new")
    return NameChanges(*row) if row else NameChanges(0, 0, 0)
