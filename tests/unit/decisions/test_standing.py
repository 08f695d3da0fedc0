"""How versions stand, against a moment-by-moment account of the same rules."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules import RuleSet, Vocabulary, VocabularyColumn
from pipelines.decisions import Version, period_at, standing
from pipelines.decisions.versions import named_ports

CONTENT = RuleSet.from_mapping(
    {
        "rule_set": "smuggling",
        "version": 1,
        "title": "Smuggling",
        "owner_role": "targeting",
        "risk": "human_smuggling",
        "labelled": "illustrative",
        "rules": [
            {
                "id": "soft_top",
                "wording": "Soft top",
                "expression": "is_soft_top",
                "points": 1,
                "sign": 1,
                "min_points": 0,
                "max_points": 2,
                "kind": "trait",
                "source": "chosen",
            }
        ],
    },
    Vocabulary.from_columns([VocabularyColumn("is_soft_top", "boolean")]),
)
START = datetime(2006, 1, 1, tzinfo=UTC)
PORTS = ("3001", "3002", "2704")


def day(number: int | None) -> datetime | None:
    return None if number is None else START + timedelta(days=number)


def version(
    number: int,
    ports: tuple[str, ...],
    begins: int | None,
    lasts: int | None = None,
    withdrawn: int | None = None,
) -> Version:
    state = "withdrawn" if withdrawn is not None else "submitted" if begins is None else "approved"
    return Version(
        rule_set="smuggling",
        version=number,
        ports=ports,
        in_force_from=day(begins),
        expires_at=None if begins is None or lasts is None else day(begins + lasts),
        withdrawn_at=day(withdrawn),
        parent_version=None,
        track="national",
        state=state,
        revision=1,
        content=CONTENT,
        content_sha256=CONTENT.content_sha256(),
        author="os:author_one",
        approver=None,
        reason="x",
        approval_reason=None,
        effective_from=None,
        effective_precision="day",
        submitted_at=None,
        approved_at=None,
        evidence=None,
    )


days = st.integers(0, 12)
scopes = st.one_of(
    st.just(("*",)),
    st.sets(st.sampled_from(PORTS), min_size=1).map(lambda found: tuple(sorted(found))),
)
histories = st.lists(
    st.tuples(scopes, st.none() | days, st.none() | st.integers(1, 8), st.none() | days),
    min_size=1,
    max_size=5,
).map(lambda rows: [version(number, *row) for number, row in enumerate(rows, start=1)])


def holder(versions: list[Version], port: str, at: int) -> int | None:
    """Live through the days: at each the newest version to have begun by then has the port."""
    holding: Version | None = None
    for today in range(at + 1):
        for one in versions:
            covers = one.ports == ("*",) or port in one.ports
            never = (
                one.withdrawn_at is not None and one.withdrawn_at <= one.in_force_from
                if (one.in_force_from)
                else True
            )
            if covers and not never and one.in_force_from == day(today):
                holding = one if holding is None or one.version > holding.version else holding
    if holding is None:
        return None
    ends = [end for end in (holding.expires_at, holding.withdrawn_at) if end is not None]
    return None if any(end <= day(at) for end in ends) else holding.version


@settings(max_examples=60)
@given(histories)
def test_at_most_one_version_is_in_force_and_it_is_the_newest_begun(versions):
    for port in (*PORTS, "*"):
        for at in range(25):
            found = [
                one.version
                for one in versions
                if (period := period_at(one, port, versions)) is not None
                and period[0] <= day(at)
                and (period[1] is None or day(at) < period[1])
            ]
            expected = holder(versions, port, at)
            assert found == ([] if expected is None else [expected])


@settings(max_examples=60)
@given(histories)
def test_a_version_stands_in_force_exactly_while_it_is_at_one_of_its_ports(versions):
    for one in versions:
        ports = one.ports if one.ports != ("*",) else named_ports(versions)
        for at in range(25):
            is_somewhere = any(holder(versions, port, at) == one.version for port in ports)
            assert (standing(one, day(at), versions) == "in_force") == is_somewhere


def test_what_ended_it_first_is_what_it_is_called():
    old = version(1, ("*",), 0, lasts=5)
    new = version(2, ("*",), 3)
    both = [old, new]
    stands = [standing(old, day(at), both) for at in (0, 2, 3, 6)]
    assert stands == ["in_force", "in_force", "superseded", "superseded"]
    assert [standing(old, day(at), [old]) for at in (4, 5)] == ["in_force", "expired"]
    taken = version(1, ("*",), 2, withdrawn=4)
    assert [standing(taken, day(at), [taken]) for at in (1, 3, 4)] == [
        "scheduled",
        "in_force",
        "withdrawn",
    ]
    assert standing(version(1, ("*",), None, withdrawn=4), day(0), []) == "withdrawn"
    assert standing(version(1, ("*",), None), day(9), []) == "submitted"
