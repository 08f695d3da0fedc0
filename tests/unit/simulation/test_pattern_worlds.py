"""Planted worlds at pattern level: what is put in is there, and the generator is as it was."""

import re

import numpy as np
import pytest

from models.simulation.pattern_worlds import SEASONS, PatternWorld, draw_world
from models.simulation.pattern_worlds_traffic import PORTS, RULES, bit_of, port_shares
from models.simulation.pattern_worlds_truth import SETTINGS
from tests.evaluation.page import ROOT, hashes


@pytest.fixture(scope="module")
def world() -> PatternWorld:
    return draw_world(SETTINGS["learnable"], 1)


def test_the_generator_is_the_one_the_page_names() -> None:
    page = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    named = dict(re.findall(r"`(models/simulation/\S+\.py)` ([0-9a-f]{64})", page))
    assert named == hashes()


def test_the_generator_is_as_it_was_frozen() -> None:
    assert hashes() == {
        "models/simulation/pattern_worlds.py": (
            "707f209ad96b5e35f1aed17af636c95991beaaa9abc56366c33b1f701cec9ec1"
        ),
        "models/simulation/pattern_worlds_traffic.py": (
            "3b72d998a269af1d16deb0d78c3a7f02140a009f3355c8c251b0129a797bf02c"
        ),
        "models/simulation/pattern_worlds_truth.py": (
            "e5059cd14289a71b720dfb3692c20d5d8366e45ec98642d89010582e76bbee0e"
        ),
    }


def test_the_same_seed_gives_the_same_world(world: PatternWorld) -> None:
    again = draw_world(SETTINGS["learnable"], 1)
    assert all(
        world.patterns_by_season[season].equals(again.patterns_by_season[season])
        for season in SEASONS
    )
    other = draw_world(SETTINGS["learnable"], 2)
    assert not world.patterns_by_season[1997].equals(other.patterns_by_season[1997])


def test_counts_fit_into_one_another(world: PatternWorld) -> None:
    for season, frame in world.patterns_by_season.items():
        assert frame["hits"].is_unique
        assert (frame["examined_physical"] + frame["examined_image"] <= frame["containers"]).all()
        assert (frame["confirmed"] + frame["lesser"] <= frame["containers"]).all()
        assert (frame["confirmed_physical"] + frame["confirmed_image"] <= frame["confirmed"]).all()
        assert frame["containers"].sum() == pytest.approx(10_000_000, rel=0.1)
        assert world.risk_by_season[season].shape == (len(frame),)


def test_confirmed_incidents_are_about_as_many_as_the_setting_says(world: PatternWorld) -> None:
    confirmed = [frame["confirmed"].sum() for frame in world.patterns_by_season.values()]
    # Attempts are fixed; how many come to light depends on where the exams of a world go.
    assert np.mean(confirmed) == pytest.approx(65, rel=0.3)
    rare = draw_world(SETTINGS["rare"], 1)
    few = [frame["confirmed"].sum() for frame in rare.patterns_by_season.values()]
    assert 2 <= np.mean(few) <= 7


def test_the_active_port_holds_more_than_its_share(world: PatternWorld) -> None:
    names = [port.name for port in PORTS]
    counts = world.port_counts.set_index(["season", "port"])["incidents"]
    for season, port in ((1999, "hong_kong"), (2002, "busan"), (2004, "shenzhen")):
        share = counts[season, port] / counts[season].sum()
        assert share > 2 * port_shares()[names.index(port)]


def test_the_coming_port_leaves_its_trace_in_the_season_before_unless_switched_off(
    world: PatternWorld,
) -> None:
    rising = 1 << bit_of("port_rising")
    shanghai = 1 << bit_of("shanghai")

    def share_rising(drawn: PatternWorld) -> float:
        frame = drawn.patterns_by_season[2006]
        here = frame[(frame["hits"] & shanghai) > 0]
        return float((here["hits"] & rising > 0).mean())

    assert share_rising(world) == 1
    assert share_rising(draw_world(SETTINGS["learnable_no_rising"], 1)) == 0


def test_nothing_to_find_means_the_points_in_force_are_the_truth() -> None:
    world = draw_world(SETTINGS["rare_nothing"], 1)
    assert world.true_points.tolist() == world.current_points.tolist()


def test_rules_carry_the_staleness_of_the_season_asked_for(world: PatternWorld) -> None:
    rules = world.rules(2006)
    assert rules["rule"].tolist() == list(RULES)
    assert not rules.loc[rules["kind"] != "port_identity", "stale"].any()
    assert (
        (rules["points"] >= rules["min_points"]) & (rules["points"] <= rules["max_points"])
    ).all()
