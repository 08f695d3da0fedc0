"""Lists, shadows, operations, research answers and lane plans: kept, dated, and by whom."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest

from models.rules import NamedList, RuleSet
from pipelines.decisions import (
    Conflict,
    Invalid,
    LanePlans,
    Lists,
    NotAllowed,
    NotFound,
    Operations,
    Research,
    Shadows,
    periods,
    revoke,
)
from pipelines.decisions.clock import Clock
from pipelines.decisions.lanes import Lane
from tests.integration.decisions.office import (
    APRIL_7,
    SOFT_TOP,
    VOCABULARY,
    Office,
    rule_set,
    utc,
)

IN_LIST = {**SOFT_TOP, "expression": "port_of_lading in list('shenzhen_ports')"}


def ports(version: int = 1, values: tuple[str, ...] = ("CNSHK", "CNYTN")) -> NamedList:
    return NamedList(
        name="shenzhen_ports",
        version=version,
        kind="port",
        title="Ports of Shenzhen",
        values=values,
        source="chosen",
    )


def lists(office: Office) -> Lists:
    return Lists(office.store, Clock(office.moment))


def test_a_version_means_what_it_meant_when_its_list_grows(office):
    lists(office).add(office["seattle"], ports(), reason="the seeds name them")
    content = rule_set(rules=[IN_LIST], lists=[ports().model_dump()])
    draft = office.register.draft(
        office["author_one"], content, track="national", ports=("*",), reason="an incident"
    )
    version = office.approve(office.submit(draft))
    sql = version.content.word_sql("duckdb")
    wider = ports(2, ("CNCWN", "CNSHK", "CNYTN"))
    lists(office).add(office["author_two"], wider, reason="Chiwan too")
    assert lists(office).newest() == {"shenzhen_ports": wider}
    assert lists(office).get("shenzhen_ports", 1) == ports()
    again = office.register.version("smuggling", 1).content
    assert again.lists == (ports(),)
    assert again.word_sql("duckdb") == sql
    assert isinstance(again, RuleSet)


def test_a_version_cannot_bring_values_under_a_lists_name(office):
    lists(office).add(office["author_one"], ports(), reason="as they are")
    for named, words in [
        (ports(1, ("CNSHA",)), "with other values"),
        (ports(2), "not in the store"),
    ]:
        content = rule_set(rules=[IN_LIST], lists=[named.model_dump()])
        draft = office.register.draft(
            office["author_one"], content, track="national", ports=("*",), reason="an incident"
        )
        with pytest.raises(Invalid, match=words):
            office.submit(draft)


def test_a_list_grows_version_by_version_by_authors(office):
    with pytest.raises(NotAllowed):
        lists(office).add(office["viewer"], ports(), reason="mine")
    lists(office).add(office["author_one"], ports(), reason="first")
    for version in (1, 3):
        with pytest.raises(Conflict, match="expected 2"):
            lists(office).add(office["author_one"], ports(version), reason="again")
    with pytest.raises(NotFound, match="there are: shenzhen_ports"):
        lists(office).get("shenzen_ports")


def shadows(office: Office) -> Shadows:
    return Shadows(office.store, Clock(office.moment), VOCABULARY)


def test_a_shadow_runs_until_its_version_has_its_turn(office):
    office.national()
    office.moment += timedelta(days=1)
    submitted = office.submit(office.draft(points=15))
    begun = shadows(office).begin(
        office["author_one"], "smuggling", 2, ends_at=utc(2006, 5, 1), reason="see first"
    )
    in_shadow = [one for one in periods(office.store) if one.mode == "shadow"]
    assert [(one.version, one.port_code) for one in in_shadow] == [(2, "*")]
    assert in_shadow[0].valid_until == utc(2006, 5, 1).replace(tzinfo=None)
    assert [one.version for one in office.register.in_force()] == [1]
    office.moment += timedelta(days=3)
    office.approve(submitted)
    in_shadow = [one for one in periods(office.store) if one.mode == "shadow"]
    assert in_shadow[0].valid_until == office.moment.replace(tzinfo=None)
    with pytest.raises(Invalid, match="is in force"):
        shadows(office).begin(
            office["author_one"], "smuggling", 2, ends_at=utc(2006, 6, 1), reason="again"
        )
    assert shadows(office).all("smuggling") == [begun]


def test_a_shadow_ends_with_the_return_of_its_version_or_by_hand(office):
    submitted = office.submit(office.draft())
    register = shadows(office)
    terms = {"ends_at": utc(2006, 5, 1), "reason": "see first"}
    first = register.begin(office["approver_one"], "smuggling", 1, **terms)
    with pytest.raises(NotAllowed):
        register.end(office["viewer"], first.shadow_id, revision=1, reason="enough")
    ended = register.end(office["approver_one"], first.shadow_id, revision=1, reason="enough")
    assert ended.ended_at == APRIL_7
    with pytest.raises(Conflict):
        register.end(office["approver_one"], first.shadow_id, revision=1, reason="twice")
    second = register.begin(office["author_one"], "smuggling", 1, **terms)
    office.register.return_to_author(
        office["approver_one"], "smuggling", 1, revision=submitted.revision, reason="reword"
    )
    assert register.all()[-1].shadow_id == second.shadow_id
    assert register.all()[-1].ended_at == APRIL_7
    with pytest.raises(Invalid, match="is draft; a version runs in shadow once it is submitted"):
        register.begin(office["author_one"], "smuggling", 1, **terms)
    with pytest.raises(NotAllowed):
        register.begin(office["viewer"], "smuggling", 1, **terms)


def test_an_operation_is_ordered_once_with_the_lists_it_names(office):
    lists(office).add(office["author_one"], ports(), reason="first")
    register = Operations(office.store, Clock(office.moment), VOCABULARY)
    terms = {
        "title": "West Coast",
        "first_day": date(2005, 5, 5),
        "last_day": date(2005, 5, 27),
        "ports": ("3001", "3002"),
        "criteria": "port_of_lading in list('shenzhen_ports') and is_soft_top",
        "reason": "directive",
    }
    ordered = register.order(office["approver_one"], "2005-03", **terms)
    assert (ordered.starts_at, ordered.ends_at) == (utc(2005, 5, 5, 7), utc(2005, 5, 28, 7))
    assert ordered.lists == (ports(),)
    assert "CNSHK" in ordered.expression(VOCABULARY).sql()
    with pytest.raises(Invalid, match="is there already"):
        register.order(office["approver_one"], "2005-03", **terms)
    with pytest.raises(NotAllowed):
        register.order(office["author_one"], "2005-04", **terms)
    with pytest.raises(Invalid, match="criteria: line 1, column 1"):
        register.order(office["approver_one"], "2005-04", **{**terms, "criteria": "colour = 'x'"})
    assert [one.operation for one in register.all()] == ["2005-03"]


def test_research_answers_are_added_and_never_changed(office):
    office.port_filter()
    research = Research(office.store, Clock(office.moment))
    named = ("trip-1", "quick_filter", 1, "consignee")
    first = research.answer(office["seattle"], *named, "unknown", port="3001")
    second = research.answer(
        office["seattle_approver"], *named, "matches", port="3001", note="directory"
    )
    assert research.answers("trip-1") == [first, second]
    assert (second.person, second.answered_at) == ("os:seattle_approver", APRIL_7)
    with pytest.raises(NotAllowed):
        research.answer(office["los_angeles"], *named, "matches", port="3001")
    with pytest.raises(Invalid, match="expected 'matches'"):
        research.answer(office["seattle"], *named, "yes", port="3001")


def test_a_lane_plan_counts_from_its_day_and_leaves_the_past(office):
    lanes = LanePlans(office.store, Clock(office.moment))
    rates = {"expected_rate": 0.01, "minimum_random_rate": 0.002, "reason": "a floor"}
    lanes.plan(office["approver_one"], "*", "random", **rates)
    lanes.plan(
        office["seattle_approver"],
        "3001",
        "random",
        **{**rates, "expected_rate": 0.02},
        effective_from=date(2006, 5, 1),
    )
    april, may = utc(2006, 4, 30), utc(2006, 5, 1, 7)
    assert lanes.in_force("3001", "random", april).expected_rate == 0.01
    assert lanes.in_force("3001", "random", may).expected_rate == 0.02
    assert lanes.in_force("3001", "random", utc(2006, 4, 1)) is None
    with pytest.raises(NotAllowed):
        lanes.plan(office["seattle"], "3001", "random", **rates)
    with pytest.raises(Invalid, match="from 0 to 1"):
        lanes.plan(office["approver_one"], "*", "random", **{**rates, "expected_rate": 1.2})
    with pytest.raises(Invalid, match="expected one of random, mandatory"):
        lanes.plan(office["approver_one"], "*", "by chance", **rates)
    with pytest.raises(Invalid, match="only the random lane has one"):
        lanes.plan(office["approver_one"], "*", "review", **rates)
    assert len(lanes.all()) == 2


def test_lanes_are_those_that_the_warehouse_tells_apart():
    macro = Path("dbt/macros/ranks.sql").read_text().partition("macro lanes()")[2]
    named = macro.partition("endmacro")[0]
    assert re.findall(r'"(\w+)"', named) == list(get_args(Lane))


def test_who_lost_the_role_adds_nothing(office):
    revoke(office.store, office.keeper, "os:author_two", "author", reason="moved on")
    with pytest.raises(NotAllowed):
        lists(office).add(office["author_two"], ports(), reason="mine")
