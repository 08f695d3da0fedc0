"""Two people at the same version, in the same moment: one wins, the other is told."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from pipelines.decisions import (
    Conflict,
    DecisionError,
    DecisionStore,
    Invalid,
    NotAllowed,
    audit,
    grant,
    open_store,
    revoke,
)
from pipelines.settings import Settings
from tests.integration.decisions.office import rule_set


def at_once(*actions: Callable[[], object]) -> list[object]:
    """Do them in threads that start together; give results or errors, in order."""
    barrier = Barrier(len(actions))

    def run(action: Callable[[], object]) -> object:
        barrier.wait(timeout=60)
        try:
            return action()
        except DecisionError as error:
            return error

    with ThreadPoolExecutor(len(actions)) as threads:
        return [future.result() for future in [threads.submit(run, one) for one in actions]]


def test_two_approve_and_one_of_them_is_told_who_was_first(office):
    seen = office.submit(office.draft())
    results = at_once(
        lambda: office.approve(seen, "approver_one"),
        lambda: office.approve(seen, "approver_two"),
    )
    assert Counter(type(one).__name__ for one in results) == {"Version": 1, "Conflict": 1}
    version = office.register.version("smuggling", 1)
    loser = next(one for one in results if isinstance(one, Conflict))
    assert f"{version.approver} (approve, 2006-04-07 12:00 UTC) changed it first" in str(loser)
    assert [one.action for one in office.register.audit("smuggling", 1)] == [
        "approve",
        "submit",
        "draft",
    ]


def test_an_approval_and_an_edit_never_both_happen(office):
    seen = office.submit(office.draft())

    def edit() -> object:
        returned = office.register.return_to_author(
            office["author_one"], "smuggling", 1, revision=seen.revision, reason="one more thing"
        )
        return office.register.edit(
            office["author_one"],
            "smuggling",
            1,
            revision=returned.revision,
            content=rule_set(points=25),
        )

    results = at_once(lambda: office.approve(seen), edit)
    assert sum(isinstance(one, Conflict | Invalid) for one in results) == 1
    version = office.register.version("smuggling", 1)
    assert (version.state, version.content.rules[0].points) in [("approved", 12), ("draft", 25)]


def test_an_approval_and_a_withdrawal_leave_one_of_them(office):
    seen = office.submit(office.draft())
    results = at_once(
        lambda: office.approve(seen, "approver_one"),
        lambda: office.withdraw(seen, "author_one"),
    )
    assert sum(isinstance(one, Conflict) for one in results) == 1
    version = office.register.version("smuggling", 1)
    assert (version.approver is None) == (version.state == "withdrawn")


def test_drafts_written_at_once_each_get_a_number_of_their_own(office):
    authors = ["author_one", "author_two", "both"] * 2
    results = at_once(
        *(
            lambda author=author, points=points: office.draft(author, points)
            for points, author in enumerate(authors, start=1)
        )
    )
    assert sorted(one.version for one in results) == [1, 2, 3, 4, 5, 6]
    assert {one.version: one.content.rules[0].points for one in results} == {
        one.version: one.content.rules[0].points for one in office.register.versions()
    }


def test_of_two_edits_of_one_revision_one_stays(office):
    seen = office.draft()

    def edit(points: int) -> object:
        return office.register.edit(
            office["author_one"],
            "smuggling",
            1,
            revision=seen.revision,
            content=rule_set(points=points),
        )

    results = at_once(*(lambda points=points: edit(points) for points in (1, 2, 3, 4)))
    winners = [one for one in results if not isinstance(one, Conflict)]
    assert len(winners) == 1
    assert office.register.version("smuggling", 1).content == winners[0].content


def test_two_versions_from_one_parent_do_not_both_come_into_force(office):
    first = office.submit(office.draft(points=13))
    second = office.submit(office.draft("author_two", points=14), "author_two")
    results = at_once(lambda: office.approve(first), lambda: office.approve(second, "approver_two"))
    assert sum(isinstance(one, Invalid) for one in results) == 1
    assert len(office.register.in_force()) == 1


def test_an_approval_and_the_revocation_of_its_right_happen_one_after_the_other(office):
    keeper, seen = office.keeper, office.submit(office.draft())
    results = at_once(
        lambda: office.approve(seen, "approver_one"),
        lambda: revoke(office.store, keeper, "os:approver_one", "approver", reason="left"),
    )
    done = [entry.action for entry in audit.read(office.store, limit=2)]
    if isinstance(results[0], NotAllowed):
        assert done[0] == "revoke"
        assert office.register.in_force() == []
    else:
        assert sorted(done) == ["approve", "revoke"]


def test_thresholds_lowered_at_once_only_ever_go_down(office):
    office.national()
    proposal = office.thresholds.propose(
        office["author_one"], "smuggling", "*", mandatory=40, review=10, reason="first"
    )
    office.thresholds.approve(
        office["approver_one"], proposal.threshold_id, revision=1, reason="agreed"
    )
    results = at_once(
        *(
            lambda mandatory=mandatory: office.thresholds.propose(
                office["seattle"],
                "smuggling",
                "3001",
                mandatory=mandatory,
                review=10,
                reason="an incident",
            )
            for mandatory in (30, 31, 32, 33)
        )
    )
    lowered = [one.mandatory for one in results if one.state == "approved"]
    assert 30 in lowered
    history = [one for one in office.thresholds.history("smuggling", "3001") if one.approved_at]
    scores = [one.mandatory for one in history]
    assert scores == sorted(scores, reverse=True)
    assert office.thresholds.in_force("smuggling", "3001").mandatory == 30


def test_nothing_is_lost_and_every_seal_holds_after_many_at_once(office):
    actions = [lambda name=name: office.port_filter(name=f"filter_{name}") for name in "abcdef"] + [
        lambda: grant(office.store, office.keeper, "os:viewer", "author", "1001", reason="x")
    ]
    results = at_once(*actions)
    assert not [one for one in results if isinstance(one, DecisionError)]
    assert len(office.register.in_force(port="3001")) == 6
    assert audit.verify(office.store) == 0


def test_a_store_opened_by_many_at_once_is_made_once(empty_url, tmp_path):
    settings = Settings(build=tmp_path / "build", decisions=empty_url)
    stores = at_once(*(lambda: open_store(settings) for _ in range(3)))
    assert all(isinstance(one, DecisionStore) for one in stores)
    assert all(one.is_current() for one in stores)
    actions = [entry.action for entry in audit.read(stores[0]) if entry.kind == "store"]
    assert actions == ["create"]
    for one in stores:
        one.close()
