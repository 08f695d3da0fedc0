"""From the log of draws to what the lane says: by hand on small marts, and on the small world."""

import json
from collections.abc import Iterator

import duckdb
import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.commands import lane
from pipelines.editions import open_edition
from pipelines.estimates.random_lane import estimate_random_lane
from pipelines.estimates.targeting import estimate_targeting_quality
from pipelines.filters.lane_plan import PlanError, plan_random_lane
from pipelines.settings import Settings

ZERO = (
    "frame_unknown", "draws_frame_unknown", "draws_outside_frame", "not_examined", "pending",
    "no_record", "unlogged", "targeted_security_positive", "targeted_person", "incident_trips",
)  # fmt: skip


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    """Marts of one port and month, with draws at two probabilities.

    April 2006 at 2704: 2,000 discharged, 40 drawn: 30 at 1 in 20 and 10 at 1 in 100. 2 of the first
    were refused, 1 substituted; 3 of the first and 1 of the second had a discrepancy, one of the
    three was also targeted. 100 were targeted, 9 of them positive, 10 without a result.
    """
    con = duckdb.connect()
    con.execute("create schema marts")
    zeros = ", ".join(f"0 as {name}" for name in ZERO)
    con.execute(
        "create table marts.fct_random_lane as select 'synthetic' as origin, '2704' as "
        "us_port_code, date '2006-04-01' as arrival_month, 2006 as season, true as is_in_season, "
        "2006 as fiscal_year, 2000 as frame_trips, 40 as draws, 40 as draws_in_frame, "
        "37 as responded, 2 as refused, 1 as substituted, 1 as targeted_draws, "
        f"100 as targeted_trips, 10 as targeted_unknown, 9 as targeted_positive, {zeros}"
    )
    con.execute(
        """
        create table marts.fct_random_draws as
        select 'synthetic' as origin, '2704' as us_port_code, date '2006-04-01' as arrival_month,
            date '2006-04-10' as arrival_week, 2006 as season, true as is_in_season,
            2006 as fiscal_year, true as is_in_frame,
            case when i < 30 then 0.05 else 0.01 end as draw_probability,
            i = 0 as is_targeted, i not in (27, 28, 29) as has_responded,
            case when i not in (27, 28, 29) then i in (0, 1, 2, 30) end as is_positive,
            case when i not in (27, 28, 29) then false end as is_security_positive,
            case when i not in (27, 28, 29) then false end as is_person,
            10 as score_t2, 5 as smuggling_score_t2
        from range(40) as drawn(i)
        """
    )
    con.execute(
        """
        create table marts.fct_exam_reasons as
        select 'synthetic' as origin, '2704' as us_port_code, date '2006-04-01' as arrival_month,
            2006 as season, true as is_in_season, 2006 as fiscal_year, * from (values
            ('review', 'each', 60, 50, 6, 8, 1, 1),
            ('review', 'exclusive', 25, 19, 0, 2, 0, 0)
        ) as counted(reason, basis, ordered_episodes, finished_episodes, unsettled_episodes,
            positive_episodes, security_positive_episodes, person_episodes)
        """
    )
    con.execute(
        """
        create table marts.fct_score_weeks as
        select 'synthetic' as origin, 'terrorism' as rule_set, '2704' as us_port_code,
            date '2006-04-10' as arrival_week, 2006 as season, true as is_in_season, * from (values
            (40, 50, 40, 24, 0),
            (10, 1950, 60, 6, 1)
        ) as counted(score, container_count, examined_count, positive_count, incident_count)
        """
    )
    yield con
    con.close()


def one(frame: object, **wanted: object) -> dict[str, object]:
    rows = frame[(frame[list(wanted)] == list(wanted.values())).all(axis=1)]  # type: ignore[index]
    assert len(rows) == 1, rows
    return rows.iloc[0].to_dict()


def test_the_published_lane_is_the_one_worked_by_hand(marts: duckdb.DuckDBPyConnection) -> None:
    published = estimate_random_lane(marts)
    row = one(published, outcome="any_discrepancy", period="2006", port_code="*")

    # Weights 20 and 100: drawn 30 x 20 + 10 x 100 = 1,600, responded 27 x 20 + 1,000 = 1,540.
    assert row["response_share"] == pytest.approx(1_540 / 1_600)
    # Hits 3 x 20 + 100 = 160 of 1,540: 160 x 1,600 / 1,540 = 166.23 of 2,000.
    assert row["containers"] == pytest.approx(166.23, abs=0.01)
    assert row["value"] == pytest.approx(0.08312, abs=1e-5)
    # None of the three silent draws: 160 / 2,000; all of them: 220 / 2,000.
    assert row["value_unknown_low"] == pytest.approx(0.08)
    assert row["value_unknown_high"] == pytest.approx(0.11)
    assert (row["hits"], row["refused"], row["substituted"], row["targeted_draws"]) == (4, 2, 1, 1)
    assert (row["verdict"], row["note"]) == ("rate", "")

    person = one(published, outcome="person", period="FY2006", port_code="2704")
    # No incident is known here, so the national base rate is asked: 29 / 99 million.
    assert person["verdict"] == "refused"
    assert person["draws_needed"] == pytest.approx(10_226_797, rel=1e-3)
    # Largest weight 100 x 1,600 / 1,540 = 103.9, times 2.996: 311 containers.
    assert person["bound_containers"] == pytest.approx(311.2, abs=0.1)
    assert {"2006-04", "2006", "FY2006", "CY2006"} == set(published["period"])


def test_published_targeting_is_the_one_worked_by_hand(marts: duckdb.DuckDBPyConnection) -> None:
    quality = estimate_targeting_quality(marts)

    # 8 of the 44 that are settled; with exclusive review 19 finished, too few for a percentage.
    each = one(quality, measure="hit_rate", outcome="any_discrepancy", basis="each", period="2006",
               port_code="2704")  # fmt: skip
    assert (each["value"], each["n_unknown"]) == (pytest.approx(8 / 44), 6)
    alone = one(quality, measure="hit_rate", outcome="any_discrepancy", basis="exclusive",
                period="2006", port_code="2704")  # fmt: skip
    assert (alone["numerator"], alone["verdict"], alone["note"]) == (2, "too few", "fewer than 20")

    # Outside: 39 draws (29 x 20 + 1,000 = 1,580), responded 26 x 20 + 1,000 = 1,520, hits 140:
    # 140 x 1,580 / 1,520 = 145.5; inside 9: 9 / 154.5.
    share = one(quality, measure="detection_share", outcome="any_discrepancy", period="2006",
                port_code="*")  # fmt: skip
    assert share["outside"] == pytest.approx(145.53, abs=0.01)
    assert share["value"] == pytest.approx(0.0582, abs=1e-4)
    assert share["n_unknown"] == 10
    stowaways = one(quality, measure="detection_share", outcome="person", period="2006",
                    port_code="*")  # fmt: skip
    assert stowaways["verdict"] == "refused"

    # 100 exams: the 50 highest (24 found) and 50 of 1,950 (6 x 50 / 1,950 = 0.15); by chance
    # 30 x 100 / 2,000 = 1.5.
    lift = quality[
        (quality["measure"] == "lift")
        & (quality["outcome"] == "any_discrepancy")
        & quality["reason"].isna()
        & (quality["port_code"] == "*")
    ].iloc[0]
    assert lift["numerator"] == pytest.approx(24.1538, abs=1e-4)
    assert lift["expected"] == pytest.approx(1.5)
    assert lift["value"] == pytest.approx(16.1, abs=0.01)


def test_a_lane_that_contradicts_its_counts_is_refused(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("update marts.fct_random_lane set draws_in_frame = 41")
    with pytest.raises(ValueError, match="has 40 draws"):
        estimate_random_lane(marts)


def test_the_log_of_draws_and_the_exams_agree_in_the_small_world(small_world: Settings) -> None:
    with open_edition(small_world.editions).connect() as con:
        assert con.execute(
            "select count(*) from marts.fct_random_draws where origin = 'synthetic'"
        ).fetchone()[0] > 10  # fmt: skip
        # Every random exam was logged, every draw is told once, none lies outside the frame twice.
        assert con.execute(
            "select count(*) filter (where not is_logged), count(*) filter (where draw_count > 1) "
            "from marts.fct_random_draws"
        ).fetchone() == (0, 0)
        assert con.execute(
            "select sum(draws) = sum(draws_in_frame + draws_frame_unknown + draws_outside_frame) "
            "and sum(draws_in_frame) = sum(responded + refused + substituted + not_examined + "
            "pending + no_record) from marts.fct_random_lane"
        ).fetchone() == (True,)
        # The frame is the traffic in scope that was discharged.
        assert con.execute(
            "select sum(frame_trips) = (select count(*) from marts.fct_container_trips where "
            "is_in_scope and (discharged_at is not null or gated_out_at is not null)) "
            "from marts.fct_random_lane"
        ).fetchone() == (True,)
        # Eleven-odd draws carry nothing: no rate of a stowaway, and no percentage at all.
        verdicts = con.execute(
            "select outcome, list(distinct verdict order by verdict), count(value) "
            "from published.random_lane where responded between 1 and 19 group by outcome"
        ).fetchall()
        assert {row[0]: row[2] for row in verdicts} == {
            "any_discrepancy": 0, "security": 0, "person": 0,
        }  # fmt: skip
        assert {row[0]: row[1] for row in verdicts}["person"] == ["refused"]


def test_lane_commands_say_the_edition_s_figures(
    small_world: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "edition_of", lambda _: open_edition(small_world.editions))
    found = CliRunner().invoke(app, ["lane", "--json"])
    assert found.exit_code == 0, found.output
    said = json.loads(found.stdout)
    assert said["period"] == "2006"
    assert {row["outcome"] for row in said["random_lane"]} == {
        "any_discrepancy", "security", "person",
    }  # fmt: skip
    assert {row["measure"] for row in said["targeting_quality"]} == {
        "hit_rate", "detection_share", "lift",
    }  # fmt: skip

    drawn = CliRunner().invoke(app, ["lane"])
    assert drawn.exit_code == 0, drawn.output
    assert "whatever the volume" in " ".join(drawn.stdout.split())

    planned = CliRunner().invoke(
        app, ["lane", "plan", "--rate", "0.01", "--power", "0.95", "--json"]
    )
    assert planned.exit_code == 0, planned.output
    plan = json.loads(planned.stdout)
    assert plan["plans"][0]["draws"] >= 299
    assert plan["frame"] == one_frame(small_world)


def one_frame(settings: Settings) -> int:
    with open_edition(settings.editions).connect() as con:
        return int(
            con.execute(
                "select sum(frame_trips) from marts.fct_random_lane where season = 2006 "
                "and is_in_season and origin = 'synthetic'"
            ).fetchone()[0]
        )


def test_a_plan_that_cannot_be_is_refused_in_words(small_world: Settings) -> None:
    edition = open_edition(small_world.editions)
    with pytest.raises(PlanError, match="strictly between 0 and 1"):
        plan_random_lane(edition, rates=[1.5])
