"""What came with the files: history without approvals, and no way around a second person."""

import pwd
from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.rules import NamedList, Threshold
from pipelines.decisions import (
    Clock,
    Invalid,
    LanePlans,
    NotAllowed,
    Operations,
    ShippedFilters,
    ShippedLanePlan,
    ShippedOperation,
    ShippedVersion,
    audit,
    import_shipped,
)
from tests.integration.decisions.office import VOCABULARY, rule_set, utc


def shipped(**changes: object) -> ShippedFilters:
    ports = NamedList(
        name="shenzhen_ports",
        version=1,
        kind="port",
        title="Ports of Shenzhen",
        values=("CNSHK", "CNYTN"),
        source="seeds",
    )
    local = ShippedVersion(
        rule_set("los_angeles"),
        ("2704", "2709"),
        date(2005, 4, 4),
        "after 2005-04-03",
        date(2006, 5, 31),
        "the incident",
        "seeds",
    )
    national = ShippedVersion(
        rule_set("terrorism", risk="terrorism"), ("*",), date(1998, 1, 1), "chosen", None, "a", "b"
    )
    lowered = Threshold(
        rule_set="terrorism",
        port_code="3001",
        mandatory=32,
        review=25,
        effective_from=date(2005, 4, 29),
        effective_precision="after 2005-04-28",
        reason="memorandum",
        source="seeds",
    )
    default = lowered.model_copy(
        update={
            "port_code": "*",
            "mandatory": 37,
            "effective_from": date(1998, 1, 1),
            "effective_precision": "chosen",
        }
    )
    operation = ShippedOperation(
        "2005-03",
        "West Coast",
        date(2005, 5, 5),
        "day",
        date(2005, 5, 27),
        "day",
        ("3001",),
        "port_of_lading in list('shenzhen_ports')",
        (ports,),
        "directive",
        "seeds",
    )
    plan = ShippedLanePlan(
        "*", "random", 0.01, None, date(1998, 1, 1), "chosen", "a floor", "chosen"
    )
    everything = ShippedFilters(
        (local, national), (default, lowered), (ports,), (operation,), (plan,)
    )
    return replace(everything, **changes)


def test_history_comes_in_without_approval_and_only_once(office):
    assert import_shipped(office.store, shipped()) == 7
    local = office.register.version("los_angeles", 1)
    assert (local.author, local.approver, local.approved_at) == ("system:shipped", None, None)
    assert (local.track, local.state) == ("shipped", "approved")
    assert local.in_force_from == utc(2005, 4, 4, 7)  # midnight in Los Angeles
    assert local.expires_at == utc(2006, 6, 1, 7)
    assert local.effective_precision == "after 2005-04-03"
    at_seattle = office.thresholds.in_force("terrorism", "3001", utc(2005, 4, 29, 7))
    assert (at_seattle.mandatory, at_seattle.route) == (32, "shipped")
    before = office.thresholds.in_force("terrorism", "3001", utc(2005, 4, 29, 6))
    assert before.mandatory == 37
    operations = Operations(office.store, Clock(), VOCABULARY).all()
    assert [(one.operation, one.ends_at) for one in operations] == [
        ("2005-03", utc(2005, 5, 28, 7))
    ]
    assert LanePlans(office.store, Clock()).all()[0].minimum_random_rate is None
    entries = len(audit.read(office.store))
    assert import_shipped(office.store, shipped()) == 0
    assert len(audit.read(office.store)) == entries


def test_the_same_name_and_version_says_the_same_for_ever(office):
    import_shipped(office.store, shipped())
    local, national = shipped().versions
    default, lowered = shipped().thresholds
    for changed in (
        shipped(versions=(replace(local, rule_set=rule_set("los_angeles", 13)), national)),
        shipped(versions=(replace(local, effective_from=date(2005, 4, 5)), national)),
        shipped(versions=(replace(local, expires_on=None), national)),
        shipped(versions=(replace(local, ports=("2704",)), national)),
        shipped(thresholds=(default, lowered.model_copy(update={"mandatory": 31}))),
        shipped(operations=(replace(shipped().operations[0], criteria="is_soft_top"),)),
        shipped(lane_plans=(replace(shipped().lane_plans[0], expected_rate=0.02),)),
        shipped(lists=(shipped().lists[0].model_copy(update={"values": ("CNSHA",)}),)),
    ):
        with pytest.raises(Invalid, match="changed under the same name and version"):
            import_shipped(office.store, changed)


def test_only_the_keeper_brings_in_what_is_new(office, monkeypatch):
    import_shipped(office.store, shipped())
    added = ShippedVersion(
        rule_set("forged"), ("*",), date(2000, 1, 1), "chosen", None, "mine", "mine"
    )
    more = shipped(versions=(*shipped().versions, added))

    class Stranger:
        pw_name = "author_one"

    monkeypatch.setattr(pwd, "getpwuid", lambda _: Stranger)
    assert import_shipped(office.store, shipped()) == 0
    with pytest.raises(NotAllowed, match="only the keeper"):
        import_shipped(office.store, more)
    assert [one.rule_set for one in office.register.in_force(port="0131")] == ["terrorism"]


def test_files_bring_no_future_and_nothing_after_people(office):
    import_shipped(office.store, shipped())
    local, national = shipped().versions
    second = rule_set("terrorism", 20, risk="terrorism", version=2)
    tomorrow = Clock().now().date() + timedelta(days=2)
    coming = replace(national, rule_set=second, effective_from=tomorrow)
    with pytest.raises(Invalid, match="files bring history only"):
        import_shipped(office.store, shipped(versions=(local, national, coming)))
    office.register.draft(
        office["author_one"],
        rule_set("terrorism", 15, risk="terrorism"),
        track="national",
        ports=("*",),
        reason="next",
    )
    third = rule_set("terrorism", 20, risk="terrorism", version=3)
    late = replace(national, rule_set=third, effective_from=date(2005, 1, 1))
    with pytest.raises(Invalid, match="people have made versions of this rule set"):
        import_shipped(office.store, shipped(versions=(local, national, late)))
    proposal = office.thresholds.propose(
        office["author_one"], "terrorism", "*", mandatory=40, review=25, reason="fewer"
    )
    lower = (
        shipped()
        .thresholds[0]
        .model_copy(update={"mandatory": 10, "review": 1, "effective_from": date(2006, 1, 1)})
    )
    with pytest.raises(Invalid, match="people have set thresholds"):
        import_shipped(office.store, shipped(thresholds=(*shipped().thresholds, lower)))
    assert proposal.state == "proposed"


def test_people_go_on_from_history_on_the_track_of_its_ports(office):
    import_shipped(office.store, shipped())
    content = rule_set("terrorism", 20, risk="terrorism")
    terms = {"ports": ("*",), "reason": "an incident"}
    with pytest.raises(Invalid, match="of the track 'national', got 'port'"):
        office.register.draft(
            office["seattle"], content, track="port", ports=("3001",), reason="quick"
        )
    draft = office.register.draft(office["author_one"], content, track="national", **terms)
    assert (draft.version, draft.parent_version) == (2, 1)
    office.approve(office.submit(draft))
    assert [one.version for one in office.register.in_force(port="3001")] == [2]
    assert office.register.difference("terrorism", 2).lines() == ["soft_top: points 12 -> 20"]
    quick = office.port_filter("los_angeles", ("2704",), name="los_angeles", points=14)
    assert (quick.version, quick.parent_version) == (2, 1)
    in_force = office.register.in_force
    assert [one.version for one in in_force(port="2704") if one.rule_set == "los_angeles"] == [2]
    assert [one.version for one in in_force(port="2709") if one.rule_set == "los_angeles"] == [1]


def test_nobody_writes_on_the_shipped_track(office):
    with pytest.raises(Invalid, match="people write on the tracks"):
        office.draft(track="shipped")


def test_all_of_the_files_come_in_or_nothing(office):
    with pytest.raises(Invalid, match="the decision store refused them"):
        import_shipped(
            office.store,
            shipped(thresholds=shipped().thresholds[:1], versions=shipped().versions[:1]),
        )
    assert office.register.versions() == []
