"""Reading the vocabulary, rule-set files and thresholds; every complaint has file and line."""

from pathlib import Path

import pytest

from models.rules import Vocabulary, VocabularyColumn
from pipelines.rulesets import (
    RuleSetError,
    read_lists,
    read_rule_set,
    read_thresholds,
    read_vocabulary,
)
from pipelines.rulesets.rows import LanePlanRow, OperationRow, RegisterRow, read_rows

VOCABULARY = Vocabulary.from_columns(
    [VocabularyColumn("is_soft_top", "boolean"), VocabularyColumn("weight_kg", "double")]
)
RULE_SET = """\
rule_set: example
version: 1
title: Example
owner_role: headquarters targeting
risk: human_smuggling
labelled: illustrative
rules:
  - id: soft_top
    wording: Soft top
    expression: is_soft_top
    points: 10
    sign: 1
    min_points: 0
    max_points: 25
    kind: trait
    source: chosen
  - id: light
    wording: Light
    expression: >-
      weight_kg < 5
      and not is_soft_top
    points: 4
    sign: 1
    min_points: 0
    max_points: 25
    kind: trait
    source: chosen
"""
HEADER = "rule_set,port_code,mandatory,review,effective_from,effective_precision,reason,source\n"
DEFAULT = "terrorism,*,40,28,1998-01-01,chosen,default,chosen\n"


def write(folder: Path, text: str, name: str = "example.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_rule_set(tmp_path: Path) -> None:
    example = read_rule_set(write(tmp_path, RULE_SET), VOCABULARY)
    assert [(rule.id, rule.points) for rule in example.rules] == [("soft_top", 10), ("light", 4)]
    assert example.rules[1].expression == "weight_kg < 5 and not is_soft_top"


REFUSED = [
    # (found, put in its place, message)
    ("points: 10", "points: 30", "example.yml:8: rule 'soft_top': points 30 lie outside the box"),
    ("points: 10", "points: ten", "example.yml:11: rule 'soft_top': points: Input should be a"),
    ("  - id: light\n", "  - \n", "example.yml:18: rule 2: id: Field required"),
    (
        "weight_kg < 5",
        "wieght_kg < 5",
        "example.yml:17: rule 'light': line 1, column 1: found 'wieght_kg', no column of the "
        "vocabulary; nearest known word: weight_kg",
    ),
    ("id: light", "id: soft_top", "example.yml:1: rule id 'soft_top' comes twice"),
    ("version: 1", "version: one", "example.yml:2: version: Input should be a valid integer"),
    ("points: 10", "points: 10\n    points: 12", "example.yml:12: the key 'points' stands twice"),
    ("title: Example", "colour: red", "example.yml:1: title: Field required"),
    ("title: Example", "title: [", "example.yml: no readable YAML"),
    ("title: Example", "title: !!python/name:os.system x", "no readable YAML: could not determine"),
    ("title: Example", "? [a, b]\n: c", "example.yml:3: a key that is no text"),
    ("source: chosen\n  - id", "source: &x chosen\n    more: *x\n  - id", "again by an alias"),
]


@pytest.mark.parametrize(("found", "replacement", "message"), REFUSED, ids=[r[1] for r in REFUSED])
def test_refused_rule_sets(found: str, replacement: str, message: str, tmp_path: Path) -> None:
    path = write(tmp_path, RULE_SET.replace(found, replacement, 1))
    with pytest.raises(RuleSetError) as caught:
        read_rule_set(path, VOCABULARY)
    assert str(tmp_path) in str(caught.value)
    assert message in str(caught.value)


def test_all_faults_of_a_file_are_listed(tmp_path: Path) -> None:
    text = RULE_SET.replace("is_soft_top\n    points: 10", "colour\n    points: 30")
    with pytest.raises(RuleSetError) as caught:
        read_rule_set(write(tmp_path, text.replace("version: 1", "version: 0")), VOCABULARY)
    lines = str(caught.value).splitlines()
    assert [line.split(":")[1] for line in lines] == ["2", "8"]


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "words"])
def test_a_file_without_a_mapping(text: str, tmp_path: Path) -> None:
    with pytest.raises(RuleSetError, match="expected a mapping"):
        read_rule_set(write(tmp_path, text), VOCABULARY)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "example.yml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RuleSetError, match="no readable YAML"):
        read_rule_set(path, VOCABULARY)


def test_thresholds(tmp_path: Path) -> None:
    seattle = 'terrorism,3001,34,28,2005-04-29,after 2005-04-28,"lowered, after a memo",OIG\n'
    rows = read_thresholds(write(tmp_path, HEADER + DEFAULT + seattle, "thresholds.csv"))
    assert [(row.port_code, row.mandatory) for row in rows] == [("*", 40), ("3001", 34)]
    assert rows[1].reason == "lowered, after a memo"


REFUSED_THRESHOLDS = [
    (HEADER.replace("review,", ""), ":1: got the columns"),
    ("", ":1: got the columns []"),
    (HEADER + DEFAULT.replace(",40,", ",4o,"), ":2: mandatory: Input should be a valid integer"),
    (HEADER + DEFAULT.replace(",40,", ",20,"), ":2: review 28 is not below mandatory 20"),
    (HEADER + DEFAULT.replace("default", "a, b"), ":2: got 9 fields, expected 8"),
    (HEADER + "terrorism,*,40\n", ":2: got 3 fields, expected 8"),
    (HEADER + DEFAULT + DEFAULT, "thresholds.csv: terrorism at port * has two rows"),
    (HEADER + DEFAULT.replace("*", "3001"), "without an earlier row for '*'"),
    (HEADER + DEFAULT.replace("default", '"default"x'), ":2: ',' expected after"),
]


@pytest.mark.parametrize(
    ("text", "message"), REFUSED_THRESHOLDS, ids=[row[1] for row in REFUSED_THRESHOLDS]
)
def test_refused_thresholds(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(RuleSetError) as caught:
        read_thresholds(write(tmp_path, text, "thresholds.csv"))
    assert message in str(caught.value)


FEATURES = """\
version: 2
models:
  - name: another_model
    columns: [{name: colour, data_type: varchar, config: {meta: {vocabulary: true}}}]
  - name: int_container_trip_features
    columns:
      - {name: container_trip_key, data_type: varchar}
      - name: weight_kg
        data_type: double
        description: gross weight
        config: {meta: {vocabulary: true, example: "14200"}}
      - {name: origin, data_type: varchar, config: {meta: {vocabulary: false}}}
"""


def test_vocabulary(tmp_path: Path) -> None:
    vocabulary = read_vocabulary(write(tmp_path, FEATURES, "_features.yml"))
    assert vocabulary.columns == (VocabularyColumn("weight_kg", "double", "gross weight", "14200"),)


@pytest.mark.parametrize(
    ("found", "replacement", "message"),
    [
        ("int_container_trip_features", "int_features", "no model 'int_container_trip_features'"),
        ("data_type: double", "data_type: date", "'weight_kg': got type 'date'"),
        ("vocabulary: true, example", "vocabulary: false, example", "without columns"),
    ],
)
def test_refused_vocabulary(found: str, replacement: str, message: str, tmp_path: Path) -> None:
    path = write(tmp_path, FEATURES.replace(found, replacement), "_features.yml")
    with pytest.raises(RuleSetError, match=message):
        read_vocabulary(path)


LIST = """\
name: hot_places
version: 1
kind: place
title: Hot places
values: [B, A, B]
source: chosen
"""


def test_a_rule_set_carries_the_lists_it_names(tmp_path: Path) -> None:
    vocabulary = Vocabulary.from_columns([VocabularyColumn("place", "varchar")])
    lists = read_lists(write(tmp_path, LIST, "list.yml").parent)
    text = RULE_SET.split("  - id: light")[0].replace("is_soft_top", "place in list('hot_places')")
    named = text.replace("rules:", "lists: [{name: hot_places, version: 1}]\nrules:")
    rule_set = read_rule_set(write(tmp_path, named), vocabulary, lists)
    assert [(one.name, one.values) for one in rule_set.lists] == [("hot_places", ("A", "B"))]
    unnamed = write(tmp_path, text, "unnamed.yml")
    with pytest.raises(
        RuleSetError, match=r"unnamed\.yml:8: rule 'soft_top': .*no list known here"
    ):
        read_rule_set(unnamed, vocabulary, lists)


@pytest.mark.parametrize(
    ("named", "message"),
    [
        (
            "[{name: cold_places, version: 1}]",
            "no 'cold_places' version 1; there are: hot_places v",
        ),
        ("[{name: hot_places, version: 2}]", "no 'hot_places' version 2"),
        ("[hot_places]", "got 'hot_places', expected name and version"),
        ("hot_places", "got 'hot_places', expected name and version"),
    ],
)
def test_lists_are_named_with_their_version(named: str, message: str, tmp_path: Path) -> None:
    lists = read_lists(write(tmp_path, LIST, "list.yml").parent)
    text = RULE_SET.replace("rules:", f"lists: {named}\nrules:")
    with pytest.raises(RuleSetError, match=message):
        read_rule_set(write(tmp_path, text), VOCABULARY, lists)


def test_faulty_lists(tmp_path: Path) -> None:
    write(tmp_path, LIST.replace("kind: place", "kind: planet"), "list.yml")
    with pytest.raises(RuleSetError, match=r"list\.yml:3: kind: Input should be"):
        read_lists(tmp_path)
    write(tmp_path, LIST, "list.yml")
    write(tmp_path, LIST, "same.yml")
    with pytest.raises(RuleSetError, match=r"same\.yml: list 'hot_places' version 1 is in another"):
        read_lists(tmp_path)


REGISTERED = "example,1,shipped,3001;3002,2006-04-06,after 2006-04-05,2006-05-31,why,chosen\n"


def test_a_row_of_the_register(tmp_path: Path) -> None:
    header = ",".join(RegisterRow.model_fields) + "\n"
    (row,) = read_rows(write(tmp_path, header + REGISTERED, "register.csv"), RegisterRow)
    assert (row.ports, str(row.expires_on)) == (("3001", "3002"), "2006-05-31")
    open_ended = REGISTERED.replace("2006-05-31", "")
    (row,) = read_rows(write(tmp_path, header + open_ended, "register.csv"), RegisterRow)
    assert row.expires_on is None


@pytest.mark.parametrize(
    ("model", "text", "message"),
    [
        (RegisterRow, REGISTERED.replace("shipped", "national"), ":2: track: Input should be"),
        (RegisterRow, REGISTERED.replace("3001;3002", "Seattle"), ":2: ports: "),
        (RegisterRow, REGISTERED.replace("2006-05-31", "2006-04-05"), "lies before effective_from"),
        (RegisterRow, REGISTERED.replace("after 2006-04-05", "after 2006-04-01"), "2006-04-0"),
        (
            OperationRow,
            "2005-03,Title,2005-05-05,day,2005-05-04,day,*,is_soft_top,why,chosen\n",
            "ends_on 2005-05-04 lies before starts_on 2005-05-05",
        ),
        (LanePlanRow, "*,random,1.2,,2005-01-01,chosen,why,chosen\n", ":2: expected_rate: "),
        (LanePlanRow, "*,filter,0.1,0.1,2005-01-01,chosen,why,chosen\n", "only the random lane"),
    ],
)
def test_refused_rows(
    model: type[RegisterRow] | type[OperationRow] | type[LanePlanRow],
    text: str,
    message: str,
    tmp_path: Path,
) -> None:
    path = write(tmp_path, ",".join(model.model_fields) + "\n" + text, "rows.csv")
    with pytest.raises(RuleSetError) as caught:
        read_rows(path, model)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)
