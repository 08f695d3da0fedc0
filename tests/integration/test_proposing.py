"""A season's proposal on a small stream: its tables, its draft, its model card, its refusal."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from pipelines.cli import app
from pipelines.decisions import grant, os_person, revoke
from pipelines.editions import open_edition
from pipelines.estimates.season_backtest import SeasonBacktestError, season_backtest
from pipelines.filters.desk import Desk, open_desk, with_points
from pipelines.settings import Settings, get_settings
from pipelines.stages.proposing import propose
from pipelines.warehouse_file import open_warehouse

RULE_SET = "human_smuggling"


@pytest.fixture(scope="module")
def edition(accepted_world: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_edition(accepted_world.editions).connect() as con:
        yield con


@pytest.fixture
def world(accepted_world: Settings, tmp_path: Path) -> Settings:
    """A copy of the accepted world with a decision store of its own, nothing drafted in it."""
    shutil.copytree(accepted_world.build, tmp_path / "build")
    return Settings(build=tmp_path / "build", decisions=f"sqlite:///{tmp_path / 'store.sqlite'}")


def typed(settings: Settings, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.setenv("TALLYMAN_BUILD", str(settings.build))
    monkeypatch.setenv("TALLYMAN_DECISIONS", settings.decisions_url)
    get_settings.cache_clear()
    try:
        return CliRunner().invoke(app, list(words))
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()


def drafts(desk: Desk) -> list[tuple[int, str]]:
    return [(one.version, one.state) for one in desk.register.versions(RULE_SET)]


def proposed_points(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return dict(
        con.execute(
            "select rule, proposed_points from published.proposal where origin = 'synthetic'"
        ).fetchall()
    )


def test_an_accepted_proposal_is_a_draft_that_says_it_is_synthetic(
    accepted_world: Settings, edition: duckdb.DuckDBPyConnection
) -> None:
    desk = open_desk(accepted_world)
    assert drafts(desk) == [(1, "approved"), (2, "draft")]
    draft = desk.register.version(RULE_SET, 2)
    points = proposed_points(edition)
    assert {rule.id: rule.points for rule in draft.content.rules} == points
    changed = desk.register.difference(RULE_SET, 2).to_records()
    assert {row["kind"] for row in changed} == {"points"}
    assert draft.parent_version == 1
    assert draft.reason.startswith("Proposed by tallyman from synthetic data, season 2007: ")
    assert draft.reason.endswith("SYNTHETIC DATA ONLY: no real traffic speaks for it.")
    assert f"{len(changed)} weights" in draft.reason
    assert draft.author == os_person(desk.store).identity


def test_proposing_twice_makes_one_draft_and_another_proposal_changes_it(world: Settings) -> None:
    desk = open_desk(world)
    first = propose(world, None)
    assert drafts(desk) == [(1, "approved"), (2, "draft")]
    assert first.drafts["synthetic"].is_new
    again = propose(world, None)
    assert drafts(desk) == [(1, "approved"), (2, "draft")]
    assert not again.drafts["synthetic"].is_new
    assert "says the same already (draft)" in again.drafts["synthetic"].message
    # The author tries other points: the next proposal of the origin takes its own draft back.
    person = os_person(desk.store)
    draft = desk.register.version(RULE_SET, 2)
    other = with_points(desk, draft.content, {"reefer": -3})
    desk.register.edit(person, RULE_SET, 2, revision=draft.revision, content=other)
    back = propose(world, None)
    assert back.drafts["synthetic"].is_new
    assert drafts(desk) == [(1, "approved"), (2, "draft")]
    assert desk.register.version(RULE_SET, 2).content_sha256 == draft.content_sha256


def test_a_refusal_writes_no_draft(world: Settings) -> None:
    outcome = propose(world, 2005)
    assert (outcome.proposed, outcome.refused, outcome.drafts) == (0, 2, {})
    assert drafts(open_desk(world)) == [(1, "approved")]
    with open_warehouse(world.warehouse, read_only=True) as con:
        reasons = dict(
            con.execute("select origin, reason from published.proposal_summary").fetchall()
        )
    assert reasons["synthetic"].startswith("1 season of traffic before season 2005")


def test_who_may_not_draft_gets_the_proposal_and_the_reason(world: Settings) -> None:
    desk = open_desk(world)
    me = os_person(desk.store)
    revoke(desk.store, me, me.identity, "author", "*", reason="keeps the store only")
    outcome = propose(world, None)
    assert outcome.drafts["synthetic"].version is None
    assert outcome.drafts["synthetic"].message.startswith("no draft is written: ")
    assert drafts(desk) == [(1, "approved")]
    grant(desk.store, me, me.identity, "author", reason="drafts again")
    assert propose(world, None).drafts["synthetic"].is_new


SCORED = """
with
    points as (
        select bit, {points} as points from published.proposal where origin = 'synthetic'
    ),

    scores as (
        select
            h.container_trip_key,
            sum(case when (h.hits >> p.bit) & 1 = 1 then p.points else 0 end) as score
        from marts.fct_rule_hits as h
        cross join points as p
        where h.origin = 'synthetic' and h.rule_set = 'human_smuggling'
            and h.rule_set_version = 1 and h.snapshot = 'T2'
        group by h.container_trip_key
    )

select
    count(*) filter (where s.score >= 37),
    count(*) filter (where s.score >= 37 and t.is_incident)
from marts.fct_container_trips as t
inner join scores as s using (container_trip_key)
where t.origin = 'synthetic' and t.is_in_scope and {narrowing}
"""


@pytest.mark.parametrize(
    ("weights", "column"), [("current", "points"), ("proposed", "proposed_points")]
)
def test_exams_and_caught_incidents_are_those_of_the_scores(
    edition: duckdb.DuckDBPyConnection, weights: str, column: str
) -> None:
    # Weeks belong to the season their Monday lies in.
    monday = "date_trunc('week', t.arrival_date) between date '2005-10-01' and date '2006-05-31'"
    exams = edition.execute(SCORED.format(points=column, narrowing=monday)).fetchone()[0]
    told = edition.execute(
        "select exams, asked_exams, doable_exams from published.proposal_workload "
        "where weights = ? and port_code = '*'",
        [weights],
    ).fetchone()
    assert told[0] == exams
    assert 0 <= told[2] <= told[1] <= exams
    caught = "is_caught" if weights == "proposed" else "was_caught"
    in_season = SCORED.format(points=column, narrowing="t.is_in_season")
    found = edition.execute(in_season).fetchone()[1]
    assert edition.execute(
        f"select count(*) from published.proposal_incidents where {caught} and not is_scenario"  # noqa: S608
    ).fetchone() == (found,)


def test_blind_spots_are_counts_of_the_traffic(edition: duckdb.DuckDBPyConnection) -> None:
    told = {
        (what, subject): (containers, of)
        for what, subject, containers, of in edition.execute(
            "select what, subject, containers, of_containers from published.proposal_findings "
            "where kind = 'unanticipated'"
        ).fetchall()
    }
    scope = "marts.fct_container_trips "
    scope += "where origin = 'synthetic' and is_in_scope and is_in_season"
    quiet = edition.execute(
        f"select coalesce(sum(n), 0), (select count(*) from {scope}) from ("  # noqa: S608
        f"select lading_port_code, count(*) as n from {scope} "
        "group by all having not bool_or(is_incident)) where lading_port_code is not null"
    ).fetchone()
    assert told["loading_port", "*"] == quiet
    unresolved = edition.execute(
        f"select count(*) from {scope} and lading_port_code is null"  # noqa: S608
    ).fetchone()
    assert told["unresolved_port", "*"][0] == unresolved[0]
    named = [
        counts
        for (what, subject), counts in told.items()
        if what == "loading_port" and subject != "*"
    ]
    assert 0 < len(named) <= 10
    assert sum(containers for containers, _ in named) <= quiet[0]


def test_a_filter_of_traits_finds_as_many_wherever_they_were_laded(
    edition: duckdb.DuckDBPyConnection,
) -> None:
    found = edition.execute(
        "select weights, place, found, lost from published.moving_port where origin = 'synthetic'"
    ).fetchall()
    traits = {round(number, 6) for weights, _, number, _ in found if weights == "traits alone"}
    assert len(traits) == 1
    hidden = {weights: number for weights, place, number, _ in found if place == "hidden"}
    # Without a place no rule that names one hits: nothing is left but chance.
    as_laded = {weights: number for weights, place, number, _ in found if place == "as laded"}
    assert hidden["named ports alone"] < as_laded["named ports alone"]
    assert {place for _, place, _, _ in found} == {
        "as laded", "hidden", "Hong Kong", "Busan", "Shenzhen (Shekou)", "Shanghai"
    }  # fmt: skip


def test_seasons_of_the_backtest_add_up_and_a_refused_one_counts_as_today(
    edition: duckdb.DuckDBPyConnection,
) -> None:
    rows = edition.execute(
        "from published.season_backtest where origin = 'synthetic' order by grouped_by, season"
    ).df()
    seasons, whole = (rows[rows["grouped_by"] == name] for name in ("season", "all"))
    assert set(seasons["season"]) == {2006}
    for weights, of_weights in seasons.groupby("weights"):
        total = whole[whole["weights"] == weights].iloc[0]
        assert total["found"] == pytest.approx(of_weights["found"].sum())
        assert total["positives"] == of_weights["positives"].sum()
    confirmed = edition.execute(
        "select sum(container_count) from marts.fct_patterns where origin = 'synthetic' and season "
        "= 2006 and is_in_season and outcome = 'confirmed' and snapshot = 'T2' "
        "and rule_set = 'human_smuggling'"
    ).fetchone()
    assert (seasons["positives"] == confirmed[0]).all()
    found = seasons.set_index("weights")["found"]
    if seasons.loc[seasons["weights"] == "proposal", "is_refused"].iloc[0]:
        assert found["proposal"] == found["current"]


def test_a_season_without_two_before_it_is_not_tried(
    accepted_world: Settings, edition: duckdb.DuckDBPyConnection
) -> None:
    content = open_desk(accepted_world).register.version(RULE_SET, 1).content
    with pytest.raises(SeasonBacktestError, match="at least two before it: 2006"):
        season_backtest(edition, content, "synthetic", seasons=[2005])
    with pytest.raises(SeasonBacktestError, match="real traffic of 0 seasons"):
        season_backtest(edition, content, "real")


def test_the_model_card_lies_in_the_edition_and_says_what_the_tables_say(
    accepted_world: Settings, edition: duckdb.DuckDBPyConnection
) -> None:
    folder = open_edition(accepted_world.editions).folder
    assert sorted(path.name for path in folder.glob("model_card.*")) == [
        "model_card.real.html",
        "model_card.real.json",
        "model_card.synthetic.html",
        "model_card.synthetic.json",
    ]
    card = json.loads((folder / "model_card.synthetic.json").read_text(encoding="utf-8"))
    assert {row["rule"]: row["proposed_points"] for row in card["rules"]} == proposed_points(
        edition
    )
    confirmed = sum(
        row["containers"] for row in card["positives"] if row["positive"] == "confirmed"
    )
    assert card["training"]["confirmed"] <= confirmed
    assert sum(row["observed"] for row in card["calibration"]) == card["training"]["confirmed"]
    expected = sum(row["expected"] for row in card["calibration"])
    assert expected == pytest.approx(card["training"]["confirmed"])
    assert [row["surfacing"] for row in card["assumptions"]["sensitivity"]] == [
        0.05, 0.1, 0.2, 0.4, 0.6, 0.8
    ]  # fmt: skip
    assert {row["season"] for row in card["walk_forward"] if row["grouped_by"] == "season"} == {
        2006
    }
    assert len(card["code_sha256"]) == len(card["training"]["data_sha256"]) == 64
    html = (folder / "model_card.synthetic.html").read_text(encoding="utf-8")
    assert "Synthetic." in html
    assert "<script" not in html
    assert "://" not in html
    real = json.loads((folder / "model_card.real.json").read_text(encoding="utf-8"))
    assert (real["refused"], real["fit"], real["training"]["containers"]) == (True, {}, 0)


def test_what_is_typed_and_what_comes_back(
    accepted_world: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = tmp_path / "card.html"
    shown = typed(
        accepted_world, monkeypatch, "model-card", "--season", "2007", "--html", str(page)
    )
    assert shown.exit_code == 0, shown.output
    assert "Proposed:" in shown.output
    assert "Model card: human smuggling, season 2007" in page.read_text(encoding="utf-8")
    other = typed(accepted_world, monkeypatch, "model-card", "--season", "1999")
    assert other.exit_code == 1
    assert "no model card synthetic for season 1999; there is real for season 2007" in " ".join(
        other.output.split()
    )
    tried = typed(accepted_world, monkeypatch, "backtest", "--moving-port", "--json")
    assert tried.exit_code == 0, tried.output
    answer = json.loads(tried.stdout)
    with open_edition(accepted_world.editions).connect() as con:
        stored = con.execute(
            "select sum(found) from published.moving_port where origin = 'synthetic'"
        ).fetchone()
    assert sum(row["found"] for row in answer["moving_port"]) == pytest.approx(stored[0])


def test_real_history_is_refused_with_clocks_and_a_power_table(
    world: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = typed(world, monkeypatch, "propose", "--season", "2008", "--origin", "real")
    assert shown.exit_code == 0, shown.output
    words = " ".join(shown.stdout.split())
    # The ten stowaway incidents of the public record are all known by September 2007.
    assert "10 real incidents are recorded before the cut" in words
    assert "10 incidents from 2000-01-02 to 2006-04-05, 10 recorded before the cut" in words
    assert "Smallest odds ratio that 10 incidents show in four cases of five" in words
    assert "PR-2000-03" in words
    assert "SYN-" not in words


def test_a_frozen_rule_is_part_of_a_version(
    world: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen = ["filters", "draft", RULE_SET, "--freeze", "shanghai", "--reason", "kept by its owner"]
    assert typed(world, monkeypatch, *frozen).exit_code == 0
    desk = open_desk(world)
    draft = desk.register.version(RULE_SET, 2)
    assert [rule.id for rule in draft.content.rules if rule.frozen] == ["shanghai"]
    assert desk.register.difference(RULE_SET, 2).lines() == ["shanghai: frozen no -> yes"]
    assert draft.content.content_sha256() == draft.content_sha256
