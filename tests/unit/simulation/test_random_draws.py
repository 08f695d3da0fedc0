"""The log of the random lane: every draw, examined or not, and no random exam without one."""

from collections.abc import Callable

import pandas as pd
import pytest

from models.simulation import SimulationConfig, calibration
from models.simulation.agency_draws import OUTCOMES
from models.simulation.figure import Figure
from tests.unit.simulation.conftest import TINY, World

TRIP = ["container_number", "vessel_imo", "voyage_number", "us_port_code"]


def latest(world: World, table: str, key: str) -> pd.DataFrame:
    """The newest row of each key, as the platform takes it."""
    rows = world.table(table).to_pandas().sort_values("recorded_at")
    return rows.groupby(key, as_index=False).tail(1)


@pytest.fixture(scope="module")
def busy(run: Callable[[SimulationConfig], World]) -> World:
    """A stream in which one of ten is drawn and half the exams are called off."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibration, "RANDOM_DRAW_PROBABILITY", Figure(0.1, "for tests"))
        patch.setattr(calibration, "CANCELLED_SHARE", Figure(0.5, "for tests"))
        return run(
            SimulationConfig(
                seed=3, first_season=2006, last_season=2006, trips_per_season=3_000, has_dirt=False
            )
        )


def test_every_exam_called_random_was_drawn(season: World) -> None:
    draws = latest(season, "random_draws", "draw_id")
    exams = latest(season, "exams", "exam_event_id")
    drawn = exams["selection_reasons"].str.split(";").map(lambda reasons: "random" in reasons)
    by_exam = set(exams.loc[drawn, TRIP].itertuples(index=False, name=None))
    by_log = set(draws[TRIP].itertuples(index=False, name=None))

    assert by_exam <= by_log
    assert len(by_log) == len(draws) > 20
    assert (draws["draw_probability"] == calibration.RANDOM_DRAW_PROBABILITY.value).all()


def test_an_open_draw_is_settled_under_its_own_number_in_a_later_release(busy: World) -> None:
    rows = busy.table("random_draws").to_pandas()
    opened = rows[rows["outcome"] == "drawn"]
    settled = rows[rows["outcome"] != "drawn"].set_index("draw_id")

    last = opened["draw_id"].str.contains(busy.months[-1].month.replace("-", ""))
    waited = opened.loc[~last, "draw_id"]
    assert len(waited) > 10
    assert waited.isin(settled.index).all()
    assert (rows["drawn_at"] <= rows["recorded_at"]).all()


def test_draws_without_an_exam_are_refused_substituted_or_let_go(busy: World) -> None:
    draws = latest(busy, "random_draws", "draw_id")
    exams = latest(busy, "exams", "exam_event_id")
    done = exams[(exams["status"] == "completed") & (exams["method"] != "radiation")]
    examined = set(done[TRIP].itertuples(index=False, name=None))
    outcome = draws["outcome"]

    assert set(outcome) - {"drawn"} == set(OUTCOMES) - {"drawn", "not_discharged"}
    has_exam = pd.Series(
        [key in examined for key in draws[TRIP].itertuples(index=False, name=None)],
        index=draws.index,
    )
    assert has_exam[outcome == "examined"].all()
    assert not has_exam[outcome.isin(["substituted", "not_examined"])].any()
    # The box examined instead was examined for a reason of its own, at the same port.
    stands_in = draws[outcome == "substituted"]
    assert stands_in["substitute_container_number"].notna().all()
    assert draws.loc[outcome != "substituted", "substitute_container_number"].isna().all()
    at_port = set(done[["container_number", "us_port_code"]].itertuples(index=False, name=None))
    named = stands_in[["substitute_container_number", "us_port_code"]]
    assert set(named.itertuples(index=False, name=None)) <= at_port


def test_the_log_changes_no_other_feed(
    run: Callable[[SimulationConfig], World], tiny: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tiny.months[0].tables["random_draws"].slice(0, 0)
    monkeypatch.setattr("models.simulation.month_tables.random_draws", lambda _: empty)
    again = run(TINY)
    for kept, month in zip(tiny.months, again.months, strict=True):
        for name in kept.tables:
            if name != "random_draws":
                assert kept.tables[name] == month.tables[name], (name, month.month)
