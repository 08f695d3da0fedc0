"""The evidence of a submission: structure, traffic with its figures, statute."""

import json

import pytest

from pipelines.editions import Edition
from pipelines.filters.findings import submission_evidence
from tests.integration.filters.two_ports_edition import make_edition, rule_set, three_rules


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return make_edition(tmp_path_factory.mktemp("edition"))


def test_the_traffic_says_what_a_version_hits_and_selects(edition: Edition) -> None:
    evidence = submission_evidence(edition, three_rules(), {"*": 12, "3001": 11})
    assert evidence["traffic"] == {
        "edition": "0001",
        "origin": "synthetic",
        "seasons": [2006],
        "ports": ["2704", "3001"],
        "containers": 120,
        "patterns": 4,
        "selected": 24,
        "hits": {"soft_top": 40, "light": 24, "shekou": 8},
        "thresholds": {"*": 12, "3001": 11},
    }
    assert evidence["findings"] == []
    assert evidence["statute"] == []
    assert json.loads(json.dumps(evidence)) == evidence


def test_rules_that_never_hit_always_hit_or_repeat_another_come_with_figures(
    edition: Edition,
) -> None:
    faulty = rule_set(
        "example",
        9,
        [
            ("soft_top", "is_soft_top", 10),
            ("heavy", "weight_kg > 100000", 3),
            ("weighed", "weight_kg > 1", 1),
            ("from_shekou", "port_of_lading = 'CNSHK'", 5),
            ("light_from_shekou", "port_of_lading = 'CNSHK' and weight_kg < 9000", 2),
            ("impossible", "weight_kg < 1 and weight_kg > 2", 2),
        ],
    )
    evidence = submission_evidence(edition, faulty, {"*": 12})
    said = {one["rule"]: (one["severity"], one["message"]) for one in evidence["findings"]}
    assert "0 of 120" in said["heavy"][1]
    assert "120 of 120" in said["weighed"][1]
    assert "from_shekou" in said["light_from_shekou"][1]
    assert "soft_top" not in said
    assert ("error", "impossible") in {
        (one["severity"], one["rule"]) for one in evidence["findings"]
    }


def test_a_version_for_one_port_is_tried_there(edition: Edition) -> None:
    evidence = submission_evidence(edition, three_rules(), {"3001": 11}, ports=["3001"])
    assert (evidence["traffic"]["containers"], evidence["traffic"]["selected"]) == (40, 8)
    # There soft tops never come.
    assert [one["rule"] for one in evidence["findings"]][0] == "soft_top"


def test_every_port_needs_a_threshold(edition: Edition) -> None:
    with pytest.raises(ValueError, match=r"thresholds for 3001; give one for '\*' or for each"):
        submission_evidence(edition, three_rules(), {"3001": 11})


def test_without_traffic_the_evidence_says_that_nothing_was_counted(edition: Edition) -> None:
    # An origin of which the edition holds nothing, as one before its first landing.
    evidence = submission_evidence(edition, three_rules(), {"*": 12}, origin="planned")
    assert evidence["traffic"]["containers"] == 0
    assert [one["kind"] for one in evidence["findings"]] == ["no_traffic"]
