"""The list of a day for boarding teams, and the inputs of the model as of a day."""

from dataclasses import dataclass, field
from datetime import date, datetime

import duckdb
import pytest

from models.scanning import AssumptionError
from models.scanning.assumptions import UNITS
from pipelines.editions.scanning import model_inputs
from pipelines.editions.vessels import arrivals_of


@dataclass
class Tables:
    """An edition of nothing but the tables asked for."""

    con: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)
    id: str = "0001"
    as_known_at: datetime | None = None

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Give a connection that may be closed."""
        return self.con.cursor()


@pytest.fixture
def tables() -> Tables:
    made = Tables()
    made.con.execute("create schema marts")
    return made


def test_unknown_stands_between_high_and_medium_on_the_list_of_a_day(tables: Tables) -> None:
    rows = [
        ("low", 0, 0, 0), ("medium", 0, 0, 4), ("unknown", 0, 35, 0), ("unknown", 0, 2, 9),
        ("high", 1, 0, 0), ("high", 3, 1, 0),
    ]  # fmt: skip
    tables.con.execute(
        "create table marts.fct_rated_arrivals as select date '2006-02-05' as list_date, "
        "'synthetic' as origin, '2704' as us_port_code, '' as vessel_imo, '' as highest_level, "
        "0 as high_count, 0 as unknown_count, 0 as medium_count limit 0"
    )
    for number, row in enumerate(rows):
        tables.con.execute(
            "insert into marts.fct_rated_arrivals values ('2006-02-05', 'synthetic', '2704', "
            "?, ?, ?, ?, ?)",
            [f"V{number}", *row],
        )
    tables.con.execute(
        "insert into marts.fct_rated_arrivals values ('2006-02-06', 'synthetic', '2704', 'X', "
        "'high', 9, 0, 0), ('2006-02-05', 'real', '2704', 'R', 'high', 9, 0, 0)"
    )

    found = arrivals_of(tables, date(2006, 2, 5), origin="synthetic")

    assert [row["vessel_imo"] for row in found] == ["V5", "V4", "V2", "V3", "V1", "V0"]
    both = arrivals_of(tables, date(2006, 2, 5))
    assert (both[0]["origin"], len(both)) == ("real", 7)


def test_inputs_are_those_of_the_day_and_a_newer_register_supersedes(tables: Tables) -> None:
    tables.con.execute(
        "create table marts.dim_scanning_assumptions (assumption varchar, title varchar, "
        "unit varchar, low double, best double, high double, basis varchar, source varchar, "
        "as_of_date date, as_of_day date)"
    )
    for name, unit in UNITS.items():
        for day, best in (("2008-01-01", 0.2), ("2009-01-01", 0.4)):
            tables.con.execute(
                "insert into marts.dim_scanning_assumptions values (?, ?, ?, 0.1, ?, 0.9, "
                "'assumed', 'ours', ?, ?)",
                [name, name, unit, best, day, day],
            )

    assert model_inputs(tables)["chosen_share"].best == 0.4
    assert model_inputs(tables, as_of=date(2008, 12, 31))["chosen_share"].best == 0.2
    with pytest.raises(AssumptionError, match="no row of containers_a_day"):
        model_inputs(tables, as_of=date(2007, 12, 31))
