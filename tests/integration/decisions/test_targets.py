"""Targets of measures: who may set them, what is refused, and that none ever changes."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from pipelines.decisions import (
    Clock,
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    ShippedFilters,
    ShippedTarget,
    Target,
    Targets,
    audit,
    import_shipped,
    read_targets,
)
from pipelines.rulesets.targets import decided_targets
from tests.integration.decisions.office import APRIL_7, Office

UNITS = {
    "S8.3": ("shipment", "container_trip"),
    "S8.3.pending": ("shipment", "container_trip"),
    "A24": ("shipment",),
}
OCTOBER = date(2005, 10, 1)
WITHDRAWAL = "withdrawn_at = set_at, withdrawn_by = 1, revision = 2"
"""What a withdrawal changes; with it goes nothing else."""

LAW = ShippedTarget(
    measure="A24",
    unit="shipment",
    port_code="*",
    period_kind="*",
    direction="at_least",
    value=1.0,
    value_unit="share",
    valid_from=date(2002, 12, 2),
    valid_until=None,
    reason="due 24 hours before lading",
    source="19 CFR 4.7(b)(2)",
)


def targets(office: Office) -> Targets:
    return Targets(office.store, Clock(office.moment), UNITS, offices=("Seattle",))


def put(office: Office, person: str = "approver_one", **changes: object) -> Target:
    terms = {
        "measure": "S8.3",
        "direction": "at_least",
        "value": 0.95,
        "valid_from": OCTOBER,
        "reason": "annual plan",
        **changes,
    }
    return targets(office).set(office[person], **terms)


def counted(office: Office) -> list[tuple[object, ...]]:
    """What the warehouse takes over: value, first day, end."""
    return [
        (row.value, row.valid_from, row.valid_until)
        for row in decided_targets(read_targets(office.store))
    ]


def test_a_target_says_who_set_it_and_when_and_the_log_says_so_too(office):
    made = put(office, port_code="3001", unit="shipment", period_kind="fiscal_year")
    assert (made.set_by, made.set_at, made.value) == ("os:approver_one", APRIL_7, 0.95)
    entry = audit.read(office.store, kind="target")[0]
    assert (entry.action, entry.person, entry.reason) == ("set", "os:approver_one", "annual plan")
    assert entry.new == {
        "unit": "shipment",
        "period_kind": "fiscal_year",
        "direction": "at_least",
        "value": 0.95,
        "value_unit": "share",
        "valid_from": "2005-10-01",
        "valid_until": None,
    }
    assert audit.verify(office.store) == 0


def test_only_an_approver_at_the_port_sets_a_target_there(office):
    assert put(office, "seattle_approver", port_code="3001").port_code == "3001"
    for person, port in [
        ("author_one", "*"),
        ("viewer", "3001"),
        ("seattle_approver", "2704"),
        ("seattle_approver", "*"),
        ("seattle_approver", "FO:Seattle"),
    ]:
        with pytest.raises(NotAllowed, match="needs the role approver"):
            put(office, person, port_code=port)
    assert put(office, port_code="FO:Seattle").subject == "S8.3 at FO:Seattle, target 2"
    assert len(read_targets(office.store)) == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"measure": "B1"}, "'B1': not in the catalogue; there are A24, S8.3, S8.3.pending"),
        ({"measure": "S8.4"}, "'S8.4': not in the catalogue; there are S8.3, S8.3.pending"),
        ({"unit": "exam_episode"}, "not counted by 'exam_episode'; expected '\\*' or shipment"),
        ({"port_code": "9999"}, "ports 9999: not U.S. ports of the register"),
        ({"port_code": "FO:Nowhere"}, "field office 'Nowhere'.*there are Seattle"),
        ({"period_kind": "week"}, "period kind 'week': expected one of \\*, month"),
        ({"direction": "about"}, "direction 'about': expected one of at_least, at_most"),
        ({"value": 95.0}, "target 95 as share; expected a number from 0 to 1"),
        (
            {"value": -1.0, "value_unit": "hours"},
            "target -1 as hours; expected a number of 0 or more",
        ),
        ({"value_unit": "percent"}, "expected one of share, count, hours"),
        ({"valid_until": OCTOBER}, "would end 2005-10-01 before it begins"),
        ({"reason": " "}, "every change says why"),
    ],
)
@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_a_target_that_cannot_be_one_is_refused_with_what_is_expected(office, changes, words):
    with pytest.raises(Invalid, match=words):
        put(office, **changes)
    assert read_targets(office.store) == []


def test_a_later_target_takes_the_place_from_its_day_and_the_past_keeps_the_old_one(office):
    put(office, value=0.90)
    put(office, value=0.95, valid_from=date(2006, 10, 1))
    put(office, value=0.80, unit="shipment")
    assert counted(office) == [
        (0.90, OCTOBER, date(2006, 10, 1)),
        (0.95, date(2006, 10, 1), None),
        (0.80, OCTOBER, None),
    ]


def test_of_two_from_the_same_day_the_one_set_later_counts_and_an_end_brings_nothing_back(office):
    put(office, value=0.90)
    put(office, value=0.92, valid_until=date(2006, 1, 1))
    assert counted(office) == [(0.92, OCTOBER, date(2006, 1, 1))]


def test_a_withdrawn_target_counts_for_nothing_and_is_kept(office):
    put(office, value=0.90)
    wrong = put(office, value=0.09, valid_from=date(2006, 1, 1))
    kept = targets(office)
    with pytest.raises(NotAllowed):
        kept.withdraw(office["author_one"], wrong.target_id, revision=1, reason="mine")
    back = kept.withdraw(office["approver_two"], wrong.target_id, revision=1, reason="misread")
    assert (back.withdrawn_by, back.withdrawn_at) == ("os:approver_two", APRIL_7)
    assert counted(office) == [(0.90, OCTOBER, None)]
    assert [row.value for row in kept.all("S8.3")] == [0.90, 0.09]
    with pytest.raises(Conflict, match="os:approver_two .withdraw"):
        kept.withdraw(office["approver_one"], wrong.target_id, revision=1, reason="again")
    with pytest.raises(Invalid, match="withdrawn already, by os:approver_two"):
        kept.withdraw(office["approver_one"], wrong.target_id, revision=2, reason="again")
    with pytest.raises(NotFound, match="target 99"):
        kept.withdraw(office["approver_one"], 99, revision=1, reason="again")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (f"UPDATE targets SET value = 0.5, {WITHDRAWAL}", "what was set never changes"),
        (f"UPDATE targets SET valid_until = '2006-01-01', {WITHDRAWAL}", "never changes"),
        (f"UPDATE targets SET set_by = 1, {WITHDRAWAL}", "what was set never changes"),
        ("UPDATE targets SET value = 0.5", "what was set never changes|withdrawn once"),
        ("UPDATE targets SET revision = 2", "withdrawn once"),
        ("UPDATE targets SET withdrawn_at = set_at, revision = 2", "targets_withdrawal"),
        (
            "UPDATE targets SET withdrawn_at = set_at, withdrawn_by = set_by, revision = 3",
            "withdrawn once",
        ),
        ("DELETE FROM targets", "a row is never deleted"),
    ],
)
def test_the_database_itself_refuses_to_rewrite_a_target(office, statement, words):
    put(office)
    with pytest.raises(IntegrityError, match=words), office.store.writing() as connection:
        connection.exec_driver_sql(statement)
    assert counted(office) == [(0.95, OCTOBER, None)]


def test_the_database_itself_refuses_a_target_that_cannot_be_one(office):
    put(office)
    names = "measure, unit, port_code, period_kind, set_by, set_at, reason, source"
    copied = f"INSERT INTO targets ({names}, direction, value, value_unit, valid_from, revision) "
    for terms, words in [
        ("'at_least', 1.5, 'share', valid_from, 1", "targets_value"),
        ("'about', 0.5, 'share', valid_from, 1", "targets_direction"),
        ("'at_least', 1, 'percent', valid_from, 1", "targets_value"),
        ("'at_least', 0.5, 'share', valid_from, 2", "begins standing"),
    ]:
        with pytest.raises(IntegrityError, match=words), office.store.writing() as connection:
            connection.execute(text(f"{copied} SELECT {names}, {terms} FROM targets"))
    assert len(read_targets(office.store)) == 1


def test_shipped_targets_come_once_and_say_the_same_for_ever(office):
    shipped = ShippedFilters(targets=(LAW,))
    assert import_shipped(office.store, shipped) == 1
    assert import_shipped(office.store, shipped) == 0
    found = read_targets(office.store)[0]
    assert (found.set_by, found.source) == ("system:shipped", "19 CFR 4.7(b)(2)")
    changed = ShippedTarget(**{**vars(LAW), "value": 0.9})
    with pytest.raises(Invalid, match="value: 1.0 in the store, 0.9 in the files"):
        import_shipped(office.store, ShippedFilters(targets=(changed,)))


def test_people_may_set_another_beside_a_shipped_one_and_the_files_do_not_mind(office):
    shipped = ShippedFilters(targets=(LAW,))
    import_shipped(office.store, shipped)
    put(office, measure="A24", unit="shipment", value=0.99, valid_from=LAW.valid_from)
    assert counted(office) == [(0.99, LAW.valid_from, None)]
    assert import_shipped(office.store, shipped) == 0
    shipped_one = targets(office).all("A24")[0]
    targets(office).withdraw(
        office["approver_one"], shipped_one.target_id, revision=1, reason="not ours"
    )
    assert import_shipped(office.store, shipped) == 0
