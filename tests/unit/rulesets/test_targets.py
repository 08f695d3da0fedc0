"""The shipped targets: read whole, each with a source, and refused where one cannot stand."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.rulesets import RuleSetError
from pipelines.rulesets.rows import read_rows
from pipelines.rulesets.shipped import read_targets
from pipelines.rulesets.targets import TargetRow

ROOT = Path(__file__).resolve().parents[3]
HEADER = (
    "measure,unit,port_code,period_kind,direction,value,value_unit,valid_from,valid_until,"
    "reason,source\n"
)
GOOD = "A24,shipment,*,*,at_least,1,share,2002-12-02,,due before lading,19 CFR 4.7(b)(2)\n"


def test_each_shipped_target_names_the_law_or_the_directive_that_sets_it():
    shipped = read_targets(ROOT / "data" / "rulesets" / "targets.csv")
    told = {
        (one.measure, one.port_code): (one.direction, one.value, one.value_unit) for one in shipped
    }
    assert told["S8.9", "*"] == ("at_least", 1, "share")
    assert told["A24", "*"] == ("at_least", 1, "share")
    assert told["ISF", "*"] == ("at_least", 1, "share")
    assert told["AMD.after_t3", "*"] == ("at_most", 0, "count")
    assert told["CLK.six_hour", "2704"] == ("at_least", 1, "share")
    assert ("CLK.six_hour", "*") not in told  # the review tells of a team of two ports
    words = ("U.S.C.", "CFR", "OIG review, lines")
    assert [one.measure for one in shipped if not any(word in one.source for word in words)] == []
    begins = {one.measure: one.valid_from for one in shipped}
    assert begins["S8.9"] == date(2006, 10, 13)  # Public Law 109-347
    assert begins["ISF"] == date(2009, 1, 26)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (GOOD.replace(",1,share", ",100,share"), "a share is from 0 to 1"),
        (GOOD.replace("at_least", "min"), "direction"),
        (GOOD.replace("shipment", "Shipment"), "unit"),
        (GOOD.replace("2002-12-02,", "2002-12-02,2002-12-02"), "is not after"),
        (GOOD.replace("19 CFR 4.7(b)(2)", ""), "source"),
    ],
)
def test_a_faulty_row_is_refused_with_file_and_line(row: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "targets.csv"
    path.write_text(HEADER + GOOD + row, encoding="utf-8")
    with pytest.raises(RuleSetError, match=f"targets.csv:3: .*{words}"):
        read_rows(path, TargetRow)


def test_without_a_file_there_are_no_targets(tmp_path: Path) -> None:
    assert read_targets(tmp_path / "targets.csv") == ()
