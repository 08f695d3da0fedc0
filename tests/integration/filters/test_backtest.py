"""Backtest of a version beside the one in force, against counts of the two hand-made seasons."""

from pathlib import Path

import pytest
from scipy import stats

from pipelines.decisions import DecisionStore, Thresholds, os_person
from pipelines.editions import Edition
from pipelines.filters.backtest import Backtest, BacktestError, backtest_version
from tests.integration.filters.hand_made import NO_FINDINGS, register_at, rule, rule_set
from tests.integration.filters.two_seasons import (
    NAME,
    SHORT,
    SOFT_TOP,
    two_seasons_edition,
    two_versions_store,
)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return two_seasons_edition(Path(tmp_path_factory.mktemp("backtest")) / "0001")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> DecisionStore:
    return two_versions_store(tmp_path_factory.mktemp("backtest_store"), "2006-01-15T12:00:00")


@pytest.fixture(scope="module")
def found(edition: Edition, store: DecisionStore) -> Backtest:
    return backtest_version(edition, register_at(store, "2006-07-01T12:00:00"), NAME, 2)


def figures(
    found: Backtest, version: str, grouped_by: str = "all", **key: object
) -> dict[str, float]:
    rows = found.figures
    rows = rows[(rows["version"] == version) & (rows["grouped_by"] == grouped_by)]
    for name, value in key.items():
        rows = rows[rows[name] == value]
    assert len(rows) == 1
    row: dict[str, float] = rows.iloc[0].to_dict()
    return row


def test_candidate_and_live_version_are_counted_on_the_same_containers(found: Backtest) -> None:
    candidate, live = figures(found, "candidate"), figures(found, "in force")
    assert (found.version, found.live_version) == (2, 1)
    assert (candidate["containers"], live["containers"]) == (300, 300)
    assert (candidate["selected"], live["selected"]) == (60, 40)
    assert (candidate["positives_selected"], live["positives_selected"]) == (21, 14)
    assert candidate["recall"] == pytest.approx(21 / 26)
    assert live["recall"] == pytest.approx(14 / 26)
    # 10 soft tops of season 2005 were never examined: nobody knows what was in them
    assert candidate["precision"] == pytest.approx(21 / 50)
    assert live["precision"] == pytest.approx(14 / 30)


def test_the_budget_is_what_was_examined_and_ties_at_it_are_taken_pro_rata(
    found: Backtest,
) -> None:
    # with an outcome: 20 + 10 + 5 in 2005, 10 + 10 in 2006
    assert found.budget_share == pytest.approx(55 / 300)
    candidate, live = figures(found, "candidate"), figures(found, "in force")
    # 55 of the 60 that score 20 hold 55/60 of the 21; the live version selects 40, then 15 of
    # the other 260, which hold 12
    assert candidate["positives_in_budget"] == pytest.approx(21 * 55 / 60)
    assert live["positives_in_budget"] == pytest.approx(14 + 12 * 15 / 260)
    assert candidate["lift"] == pytest.approx(21 * 55 / 60 / 26 / (55 / 300))
    exact = stats.binomtest(21, 26).proportion_ci(0.95, method="exact")
    assert (candidate["recall_low"], candidate["recall_high"]) == pytest.approx(
        (exact.low, exact.high)
    )


def test_by_season_and_port_small_numbers_are_said_to_be_not_enough(found: Backtest) -> None:
    season = figures(found, "candidate", "season", season=2006)
    port = figures(found, "candidate", "port", port_code="3001")
    assert (season["selected"], season["positives"], season["positives_selected"]) == (20, 6, 6)
    assert season["note"] == "not enough evidence: fewer than 20 incidents"
    assert season["recall"] != season["recall"]
    assert port["positives_selected"] == season["positives_selected"]
    full = figures(found, "candidate", "season", season=2005)
    assert (full["recall"], full["note"]) == (15 / 20, "")


def test_agreement_says_what_only_one_of_them_catches(found: Backtest) -> None:
    rows = found.agreement.set_index("outcome")
    columns = ["both", "candidate_only", "in_force_only", "neither"]
    assert rows.loc["confirmed", columns].tolist() == [14, 7, 0, 5]
    assert rows.loc["negative", columns].tolist() == [10, 13, 0, 0]
    assert rows.loc["none", columns].tolist() == [10, 0, 0, 235]


def test_a_season_that_had_closed_before_the_version_was_written_is_hindsight(
    found: Backtest,
) -> None:
    assert found.seasons == (2005, 2006)
    assert found.hindsight_seasons == (2005,)


def test_other_thresholds_and_ports_can_be_asked_for(
    edition: Edition, store: DecisionStore
) -> None:
    register = register_at(store, "2006-07-01T12:00:00")
    asked = backtest_version(
        edition, register, NAME, 2, ports=["3001"], thresholds={"3001": 40}, budget_share=0.1
    )
    row = figures(asked, "candidate")
    assert (row["containers"], row["selected"]) == (100, 0)
    # 10 exams take half of the 20 that score 20
    assert row["positives_in_budget"] == pytest.approx(3)


def test_the_version_in_force_stands_alone(edition: Edition, store: DecisionStore) -> None:
    alone = backtest_version(edition, register_at(store, "2006-07-01T12:00:00"), NAME, 1)
    assert alone.live_version is None
    assert alone.agreement.empty
    assert figures(alone, "candidate")["selected"] == 40


def test_a_version_of_more_rules_than_one_word_holds_is_measured_alike(
    edition: Edition, tmp_path: Path
) -> None:
    store = two_versions_store(tmp_path, "2006-06-10T12:00:00")
    register, person = register_at(store, "2006-06-20T12:00"), os_person(store)
    unused = [rule(f"unused_{number}", f"bill_count = {number + 900}", 1) for number in range(70)]
    content = rule_set(NAME, 3, SOFT_TOP, *unused, SHORT)
    assert content.word_count == 2
    register.draft(person, content, track="national", ports=("*",), reason="test")
    row = figures(backtest_version(edition, register, NAME, 3), "candidate")
    assert (row["selected"], row["positives_selected"]) == (60, 21)


def test_a_filter_made_later_is_judged_by_the_threshold_it_has_now(
    edition: Edition, tmp_path: Path
) -> None:
    register = register_at(two_versions_store(tmp_path, "2006-06-10T12:00:00"), "2006-06-20T12:00")
    person = os_person(register.store)
    content = rule_set("los_angeles_only", 1, SHORT)
    drafted = register.draft(person, content, track="port", ports=("2704",), reason="test")
    with pytest.raises(BacktestError, match="no threshold at port 2704, neither at the close of"):
        backtest_version(edition, register, "los_angeles_only", 1)
    register.submit(person, "los_angeles_only", 1, revision=drafted.revision, evidence=NO_FINDINGS)
    Thresholds(register.store, register.clock).propose(
        person, "los_angeles_only", "2704", mandatory=20, review=5, reason="first of it"
    )
    found = backtest_version(edition, register, "los_angeles_only", 1)
    row = figures(found, "candidate")
    # its port alone: the 200 of Los Angeles, 10 of them short
    assert (row["containers"], row["selected"], row["positives_selected"]) == (200, 10, 5)
    assert found.hindsight_seasons == (2005, 2006)


def test_what_cannot_be_measured_is_refused_in_words(
    edition: Edition, store: DecisionStore
) -> None:
    register = register_at(store, "2006-07-01T12:00:00")
    with pytest.raises(BacktestError, match="no synthetic traffic scored on arrival in seasons"):
        backtest_version(edition, register, NAME, 2, seasons=[1999])
    with pytest.raises(BacktestError, match="no real traffic"):
        backtest_version(edition, register, NAME, 2, origin="real")


def test_the_answer_is_plain_data(found: Backtest) -> None:
    plain = found.to_dict()
    assert plain["hindsight_seasons"] == [2005]
    row = next(
        row
        for row in plain["figures"]
        if (row["version"], row["grouped_by"], row["season"]) == ("candidate", "season", 2006)
    )
    assert (row["recall"], row["positives"], row["port_code"]) == (None, 6, None)
    everything = plain["figures"][0]
    assert (everything["grouped_by"], everything["season"]) == ("all", None)
