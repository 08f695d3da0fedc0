"""Selection, examination, discovery, and how the agency's feeds tell of them."""

import datetime
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from models.rules import Threshold, Vocabulary, VocabularyColumn, parse_rule
from models.simulation import ReferenceTables, SpecialOperation
from models.simulation.exam_times import delay_release
from models.simulation.selection import operation_targets, thresholds_in_force
from models.simulation.times import TripTimes
from models.simulation.world import build_world
from tests.unit.simulation.conftest import TINY, World

TRIP = ["container_number", "vessel_imo", "voyage_number", "us_port_code"]


@pytest.fixture(scope="module")
def exams(tiny: World) -> pd.DataFrame:
    return tiny.table("exams").to_pandas()


@pytest.fixture(scope="module")
def latest(exams: pd.DataFrame) -> pd.DataFrame:
    """The newest row of each exam event, as the platform takes it."""
    return exams.sort_values("recorded_at").groupby("exam_event_id").tail(1)


def test_times_of_an_exam_are_in_order(latest: pd.DataFrame) -> None:
    done = latest[latest["status"] == "completed"]
    assert len(done) > 20
    assert (done["hold_placed_at"] < done["started_at"]).all()
    assert (done["started_at"] < done["ended_at"]).all()
    lifted = done.dropna(subset="hold_lifted_at")
    assert (lifted["ended_at"] <= lifted["hold_lifted_at"]).all()
    assert (lifted["hold_lifted_at"] < lifted["recorded_at"]).all()
    assert (done["ended_at"] < done["recorded_at"]).all()


def test_only_completed_exams_have_results_and_findings(latest: pd.DataFrame) -> None:
    completed = latest["status"] == "completed"
    assert latest.loc[~completed, "result"].isna().all()
    is_portal = latest["method"] == "radiation"
    assert latest.loc[completed & ~is_portal, "result"].notna().all()
    positive = latest["result"].isin(["positive_security", "positive_other"])
    assert latest.loc[positive, "finding"].notna().all()
    assert latest.loc[~positive, "finding"].isna().all()
    security = latest["result"] == "positive_security"
    assert (latest.loc[security, "finding"] == "person").all()


def test_the_probability_of_the_draw_stands_where_the_draw_was_a_reason(
    exams: pd.DataFrame,
) -> None:
    drawn = exams["selection_reasons"].str.split(";").map(lambda reasons: "random" in reasons)
    assert (exams["random_draw_probability"].notna() == drawn).all()
    assert drawn.any()


def test_open_exams_are_completed_or_cancelled_in_a_later_release(tiny: World) -> None:
    opened: dict[str, str] = {}
    closed: dict[str, str] = {}
    for month in tiny.months:
        for row in month.tables["exams"].select(["exam_event_id", "status"]).to_pylist():
            target = opened if row["status"] in ("ordered", "started") else closed
            target[row["exam_event_id"]] = month.month
    still_open = {name: month for name, month in opened.items() if name not in closed}
    assert opened
    assert all(closed[name] > opened[name] for name in opened if name in closed)
    # Only what was opened near the end of the stream can still be open.
    assert all(month >= tiny.months[-2].month for month in still_open.values())


def test_foreign_exams_are_images_and_openings_follow_their_image(latest: pd.DataFrame) -> None:
    foreign = latest[(latest["location_group"] == "foreign") & (latest["status"] == "completed")]
    assert (foreign["method"] == "image").all()
    home = latest[(latest["location_group"] == "domestic") & (latest["status"] == "completed")]
    ends = home.pivot_table(index=TRIP, columns="method", values="ended_at", aggfunc="max")
    opened = ends.filter(like="physical").min(axis=1)
    both = ends["image"].notna() & opened.notna()
    assert both.any()
    assert (ends.loc[both, "image"] < opened[both]).all()


def test_persons_are_found_only_where_persons_were(tiny: World, latest: pd.DataFrame) -> None:
    carried = tiny.truth("containers_with_persons").to_pandas()
    with_persons = set(map(tuple, carried[TRIP].to_numpy()))
    found = latest[latest["result"] == "positive_security"]
    assert all(tuple(row) in with_persons for row in found[TRIP].to_numpy())


def test_exams_find_nobody_after_the_discovery(tiny: World, latest: pd.DataFrame) -> None:
    carried = tiny.truth("containers_with_persons").to_pandas().dropna(subset="discovered_at")
    joined = latest.merge(carried, on=TRIP)
    done = joined[joined["status"] == "completed"]
    assert (done["ended_at"] <= done["discovered_at"]).all()
    assert len(carried) > 10


def test_incidents_are_the_discovered_events(tiny: World) -> None:
    carried = tiny.truth("containers_with_persons").to_pandas()
    incidents = tiny.table("incidents").to_pandas()
    boxes = tiny.table("incident_containers").to_pandas()
    here = incidents[
        (incidents["found_in"] == "united_states") & incidents["incident_id"].str.startswith("SYN-")
    ]
    known = boxes[boxes["incident_id"].isin(here["incident_id"])]
    discovered = carried[carried["is_discovered"]]
    # The last release cannot tell what was recorded after it; smuggling ends four months before.
    assert set(map(tuple, known[TRIP].to_numpy())) == set(map(tuple, discovered[TRIP].to_numpy()))
    assert here["incident_id"].nunique() == discovered["truth_event"].nunique()
    hidden = carried[~carried["is_discovered"]]
    assert len(hidden) > 0
    assert not set(map(tuple, hidden[TRIP].to_numpy())) & set(map(tuple, known[TRIP].to_numpy()))


def test_incidents_abroad_name_no_container(tiny: World) -> None:
    incidents = tiny.table("incidents").to_pandas()
    boxes = tiny.table("incident_containers").to_pandas()
    abroad = incidents[incidents["found_in"] == "abroad"]
    assert len(abroad) > 0
    assert (abroad["interception_stage"] == "before_lading").all()
    of_abroad = boxes[boxes["incident_id"].isin(abroad["incident_id"])]
    assert of_abroad["container_number"].isna().all()
    assert of_abroad["loading_port_code"].notna().all()


def test_persons_of_an_incident_add_up(tiny: World) -> None:
    incidents = tiny.table("incidents").to_pandas().set_index("incident_id")
    together = incidents["persons_detained_count"] + incidents["persons_escaped_count"]
    assert (together == incidents["persons_known_count"]).all()
    boxes = tiny.table("incident_containers").to_pandas()
    by_incident = boxes.groupby("incident_id")["persons_known_count"].sum()
    assert (by_incident == incidents["persons_known_count"].reindex(by_incident.index)).all()


def test_each_container_of_an_incident_ends_with_its_discovery(tiny: World) -> None:
    events = tiny.table("incident_events").to_pandas()
    for _, told in events.groupby(["incident_id", "container_label"]):
        assert told["event_sequence"].tolist() == list(range(1, len(told) + 1))
        assert told["occurred_at"].is_monotonic_increasing
        assert told["event"].tolist().index("discovered") == len(told) - 1
        assert told["found_by"].notna().tolist() == [False] * (len(told) - 1) + [True]


def test_found_by_exam_means_an_exam_with_that_result(tiny: World, latest: pd.DataFrame) -> None:
    events = tiny.table("incident_events").to_pandas()
    boxes = tiny.table("incident_containers").to_pandas()
    by_exam = events[events["found_by"] == "exam"].merge(
        boxes, on=["incident_id", "container_label"]
    )
    found = latest[latest["result"] == "positive_security"]
    assert set(map(tuple, by_exam[TRIP].to_numpy())) == set(map(tuple, found[TRIP].to_numpy()))


def test_what_never_left_has_no_gate_out(tiny: World) -> None:
    messages = tiny.table("manifest_events").to_pandas()
    carried = tiny.truth("containers_with_persons").to_pandas()
    found = carried[carried["is_discovered"]]
    statuses = messages[messages["message_type"] == "status"]
    of_found = statuses.merge(found, on=TRIP[:3])
    assert len(of_found) > 0
    assert of_found["gated_out_at"].isna().all()


def test_names_and_sources_say_synthetic(tiny: World) -> None:
    for name in ("incidents", "incident_containers", "incident_events", "notifications"):
        frame = tiny.table(name).to_pandas()
        is_scenario = frame["incident_id"].str.startswith("SCENARIO-OIG-")
        assert frame["incident_id"].str.startswith("SYN-").equals(~is_scenario)
        assert (frame.loc[~is_scenario, "source"] == "synthetic stream").all()
        assert frame.loc[is_scenario, "source"].str.startswith("scenario: OIG review, lines ").all()


def test_an_operation_examines_nine_of_ten_that_meet_its_criteria(
    reference: ReferenceTables,
) -> None:
    vocabulary = Vocabulary.from_columns([VocabularyColumn("is_soft_top", "boolean")])
    operation = SpecialOperation(
        name="test",
        starts_on=np.datetime64("2005-05-05"),
        ends_on=np.datetime64("2005-05-27"),
        port_codes=("2704", "3001"),
        criteria=parse_rule("is_soft_top", vocabulary),
    )
    world = replace(build_world(TINY, reference), operations=(operation,))
    ports = world.network.united_states
    days = ["2005-05-05"] * 8 + ["2005-05-27"] * 8 + ["2005-05-04", "2005-05-28", "2005-05-10"]
    us = np.array(
        [ports.index_of("2704"), ports.index_of("3001")] * 8 + [ports.index_of("2704")] * 3
    )
    us[-1] = ports.index_of("4601")
    is_soft_top = np.array([True] * 14 + [False] + [True] * 4)
    scope = np.array([True] * 15 + [False] + [True] * 3)
    chosen = operation_targets(
        world,
        us,
        pd.DataFrame({"is_soft_top": is_soft_top}),
        scope,
        np.array(days, "datetime64[D]"),
    )
    # Fourteen meet the criteria; the fourth and the fourteenth are left out. The fifteenth is no
    # soft top, the sixteenth out of scope; then a day too early, a day too late, another port.
    assert np.flatnonzero(chosen).tolist() == [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12]


def test_thresholds_in_force_by_hand() -> None:
    def row(port: str, mandatory: int, day: str) -> Threshold:
        return Threshold(
            rule_set="terrorism", port_code=port, mandatory=mandatory, review=mandatory - 5,
            effective_from=datetime.date.fromisoformat(day), effective_precision="day",
            reason="test", source="chosen",
        )  # fmt: skip

    history = (
        row("*", 30, "2000-01-01"),
        row("3001", 20, "2005-04-29"),
        row("*", 40, "2006-01-01"),
    )
    ports = np.array(["2704", "3001"])
    days = np.array(["1999-12-31", "2005-04-28", "2005-04-29", "2006-06-01"], dtype="datetime64[D]")
    seattle, review = thresholds_in_force(history, "terrorism", ports, np.ones(4, dtype=int), days)
    los_angeles, _ = thresholds_in_force(history, "terrorism", ports, np.zeros(4, dtype=int), days)
    assert seattle[1:].tolist() == [30, 20, 20]
    assert review[1:].tolist() == [25, 15, 15]
    assert los_angeles[1:].tolist() == [30, 30, 40]
    assert seattle[0] > 1_000_000


def test_release_waits_for_the_last_hold() -> None:
    def at(*days: str) -> np.ndarray:
        return np.array([f"2005-10-{day}T00:00:00" for day in days], dtype="datetime64[s]")

    unknown = np.zeros(2, dtype=bool)
    times = TripTimes(
        laded=at("01", "01"), departed=at("02", "02"), first_arrival=at("10", "10"),
        discharged=at("11", "11"), data_complete=at("09", "09"), released=at("12", "12"),
        gated_out=at("13", "13"), is_lading_unknown=unknown, is_discharge_unknown=unknown,
        is_release_unknown=unknown,
    )  # fmt: skip
    lifted = np.array(["2005-10-14T00:00:00", "2005-10-18T00:00:00", "NaT"], dtype="datetime64[s]")
    released, gated = delay_release(times, np.array([0, 0, 1]), lifted, np.random.default_rng(0))
    waited = (released[0] - lifted[1]) / np.timedelta64(1, "h")
    assert 0.5 <= waited <= 6.0
    assert gated[0] - released[0] == np.timedelta64(24 * 3600, "s")
    assert released[1] == times.released[1]
    assert gated[1] == times.gated_out[1]
