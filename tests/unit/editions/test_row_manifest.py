"""Row manifests: the same hash in Python and in the database, and SQL a reader can run."""

import hashlib
import random

import duckdb

from pipelines.editions.row_manifest import (
    order_free_hash,
    rows_sql,
    sorted_keys_sha256,
)

KEYS = [f"CBHU{number:07d}|9345415|061E|2704" for number in range(500)]
FIGURE = {
    "measure": "S8.3",
    "unit": "container_trip",
    "view": "cohort",
    "period_kind": "month",
    "period": "2006-04",
    "port": "*",
    "origin": "synthetic",
}


def test_the_hash_is_the_same_in_any_order_and_in_the_database() -> None:
    shuffled = random.Random(4).sample(KEYS, len(KEYS))
    with duckdb.connect() as con:
        con.execute("create table rows (row_key varchar)")
        con.executemany("insert into rows values (?)", [(key,) for key in shuffled])
        # the macros row_key_hash and sum_of_hashes of dbt, written out
        (found,) = con.execute(
            "select cast(sum(md5_number_lower(row_key)) % 18446744073709551616 as varchar) "
            "from rows"
        ).fetchall()
    assert order_free_hash(KEYS) == order_free_hash(shuffled) == found[0]
    assert order_free_hash([]) == "0"


def test_the_hash_by_hand_of_two_keys() -> None:
    # MD5 of "a" ends in 31c399e269772661, of "b" in 31ed71ea5a9e3db3 hexadecimal, read backwards.
    a = int.from_bytes(hashlib.md5(b"a", usedforsecurity=False).digest()[8:], "little")
    assert a == 0x6126_7769_E299_C331
    b = int.from_bytes(hashlib.md5(b"b", usedforsecurity=False).digest()[8:], "little")
    assert order_free_hash(["a", "b"]) == str((a + b) % 2**64)


def test_one_key_more_or_another_changes_both_hashes() -> None:
    for other in ([*KEYS, "more"], KEYS[:-1], [*KEYS[:-1], "another"]):
        assert order_free_hash(other) != order_free_hash(KEYS)
        assert sorted_keys_sha256(other) != sorted_keys_sha256(KEYS)
    assert sorted_keys_sha256(reversed(KEYS)) == sorted_keys_sha256(KEYS)


def test_the_select_asks_for_what_the_view_can_say() -> None:
    plain = rows_sql(FIGURE, "measure_s8_3", {"row_key", "arrival_month"}, "numerator")
    assert "strftime(arrival_month, '%Y-%m') = '2006-04'" in plain
    assert "us_port_code =" not in plain
    assert plain.splitlines()[-2:] == ["  and is_numerator", "order by row_key"]
    columns = {"row_key", "cohort_month", "view"}
    office = FIGURE | {"port": "FO:Los Angeles", "geography": "field_office"}
    wide = rows_sql(office, "measure_s8_3", columns, "denominator")
    assert "strftime(cohort_month, '%Y-%m') = '2006-04'" in wide
    assert "o.port_code = us_port_code), 'FO:not assigned') = 'FO:Los Angeles'" in wide
    assert "\"view\" = 'cohort'" in wide
    quoted = rows_sql(FIGURE | {"port": "O'Hare"}, "measure_s8_3", set(), "numerator")
    assert "us_port_code = 'O''Hare'" in quoted
