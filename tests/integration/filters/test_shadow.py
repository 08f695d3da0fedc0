"""A version in shadow beside the live one, against counts of the hand-made season 2006."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.decisions import DecisionStore, ShippedFilters, os_person
from pipelines.decisions.shadows import Shadows
from pipelines.editions import Edition
from pipelines.filters.shadow import ShadowError, ShadowReport, shadow_report
from tests.integration.filters.hand_made import (
    NO_FINDINGS,
    VOCABULARY,
    make_store,
    register_at,
    rule_set,
    shipped,
    threshold,
)
from tests.integration.filters.two_seasons import (
    CANDIDATE,
    LIVE,
    NAME,
    SHORT,
    SOFT_TOP,
    approve,
    moment,
    second_person,
    two_seasons_edition,
    two_versions_store,
)

COLUMNS = ["both", "live_only", "shadow_only", "neither"]


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return two_seasons_edition(Path(tmp_path_factory.mktemp("shadow")) / "0001")


@pytest.fixture
def store(tmp_path: Path) -> DecisionStore:
    """Version 2 submitted on 10 January 2006, in shadow from 1 February to the end of April."""
    store = two_versions_store(tmp_path, "2006-01-10T12:00:00")
    register = register_at(store, "2006-02-01T00:00:00")
    Shadows(store, register.clock, VOCABULARY).begin(
        os_person(store), NAME, 2, ends_at=moment("2006-05-01"), reason="test"
    )
    return store


def report(edition: Edition, store: DecisionStore, asked_at: str) -> ShadowReport:
    return shadow_report(edition, register_at(store, asked_at), NAME, 2)


def test_only_arrivals_of_its_time_are_compared_by_outcome(
    edition: Edition, store: DecisionStore
) -> None:
    found = report(edition, store, "2006-03-20T00:00:00")
    assert (found.state, found.live_versions, found.containers) == ("running", (1,), 100)
    rows = found.outcomes.set_index("outcome")
    assert rows.loc["confirmed", COLUMNS].tolist() == [4, 0, 2, 0]
    assert rows.loc["lesser_positive", COLUMNS].tolist() == [6, 0, 0, 0]
    assert rows.loc["negative", COLUMNS].tolist() == [0, 0, 8, 0]
    assert rows.loc["none", COLUMNS].tolist() == [0, 0, 0, 80]
    assert found.ports.set_index("port_code").loc["3001", COLUMNS].tolist() == [10, 0, 10, 80]


def test_hits_per_rule_say_which_version_has_the_rule(
    edition: Edition, store: DecisionStore
) -> None:
    rows = report(edition, store, "2006-03-20T00:00:00").rules.set_index(["rule", "outcome"])
    shared, new = rows.loc[("soft_top", "confirmed")], rows.loc[("short_description", "confirmed")]
    assert shared[["in_live", "in_shadow", "live_hits", "shadow_hits"]].tolist() == [
        True,
        True,
        4,
        4,
    ]
    assert new[["in_live", "in_shadow", "live_hits", "shadow_hits"]].tolist() == [False, True, 0, 2]
    assert rows.loc[("short_description", "negative"), "shadow_hits"] == 8


def test_adoption_ends_the_shadow(edition: Edition, store: DecisionStore) -> None:
    approve(store, "2006-04-01T00:00:00")
    found = report(edition, store, "2006-04-20T00:00:00")
    assert (found.state, found.ends_at) == ("adopted", moment("2006-04-01"))
    # the one container of 10 April came after it
    assert found.containers == 99


def test_it_ends_by_its_date(edition: Edition, store: DecisionStore) -> None:
    found = report(edition, store, "2006-05-02T00:00:00")
    assert (found.state, found.ends_at) == ("ended", moment("2006-05-01"))
    assert found.to_dict()["starts_at"] == "2006-02-01T00:00:00+00:00"


def test_a_version_that_never_was_in_shadow_is_refused(
    edition: Edition, store: DecisionStore
) -> None:
    with pytest.raises(ShadowError, match="stowaways version 1 never was in shadow"):
        shadow_report(edition, register_at(store, "2006-03-20T00:00:00"), NAME, 1)


def test_live_is_what_was_in_force_at_the_port_and_moment_and_nobody_after_a_withdrawal(
    edition: Edition, tmp_path: Path
) -> None:
    # version 1 everywhere; version 2 from February in its place at Seattle, withdrawn in March
    since = date(1998, 1, 1)
    store = make_store(
        tmp_path,
        ShippedFilters(
            versions=(shipped(LIVE, since),), thresholds=(threshold(NAME, "*", 20, since),)
        ),
    )
    keeper, approver = os_person(store), second_person(store)
    register = register_at(store, "2006-02-01T00:00:00")
    drafted = register.draft(keeper, CANDIDATE, track="national", ports=("3001",), reason="test")
    submitted = register.submit(keeper, NAME, 2, revision=drafted.revision, evidence=NO_FINDINGS)
    register.approve(approver, NAME, 2, revision=submitted.revision, reason="test")
    later = register_at(store, "2006-03-20T00:00:00")
    revision = later.version(NAME, 2).revision
    later.withdraw(approver, NAME, 2, revision=revision, reason="test")
    only_short = rule_set(NAME, 3, SHORT)
    drafted = later.draft(keeper, only_short, track="national", ports=("*",), reason="test")
    later.submit(keeper, NAME, 3, revision=drafted.revision, evidence=NO_FINDINGS)
    Shadows(store, later.clock, VOCABULARY).begin(
        keeper,
        NAME,
        3,
        starts_at=moment("2006-01-15"),
        ends_at=moment("2006-05-01"),
        reason="test",
    )
    found = shadow_report(edition, later, NAME, 3)
    assert found.live_versions == (1, 2)
    rows = found.outcomes.set_index("outcome")
    assert rows.loc["confirmed", COLUMNS].tolist() == [2, 4, 0, 0]
    assert rows.loc["lesser_positive", COLUMNS].tolist() == [0, 6, 0, 0]
    assert rows.loc["negative", COLUMNS].tolist() == [8, 0, 0, 0]
    rules = found.rules.set_index(["rule", "outcome"])
    assert rules.loc[("soft_top", "confirmed"), ["live_hits", "shadow_hits"]].tolist() == [4, 0]
    assert not rules.loc[("soft_top", "confirmed"), "in_shadow"]


def test_without_a_threshold_in_the_edition_nothing_is_compared(
    edition: Edition, tmp_path: Path
) -> None:
    since = date(1998, 1, 1)
    content = rule_set("unknown_there", 1, SOFT_TOP)
    store = make_store(
        tmp_path,
        ShippedFilters(
            versions=(shipped(content, since),),
            thresholds=(threshold("unknown_there", "*", 20, since),),
        ),
    )
    register, keeper = register_at(store, "2006-02-01T00:00:00"), os_person(store)
    drafted = register.draft(keeper, content, track="national", ports=("*",), reason="test")
    register.submit(keeper, "unknown_there", 2, revision=drafted.revision, evidence=NO_FINDINGS)
    Shadows(store, register.clock, VOCABULARY).begin(
        keeper, "unknown_there", 2, ends_at=moment("2006-05-01"), reason="test"
    )
    with pytest.raises(ShadowError, match="no threshold of the rule set was in force"):
        shadow_report(edition, register, "unknown_there", 2)
