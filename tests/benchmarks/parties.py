"""Distinct names of a national year resolved to parties in memory, from filed rows to clusters.

How many names a national year has no source says: a million is taken, about one to eleven of its
container trips. (The simulation files 64,592 names in 416,000 trips, one to six; with volume the
same firms come back.) Firms, spellings and addresses are the simulation's.
"""

import sys
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from models.simulation.party_names import (
    CONSIGNEE,
    SHIPPER,
    STREETS,
    US_CITIES,
    party_names,
    written_spellings,
)
from models.simulation.randomness import mixed
from pipelines.parties import PartyReport, resolve_parties
from tests.benchmarks.measuring import Line, in_own_process, report
from tests.benchmarks.worlds import THREADS, Size

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
NAMES = {"small": 10_000, "default": 64_000, "large": 250_000}
"""Distinct names by size; of every other size as many as a national year is taken to have."""
NATIONAL = 1_000_000
NAMES_A_FIRM = 1.124
"""As in eight simulated seasons of 40,000 container trips: 64,592 names of 57,487 firms."""

_TABLES = """
create schema raw;
create table raw.loads as
select
    1::bigint as load_id, null::bigint as superseded_by_load_id,
    null::bigint as supersedes_load_id, timestamp '2006-01-01' as started_at;
create table raw.ams_consignee as
select
    name as consignee_name, line as consignee_address_1, city, country as country_code,
    timestamp '2005-11-06' as known_at, 1::bigint as load_id, 'synthetic' as origin
from consignees;
create table raw.ams_shipper as
select
    name as shipper_party_name, line as shipper_party_address_1, city, country as country_code,
    timestamp '2005-11-06' as known_at, 1::bigint as load_id, 'synthetic' as origin
from shippers;
"""


def run(size: Size) -> list[Line]:
    """Measure one resolution of all names; a further name is compared with these alone."""
    names = NAMES.get(size.name, NATIONAL)
    measured = in_own_process(__name__, str(names))
    found, parties, pairs = measured.answer
    return [
        Line(
            f"{found:,} distinct names resolved to {parties:,} parties, {pairs:,} pairs weighed",
            measured.seconds,
            None,
            "in memory",
            measured.peak_mib,
        )
    ]


def filed(kind: int, firms: int) -> pa.Table:
    """File the plain name of every firm, and another spelling of every eighth or so."""
    number = np.arange(firms)
    has_other = mixed(5, number) % np.uint64(1000) < round((NAMES_A_FIRM - 1) * 1000)
    firm = np.concatenate([number, number[has_other]])
    drawn = np.concatenate([np.zeros(firms, int), 1 + number[has_other] % 2])
    spelling = written_spellings(np.full(len(firm), kind), firm, drawn)
    place = (mixed(0, kind, firm) >> np.uint64(20)).astype(np.int64)
    cities = pa.array([city for city, _, _ in US_CITIES])
    return pa.table(
        {
            "name": party_names(kind, firm, spelling),
            "line": pa.array(STREETS).take(pa.array(place // 7 % len(STREETS))),
            "city": cities.take(pa.array(place % len(US_CITIES))),
            "country": pa.array(["US" if kind == CONSIGNEE else "KR"]).take(
                pa.array(np.zeros(len(firm), int))
            ),
        }
    )


def resolve(con: duckdb.DuckDBPyConnection) -> tuple[int, int, int]:
    """Resolve what is filed; give names, parties and pairs."""
    made: PartyReport = resolve_parties(con, REFERENCE)
    return made.names, made.parties, made.pairs_compared


if __name__ == "__main__":
    firms_a_side = round(int(sys.argv[1]) / NAMES_A_FIRM / 2)
    with duckdb.connect(config={"threads": THREADS}) as connection:
        connection.register("consignees", filed(CONSIGNEE, firms_a_side))
        connection.register("shippers", filed(SHIPPER, firms_a_side))
        connection.execute(_TABLES)
        report(lambda: resolve(connection))
