"""The contracts hold together, and the page made from them is current."""

import re
from pathlib import Path

import pytest

from pipelines.landing import Contract, load_contracts
from pipelines.landing.contracts_page import PAGE, contracts_page, write_page

TABLE = """\
family: feeds
file_pattern: '<feed>__<YYYY>__<YYYYMMDDhhmm>.csv'
tables:
  - name: calls
    description: "one row per call"
    key: [{key}]
    known_at: {known_at}
    columns:
      - {{name: call_id, type: VARCHAR, description: "number"}}
      - {{name: {second}, type: TIMESTAMP, description: "when"}}
"""


def write(folder: Path, *, key: str = "call_id", known_at: str = "at", second: str = "at") -> Path:
    folder.mkdir(exist_ok=True)
    text = TABLE.format(key=key, known_at=known_at, second=second)
    (folder / "feeds.yml").write_text(text, encoding="utf-8")
    return folder


def test_all_eleven_ams_tables_and_the_agency_feeds_have_a_contract() -> None:
    families = {"ams", "agency", "stow_plans"}
    names = [name for name, one in load_contracts().items() if one.family in families]
    ams = "header billgen cargodesc container tariff shipper consignee notifyparty hazmat"
    ams += " hazmatclass marksnumbers"
    assert [n for n in names if n.startswith("ams_")] == [f"ams_{table}" for table in ams.split()]
    assert [n for n in names if not n.startswith("ams_")] == [
        "manifest_events",
        "exams",
        "random_draws",
        "reviews",
        "port_calls",
        "isf_filings",
        "discharge_tally",
        "trade_partners",
        "incidents",
        "incident_containers",
        "incident_events",
        "incident_claims",
        "notifications",
        "stow_plan_positions",
    ]
    assert len(load_contracts()["ams_header"].columns) == 34


def test_every_register_states_its_facts_as_of_a_date_by_a_source() -> None:
    registers = [contract for contract in load_contracts().values() if contract.is_register]

    assert registers
    for register in registers:
        columns = {column.name: column for column in register.columns}
        assert {"as_of_date", "as_of_precision", "source"} <= set(columns), register.name
        assert columns["as_of_date"].type == "DATE"
        assert columns["as_of_precision"].allowed == ("day", "month", "year")
        assert columns["source"].required


def test_every_column_says_what_it_means() -> None:
    for contract in load_contracts().values():
        for column in contract.columns:
            assert len(column.description) > 3, (contract.name, column.name)


def test_a_contract_is_read_from_its_file(tmp_path: Path) -> None:
    contract = load_contracts(write(tmp_path / "one"))["calls"]

    assert (contract.key, contract.known_at) == (("call_id",), "at")
    assert contract.column("at").type == "TIMESTAMP"
    assert contract.column_names == ("call_id", "at")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"key": "number"}, r"unknown: \['number'\]"),
        ({"known_at": "then"}, r"unknown: \['then'\]"),
        ({"second": "call_id", "known_at": "null"}, "unique"),
        ({"second": "At", "known_at": "At"}, r"misspelt: \['At'\]"),
        ({"known_at": "call_id"}, "known_at call_id must be a TIMESTAMP"),
    ],
)
def test_a_contract_that_contradicts_itself_is_not_read(
    tmp_path: Path, change: dict[str, str], problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        load_contracts(write(tmp_path / "wrong", **change))


def test_two_contracts_of_one_name_are_not_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "twice")
    (folder / "more.yml").write_text((folder / "feeds.yml").read_text(encoding="utf-8"))

    with pytest.raises(ValueError, match="a second contract is named calls"):
        load_contracts(folder)


def test_the_page_is_current() -> None:
    contracts: list[Contract] = [*load_contracts().values()]

    assert PAGE.read_text(encoding="utf-8") == contracts_page(contracts), (
        "write it anew: python -m pipelines.landing.contracts_page"
    )


def test_the_page_names_every_column_once_with_all_that_is_asked_of_it(tmp_path: Path) -> None:
    write_page(tmp_path / "docs" / "page.md")
    page = (tmp_path / "docs" / "page.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"### `(\w+)`\n(.*?)(?=\n### |\n## |\Z)", page, re.DOTALL))

    for name, contract in load_contracts().items():
        cells = re.findall(r"^\| `(\w+)` \| (\w+) \|", sections[name], re.MULTILINE)
        assert cells == [(column.name, column.type) for column in contract.columns]
    assert (
        "| `random_draw_probability` | DOUBLE |  | where `selection_reasons` lists `random` | "
        "at least 0 and at most 1 | `0.002` |"
    ) in sections["exams"]
    assert "| `location_group` | VARCHAR |  | yes | `foreign`, `aboard`, `domestic` |" in page
    assert "| `container_length` | INTEGER | ft x 100 + in |" in sections["ams_container"]
