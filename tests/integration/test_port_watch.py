"""The port-shift watch on the small world: counts, the rows behind, the command."""

import json
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.editions import open_edition, port_watch
from pipelines.editions.published import SelectionError
from pipelines.editions.store import Edition
from pipelines.settings import Settings, get_settings


@pytest.fixture(scope="module")
def edition(small_world: Settings) -> Edition:
    return open_edition(small_world.editions)


def test_shares_are_of_arrivals_in_season_whose_trait_is_known(edition: Edition) -> None:
    with edition.connect() as con:
        counted = con.execute(
            """
            select t.lading_port_code, count(*) filter (where f.is_first_time_consignee)
            from marts.fct_container_trips as t
            inner join marts.fct_container_trip_features as f using (origin, container_trip_key)
            where t.origin = 'synthetic' and t.is_in_scope and t.lading_port_code is not null
                and f.snapshot = 'T2' and f.is_manifest_known
                and f.is_first_time_consignee is not null
                and t.arrival_month between date '2005-10-01' and date '2006-05-01'
            group by 1 order by 1
            """
        ).fetchall()
    watched = {
        row["lading_port_code"]: row["containers_with"]
        for row in port_watch.read_watch(edition, "synthetic", 2006)
        if row["rule"] == "first_time_consignee" and row["period_kind"] == "season"
    }
    assert watched == dict(counted)


def test_before_is_the_same_month_of_the_two_seasons_before(edition: Edition) -> None:
    rows = port_watch.read_watch(edition, "synthetic", 2006)
    (april,) = [
        row
        for row in rows
        if (row["period"], row["lading_port_code"], row["rule"]) == ("2006-04", "58201", "soft_top")
    ]
    with edition.connect() as con:
        before = con.execute(
            "select sum(containers_with), sum(containers_with + containers_without) "
            "from marts.fct_port_shift_counts where origin = 'synthetic' and rule = 'soft_top' "
            "and lading_port_code = '58201' "
            "and arrival_month in (date '2004-04-01', date '2005-04-01')"
        ).fetchone()
    assert (april["before_with"], april["before_containers"]) == before
    assert april["seasons_before"] == 2


def test_every_rise_and_every_count_has_its_containers_behind_it(edition: Edition) -> None:
    rows = port_watch.read_watch(edition, "synthetic", 2006)
    largest = sorted(rows, key=lambda row: -row["containers_with"])[:6]
    for row in [*largest, *(row for row in rows if row["state"] == "rising")]:
        behind = port_watch.containers_behind(
            edition, "synthetic", row["lading_port_code"], row["rule"], row["period"]
        )
        assert len({one["container_trip_key"] for one in behind}) == row["containers_with"]
    with pytest.raises(SelectionError, match="not watched in edition"):
        port_watch.containers_behind(edition, "synthetic", "58201", "soft_top", "1999-04")


def test_only_traits_that_speak_for_smuggling_are_watched(edition: Edition) -> None:
    watched = {row["rule"] for row in port_watch.read_watch(edition, "synthetic", 2006)}
    assert "first_time_consignee" in watched
    assert watched & {"hong_kong", "port_rising", "reefer", "season_months"} == set()


@pytest.fixture
def typed(small_world: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.setenv("TALLYMAN_BUILD", str(small_world.build))
    get_settings.cache_clear()
    yield CliRunner()
    get_settings.cache_clear()


def test_the_command_lists_what_was_looked_at(typed: CliRunner, edition: Edition) -> None:
    said = json.loads(typed.invoke(app, ["ports", "watch", "--all", "--json"]).stdout)
    assert (said["season"], said["origin"], said["edition"]) == (2006, "synthetic", edition.id)
    assert len(said["rows"]) == len(port_watch.read_watch(edition, "synthetic", 2006))
    months = [row for row in said["periods"] if row["period_kind"] == "month"]
    assert len(months) == 8
    for period in said["periods"]:
        of_period = [row for row in said["rows"] if row["period"] == period["period"]]
        enough = [row for row in of_period if row["state"] != "not enough evidence"]
        assert (len(enough), len(of_period) - len(enough)) == (
            period["compared"],
            period["not_enough"],
        )
    shown = typed.invoke(app, ["ports", "watch", "--season", "2005"])
    assert "What was looked at, season 2005" in shown.stdout
    assert "false alarms" in shown.stdout
    assert typed.invoke(app, ["ports", "watch", "--season", "1990"]).exit_code == 2


def test_the_rows_behind_are_listed_by_the_command(typed: CliRunner, edition: Edition) -> None:
    row = max(
        port_watch.read_watch(edition, "synthetic", 2006), key=lambda one: one["containers_with"]
    )
    arguments = [
        "--port",
        row["lading_port_code"],
        "--trait",
        row["rule"],
        "--period",
        row["period"],
    ]
    listed = json.loads(typed.invoke(app, ["ports", "rows", *arguments, "--json"]).stdout)
    assert len(listed) == row["containers_with"]
    shown = typed.invoke(app, ["ports", "rows", *arguments])
    assert f"{row['containers_with']:,} containers" in shown.stdout
