"""The rule sets that are shipped: what they must and must not say."""

from pathlib import Path

import pandas as pd
import pytest

from models.rules import RuleError, RuleSet, Vocabulary, parse_rule
from pipelines.rulesets import read_rule_set, read_thresholds, read_vocabulary

HOME = Path(__file__).resolve().parents[3]
RULESETS = HOME / "data" / "rulesets"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_vocabulary(HOME / "dbt" / "models" / "intermediate" / "features" / "_features.yml")


@pytest.fixture(scope="module")
def smuggling(vocabulary: Vocabulary) -> RuleSet:
    return read_rule_set(RULESETS / "human_smuggling.yml", vocabulary)


@pytest.fixture(scope="module")
def terrorism(vocabulary: Vocabulary) -> RuleSet:
    return read_rule_set(RULESETS / "terrorism.yml", vocabulary)


def test_vocabulary_has_examples_of_its_own_kind(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.columns) >= 25
    for column in vocabulary.columns:
        assert column.description
        if column.kind == "truth":
            assert column.example in {"true", "false"}
        if column.kind == "number":
            assert float(column.example) == pytest.approx(float(column.example))


def test_points_are_labelled_ours(smuggling: RuleSet, terrorism: RuleSet) -> None:
    for rule_set in (smuggling, terrorism):
        assert rule_set.labelled == "illustrative"
        assert all(-25 <= rule.points <= 25 for rule in rule_set.rules)
        for rule in rule_set.rules:
            assert "chosen" in rule.source or "points" not in rule.source


def row(vocabulary: Vocabulary, **values: object) -> pd.DataFrame:
    """One container trip of which only the given values are known."""
    return pd.DataFrame([dict.fromkeys(vocabulary.names) | values])


def hit_rules(rule_set: RuleSet, frame: pd.DataFrame) -> set[str]:
    mask = int(rule_set.hits(frame)[0])
    return {rule.id for bit, rule in enumerate(rule_set.rules) if mask >> bit & 1}


@pytest.mark.parametrize(
    ("laded", "received", "expected"),
    [
        ("CNSHK", None, {"in_or_near_shekou"}),
        (None, "CNSHK", {"in_or_near_shekou"}),
        ("HKHKG", "CNYTN", {"hong_kong", "in_or_near_shekou"}),
        ("CNCWN", "CNCWN", {"in_or_near_shekou"}),
        ("CNSHA", "CNSHA", {"shanghai"}),
        ("KRPUS", "CNSHA", {"busan", "shanghai"}),
        ("NLRTM", "NLRTM", set()),
        (None, None, set()),
    ],
)
def test_ports_laded_or_received(
    laded: str | None,
    received: str | None,
    expected: set[str],
    smuggling: RuleSet,
    vocabulary: Vocabulary,
) -> None:
    frame = row(vocabulary, port_of_lading=laded, place_of_receipt=received)
    assert hit_rules(smuggling, frame) == expected


def test_port_rules_name_ports_of_the_register(smuggling: RuleSet, terrorism: RuleSet) -> None:
    ports = pd.read_csv(HOME / "data" / "reference" / "ports.csv", dtype=str)
    foreign = ports[ports["side"] == "foreign"].set_index("port_code")["unlocode"]
    named = {rule.id: rule for rule in smuggling.rules if rule.kind == "port_identity"}
    assert set(named) == {"hong_kong", "busan", "in_or_near_shekou", "shanghai"}
    for rule in named.values():
        assert f"'{foreign[rule.port_code]}'" in rule.expression
    assert not [rule.id for rule in terrorism.rules if rule.kind != "trait"]


def test_the_season_is_october_to_may(smuggling: RuleSet, vocabulary: Vocabulary) -> None:
    months = [
        month
        for month in range(1, 13)
        if "season_months" in hit_rules(smuggling, row(vocabulary, season_month=month))
    ]
    assert months == [1, 2, 3, 4, 5, 10, 11, 12]


def test_a_known_shipment_scores_below_an_unknown_one(
    terrorism: RuleSet, vocabulary: Vocabulary
) -> None:
    known = row(
        vocabulary,
        is_placeholder_party=False,
        is_first_time_consignee=False,
        is_first_time_shipper=False,
        is_entry_linked=True,
        description_length=40,
        place_of_receipt="NLRTM",
        port_of_lading="NLRTM",
    )
    assert hit_rules(terrorism, known) == {"entry_linked", "known_parties"}
    bare = row(vocabulary, is_placeholder_party=True, description_length=0)
    assert hit_rules(terrorism, bare) == {
        "placeholder_party",
        "short_description",
        "receipt_and_goods_unknown",
    }
    score = [int(terrorism.score(terrorism.hits(frame))[0]) for frame in (known, bare)]
    assert score[0] < 0 < score[1]


def test_the_examples_of_the_language_page_are_rules(vocabulary: Vocabulary) -> None:
    page = (HOME / "docs" / "rules.md").read_text(encoding="utf-8")
    examples = page.split("```")[1].strip().splitlines()
    assert len(examples) == 6
    for example in examples:
        assert set(parse_rule(example, vocabulary).columns) <= set(vocabulary.names)
    with pytest.raises(RuleError) as caught:
        parse_rule("port_of_ladign = 'CNSHK'", vocabulary)
    shown = page.split("```")[3].strip().removesuffix(", ...")
    assert str(caught.value).startswith(shown)


def test_seattle_was_lowered_after_the_memorandum() -> None:
    rows = read_thresholds(RULESETS / "thresholds.csv")
    default = {row.rule_set: row for row in rows if row.port_code == "*"}
    assert set(default) == {"terrorism", "human_smuggling"}
    own = [row for row in rows if row.port_code != "*"]
    assert {row.port_code for row in own} == {"3001", "3002"}
    for row_of_port in own:
        assert row_of_port.effective_precision == "after 2005-04-28"
        assert row_of_port.mandatory < default["terrorism"].mandatory
        assert row_of_port.review == default["terrorism"].review
