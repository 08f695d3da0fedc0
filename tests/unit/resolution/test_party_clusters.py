"""Names joined to parties: transitive, by hand where a person decided, the same in any order."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.resolution.party_clusters import HandDecision, Key, clusters, party_id

DAY = datetime.fromisoformat("2006-01-01")
A, B, C, D = (("synthetic", name) for name in "ABCD")
KNOWN = {A: DAY + timedelta(days=3), B: DAY, C: DAY + timedelta(days=1), D: DAY}


def joined(pairs, decisions=(), known=KNOWN):
    return clusters(known, pairs, 4.0, decisions)


def hand(number, kind, names, others):
    return HandDecision(number, kind, "synthetic", tuple(names), tuple(others))


def test_what_hangs_together_is_one_party_named_by_the_name_known_first() -> None:
    found = joined([(A, B, 9.0), (B, C, 4.0), (C, D, 3.9)])
    assert found == {A: B, B: B, C: B, D: D}


def test_a_party_keeps_its_id_when_a_later_name_joins_and_the_older_id_stays_in_a_merger() -> None:
    later = ("synthetic", "0 LATER")
    known = {**KNOWN, later: DAY + timedelta(days=30)}
    before = joined([(A, B, 9.0)])[A]
    assert joined([(A, B, 9.0), (A, later, 9.0)], known=known)[later] == before == B
    assert party_id(before) == party_id(B)


def test_names_split_by_hand_stay_apart_whatever_links_them() -> None:
    pairs = [(A, B, 9.0), (B, C, 8.0), (A, C, 7.0)]
    found = joined(pairs, [hand(1, "split", ["A"], ["B"])])
    # B and C are the heavier pair; A may then not come in by way of C.
    assert found == {A: A, B: B, C: B, D: D}


def test_names_merged_by_hand_are_one_though_nothing_links_them_and_the_later_word_holds() -> None:
    merge, split = hand(1, "merge", ["A"], ["D"]), hand(2, "split", ["D"], ["A"])
    assert joined([], [merge])[A] == D
    assert joined([(A, D, 20.0)], [merge, split])[A] == A
    again = hand(3, "merge", ["A"], ["D"])
    assert joined([], [again, split, merge])[A] == D


def test_a_decision_on_a_name_of_the_other_origin_or_one_that_is_gone_does_nothing() -> None:
    elsewhere = HandDecision(1, "merge", "real", ("A",), ("B",))
    assert joined([], [elsewhere, hand(2, "merge", ["A"], ["GONE"])]) == {key: key for key in KNOWN}


NAMES: list[Key] = [("synthetic", f"N{number}") for number in range(8)]
PAIRS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(0, 8).map(float)).filter(
        lambda pair: pair[0] != pair[1]
    ),
    max_size=14,
)
SIDES = st.lists(st.sampled_from([name for _, name in NAMES]), min_size=1, max_size=2, unique=True)


@given(PAIRS, st.randoms(), st.lists(st.tuples(SIDES, SIDES), max_size=3), st.data())
def test_the_order_of_names_and_pairs_does_not_matter(pairs, shuffler, splits, data) -> None:
    known = {key: DAY + timedelta(days=data.draw(st.integers(0, 3))) for key in NAMES}
    decisions = [
        hand(number, "split", names, others) for number, (names, others) in enumerate(splits)
    ]
    turned = [(right, left, weight) for left, right, weight in pairs]
    shuffler.shuffle(turned)
    keys = list(known)
    shuffler.shuffle(keys)
    first = joined(pairs, decisions, known)
    assert joined(turned, decisions, {key: known[key] for key in keys}) == first
    for decision in decisions:
        for name in decision.names:
            for other in decision.others:
                if name != other:
                    assert first["synthetic", name] != first["synthetic", other]
