"""A BAPLIE stow plan becomes rows, or is refused whole with the line of its fault."""

from datetime import datetime
from pathlib import Path

import pytest

from pipelines.landing import FileRefused, load_contracts
from pipelines.landing.file_names import recognise
from pipelines.landing.stow_plans import StowPlan, read_stow_plan

NAME = "stow_plan_positions__2009_02__200902011500.edi"
PLAN = """\
UNA:+.? '
UNB+UNOA:2+COSU+CBP+090201:1200+77'
UNH+1+BAPLIE:D:95B:UN:SMDG20'
BGM++PLAN?+77+9'
DTM+137:0902011200:201'
TDT+20+061E+++COSU:172:20+++9345415:146::EXAMPLE STAR'
LOC+5+CNSHA:139:6'
LOC+61+USLAX:139:6'
LOC+147+0130282::5'
MEA+WT++KGM:15000'
LOC+9+CNSHA:139:6'
LOC+11+USLAX:139:6'
EQD+CN+CBHU8833999+42G1+++5'
NAD+CA+COSU:172:20'
LOC+147+0130284::5'
MEA+WT++LBR:1000'
LOC+9+CNSHA:139:6'
LOC+11+USLAX:139:6'
EQD+CN+TEMU1234560+22G1+++4'
DGS+IMD+3+1203'
LOC+147+0130286::5'
UNT+20+1'
UNZ+1+77'
"""


def read(folder: Path, text: str) -> StowPlan:
    path = folder / NAME
    path.write_text(text, encoding="latin-1")
    return read_stow_plan(recognise(folder, path, load_contracts()))


def test_a_container_is_a_row_with_the_line_of_its_cell(tmp_path: Path) -> None:
    plan = read(tmp_path, PLAN)

    full, empty = plan.rows.to_pylist()  # the third cell holds no container
    assert plan.lines == [9, 15]
    assert full == {
        "plan_reference": "PLAN+77",
        "prepared_at": datetime(2009, 2, 1, 12),  # noqa: DTZ001
        "vessel_imo": "9345415",
        "vessel_name": "EXAMPLE STAR",
        "operator_code": "COSU",
        "voyage_number": "061E",
        "departure_unlocode": "CNSHA",
        "next_unlocode": "USLAX",
        "stow_position": "0130282",
        "container_number": "CBHU8833999",
        "size_type": "42G1",
        "is_full": True,
        "container_operator": "COSU",
        "lading_unlocode": "CNSHA",
        "discharge_unlocode": "USLAX",
        "weight_kg": 15000.0,
        "hazmat_class": None,
    }
    # 1,000 lb are 453.592 kg
    assert (empty["weight_kg"], empty["is_full"], empty["hazmat_class"]) == (453.592, False, "3")


def test_a_plan_on_one_line_and_one_with_other_signs_say_the_same(tmp_path: Path) -> None:
    whole = read(tmp_path, PLAN).rows
    assert read(tmp_path, PLAN.replace("\n", "")).rows == whole
    other = PLAN.replace("?+", "#").replace("+", "|").replace("'", "~").replace("#", "+")
    assert read(tmp_path, other).rows == whole


@pytest.mark.parametrize(
    ("fault", "put", "line", "words"),
    [
        ("UNT+20+1'\nUNZ+1+77'\n", "", 21, "truncated"),
        ("UNT+20+1'", "UNT+21+1'", 22, "20 segments, while UNT counts 21"),
        ("UNZ+1+77'", "UNZ+2+77'", 23, "1 messages, while UNZ counts 2"),
        ("UNZ+1+77'\n", "UNZ+1+77", 23, "without the sign that ends a segment"),
        ("BAPLIE", "COPRAR", 3, "COPRAR"),
        (":146::", ":103::", 6, "qualifier 103"),
        ("TDT+20", "TDT+10", 9, "before vessel and voyage"),
        ("KGM:15000", "KGM:heavy", 10, "heavy"),
        ("0902011200:201", "0913011200:201", 5, "0913011200"),
        ("UNB+UNOA", "XXX+UNOA", 2, "UNB once"),
        ("UNA:", "vessel,", 1, "UNA or UNB first"),
        ("LOC+61", "EQD+CN+CBHU8833999'\nLOC+61", 8, "a container without a cell"),
    ],
)
def test_a_fault_refuses_the_plan_and_names_the_line(
    tmp_path: Path, fault: str, put: str, line: int, words: str
) -> None:
    with pytest.raises(FileRefused, match=f"line {line}[.].*{words}"):
        read(tmp_path, PLAN.replace(fault, put))
