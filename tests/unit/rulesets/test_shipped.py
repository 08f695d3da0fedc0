"""The rule sets that are shipped: what they must and must not say."""

from pathlib import Path

import pandas as pd
import pytest

from models.rules import RuleError, RuleSet, Vocabulary, parse_rule
from pipelines.decisions import ShippedFilters
from pipelines.rulesets import read_rule_set, read_shipped, read_thresholds, read_vocabulary

HOME = Path(__file__).resolve().parents[3]
RULESETS = HOME / "data" / "rulesets"
FILTERS = {
    "los_angeles_smuggling", "seattle_smuggling", "national_smuggling_lading",
    "national_smuggling_receipt",
}  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_vocabulary(HOME / "dbt" / "models" / "intermediate" / "features" / "_features.yml")


@pytest.fixture(scope="module")
def smuggling(vocabulary: Vocabulary) -> RuleSet:
    return read_rule_set(RULESETS / "human_smuggling.yml", vocabulary)


@pytest.fixture(scope="module")
def terrorism(vocabulary: Vocabulary) -> RuleSet:
    return read_rule_set(RULESETS / "terrorism.yml", vocabulary)


@pytest.fixture(scope="module")
def shipped(vocabulary: Vocabulary) -> ShippedFilters:
    return read_shipped(RULESETS, vocabulary)


@pytest.fixture(scope="module")
def filters(shipped: ShippedFilters) -> dict[str, RuleSet]:
    """The four filters that followed the incidents of 2005 and 2006, by name."""
    rule_sets = (version.rule_set for version in shipped.versions)
    return {one.rule_set: one for one in rule_sets if one.rule_set in FILTERS}


def test_vocabulary_has_examples_of_its_own_kind(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.columns) >= 25
    for column in vocabulary.columns:
        assert column.description
        if column.kind == "truth":
            assert column.example in {"true", "false"}
        if column.kind == "number":
            assert float(column.example) == pytest.approx(float(column.example))


def test_points_are_labelled_ours(shipped: ShippedFilters) -> None:
    for rule_set in (version.rule_set for version in shipped.versions):
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
    assert default["terrorism"].mandatory == 37
    own = [row for row in rows if row.port_code != "*"]
    assert {row.port_code for row in own} == {"3001", "3002"}
    for row_of_port in own:
        assert row_of_port.effective_precision == "after 2005-04-28"
        assert row_of_port.mandatory < default["terrorism"].mandatory
        assert row_of_port.review == default["terrorism"].review


def test_each_filter_came_with_the_precision_of_its_source(shipped: ShippedFilters) -> None:
    told = {
        version.rule_set.rule_set: (
            version.ports,
            f"{version.effective_from}",
            version.effective_precision,
            f"{version.expires_on}",
        )
        for version in shipped.versions
    }
    assert told == {
        "terrorism": (("*",), "1998-01-01", "chosen", "None"),
        "human_smuggling": (("*",), "1998-01-01", "chosen", "None"),
        "los_angeles_smuggling": (("2704", "2709"), "2005-04-04", "after 2005-04-03", "2006-05-31"),
        "seattle_smuggling": (("3001", "3002"), "2006-04-06", "after 2006-04-05", "2006-05-31"),
        "national_smuggling_lading": (("*",), "2006-04-10", "chosen", "None"),
        "national_smuggling_receipt": (("*",), "2006-04-10", "chosen", "None"),
    }


@pytest.mark.parametrize(
    ("laded", "received", "selecting"),
    [
        ("CNSHK", "CNSHK", {"los_angeles", "seattle", "lading", "receipt"}),
        ("CNYTN", "CNCWN", {"los_angeles", "seattle", "lading", "receipt"}),
        ("CNSHA", "CNSHA", {"lading", "receipt"}),
        ("CNSHA", "CNNGB", {"lading"}),
        ("CNNGB", "CNSHA", {"receipt"}),
        ("HKHKG", "HKHKG", set()),
    ],
)
def test_a_soft_top_is_selected_by_the_filters_that_name_its_place(
    laded: str,
    received: str,
    selecting: set[str],
    filters: dict[str, RuleSet],
    shipped: ShippedFilters,
    vocabulary: Vocabulary,
) -> None:
    frame = row(vocabulary, port_of_lading=laded, place_of_receipt=received, is_soft_top=True)
    mandatory = {one.rule_set: one.mandatory for one in shipped.thresholds if one.port_code == "*"}
    found = {
        name.replace("national_smuggling_", "").replace("_smuggling", "")
        for name, rule_set in filters.items()
        if rule_set.score(rule_set.hits(frame))[0] >= mandatory[name]
    }
    assert len(filters) == 4
    assert found == selecting


def test_without_its_place_no_container_is_selected(
    filters: dict[str, RuleSet], shipped: ShippedFilters
) -> None:
    mandatory = {one.rule_set: one.mandatory for one in shipped.thresholds}
    for name, rule_set in filters.items():
        traits = [rule.points for rule in rule_set.rules if rule.kind == "trait"]
        assert sum(points for points in traits if points > 0) < mandatory[name]


def test_the_lists_name_ports_of_the_register(shipped: ShippedFilters) -> None:
    ports = pd.read_csv(HOME / "data" / "reference" / "ports.csv", dtype=str)
    named = {one.name: one.values for one in shipped.lists if one.kind == "port"}
    assert {"CNSHK", "CNCWN", "CNYTN"} == set(named["shenzhen_ports"])
    shanghai = set(named["shenzhen_and_shanghai_ports"]) - set(named["shenzhen_ports"])
    assert shanghai == {"CNSHA"}
    for values in named.values():
        assert set(values) <= set(ports["unlocode"])


def test_special_operation_2005_03_was_of_the_west_coast_offices(shipped: ShippedFilters) -> None:
    ports = pd.read_csv(HOME / "data" / "reference" / "ports.csv", dtype=str)
    west = ports[(ports["side"] == "us") & (ports["time_zone"] == "America/Los_Angeles")]
    (operation,) = (one for one in shipped.operations if one.operation == "2005-03")
    assert set(operation.ports) == set(west["port_code"])
    assert (f"{operation.starts_on}", f"{operation.ends_on}") == ("2005-05-05", "2005-05-27")
    assert [named.name for named in operation.lists] == ["shenzhen_ports"]


def test_lane_plans_hold_everywhere_and_floor_the_random_lane(shipped: ShippedFilters) -> None:
    national = {plan.lane: plan for plan in shipped.lane_plans if plan.port_code == "*"}
    assert set(national) == {
        "random", "mandatory", "special_operation", "filter", "review", "discretion",
    }  # fmt: skip
    for plan in shipped.lane_plans:
        assert (plan.minimum_random_rate is not None) == (plan.lane == "random")
        if plan.minimum_random_rate is not None:
            assert 0 < plan.minimum_random_rate <= plan.expected_rate
