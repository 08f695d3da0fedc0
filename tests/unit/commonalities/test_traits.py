"""One trait against matched traffic: what is counted, what carries a finding."""

from math import inf

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.commonalities import IncidentContainer, compare_trait, matched_odds
from models.commonalities.matched import Stratum

APRIL = {"April": (100, 900)}


def containers(*pairs: tuple[int, int], stratum: str = "April") -> list[IncidentContainer]:
    """One incident a pair: its containers with and without the trait."""
    return [
        IncidentContainer(f"incident-{number:02}", stratum, has)
        for number, (having, lacking) in enumerate(pairs)
        for has in [True] * having + [False] * lacking
    ]


def test_counts_are_of_incident_containers_and_of_incidents() -> None:
    found = compare_trait(containers(*[(2, 1)] * 10, (0, 2)), {"April": (300, 700)})
    assert (found.unit, found.incident_containers_with, found.incident_containers) == (
        "incident container",
        20,
        32,
    )
    assert (found.incidents_with, found.incidents) == (10, 11)
    assert (found.incident_prevalence, found.traffic_prevalence) == (20 / 32, 0.3)
    assert found.incident_prevalence_low < 20 / 32 < found.incident_prevalence_high
    assert found.expected_with == 32 * 0.3
    assert (found.strata, found.traffic_per_incident_container) == (1, 1000)


def test_fewer_than_20_incident_containers_have_counts_and_no_percentage() -> None:
    found = compare_trait(containers(*[(1, 0)] * 6), {"April": (10, 990)})
    assert found.incident_prevalence is None
    assert found.traffic_prevalence == 0.01
    assert (found.incident_containers_with, found.incident_containers) == (6, 6)


def test_the_odds_ratio_is_that_of_the_strata() -> None:
    rows = containers((1, 0), (1, 1)) + containers((0, 1), stratum="May")
    found = compare_trait(rows, {"April": (10, 90), "May": (40, 60), "June": (1, 999)})
    expected = matched_odds([Stratum(2, 1, 10, 90), Stratum(0, 1, 40, 60)])
    assert expected is not None
    assert (found.odds_ratio, found.odds_ratio_low, found.odds_ratio_high, found.p_value) == (
        expected.odds_ratio,
        expected.low,
        expected.high,
        expected.p_value,
    )
    assert (found.strata, found.informative_strata) == (2, 2)
    assert found.traffic_containers == 200  # June holds no incident
    assert found.method == "exact, conditional on the matched strata"


def test_an_incident_without_ordinary_traffic_is_counted_apart() -> None:
    rows = [*containers((1, 0), (0, 1)), IncidentContainer("alone", "May", has_trait=True)]
    found = compare_trait(rows, {"April": (10, 90), "May": (0, 0)})
    assert (found.incidents, found.incidents_with) == (2, 1)
    assert (found.incidents_unmatched, found.incident_containers_unmatched) == (1, 1)


def test_a_finding_carried_by_one_incident_is_flagged_with_the_value_without_it() -> None:
    # One incident with six containers alone brings the trait; nine incidents lack it.
    carried = compare_trait(containers((6, 0), *[(0, 1)] * 9), APRIL)
    assert carried.odds_ratio_low > 1
    assert carried.is_resting_on_one_incident
    assert carried.without_incident_id == "incident-00"
    assert (carried.without_odds_ratio, carried.without_low) == (0, 0)  # none of nine has it


def test_a_finding_shared_by_many_tells_the_weakest_value() -> None:
    shared = compare_trait(containers(*[(1, 0)] * 8, *[(0, 1)] * 7), APRIL)
    assert shared.odds_ratio_low > 1
    assert not shared.is_resting_on_one_incident
    # Each of the eight carries as much: 7 of 14 is left.
    left = matched_odds([Stratum(7, 7, 100, 900)])
    assert left is not None
    assert (shared.without_odds_ratio, shared.without_low, shared.without_high) == (
        left.odds_ratio,
        left.low,
        left.high,
    )
    assert shared.without_incident_id == "incident-00"


def test_less_common_traits_are_weakened_by_their_upper_bound() -> None:
    rare = compare_trait(containers(*[(0, 1)] * 12), {"April": (600, 400)})
    assert rare.odds_ratio_high < 1
    assert not rare.is_resting_on_one_incident
    border = compare_trait(containers(*[(0, 1)] * 5), {"April": (530, 470)})
    # 0 of 5 against 53 %: the upper bound is about 0.95; without one of them it is above 1.
    assert border.odds_ratio_high < 1 < border.without_high
    assert border.is_resting_on_one_incident


def test_a_trait_that_all_incidents_share_has_an_unbounded_odds_ratio() -> None:
    found = compare_trait(containers(*[(1, 0)] * 8), {"April": (100, 1900)})
    assert found.odds_ratio == found.odds_ratio_high == inf
    assert found.odds_ratio_low > 1


def test_what_was_matched_on_has_no_odds_ratio() -> None:
    found = compare_trait(containers(*[(1, 0)] * 8), {"April": (1000, 0)})
    assert found.odds_ratio is found.p_value is found.without_odds_ratio is None
    assert (found.informative_strata, found.strata) == (0, 1)


some = st.lists(
    st.builds(
        IncidentContainer,
        st.sampled_from("abcdef"),
        st.sampled_from(["April", "May"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)
MONTHS = {"April": (20, 80), "May": (3, 7)}


@settings(max_examples=25)
@given(some, st.sampled_from("abcdef"))
def test_leaving_out_an_incident_lowers_n_by_one_and_its_containers(
    rows: list[IncidentContainer], left_out: str
) -> None:
    own = [row for row in rows if row.incident_id == left_out]
    assume(own)
    whole = compare_trait(rows, MONTHS)
    rest = compare_trait([row for row in rows if row.incident_id != left_out], MONTHS)
    assert rest.incidents == whole.incidents - 1
    assert rest.incident_containers == whole.incident_containers - len(own)
    assert rest.incident_containers_with == whole.incident_containers_with - sum(
        row.has_trait for row in own
    )


@settings(max_examples=6)
@given(some)
def test_no_other_incident_left_out_weakens_it_more(rows: list[IncidentContainer]) -> None:
    found = compare_trait(rows, MONTHS)
    names = {row.incident_id for row in rows}
    assume(found.odds_ratio is not None and found.odds_ratio >= 1 and len(names) > 1)
    for name in names:
        rest = compare_trait([row for row in rows if row.incident_id != name], MONTHS)
        # the bounds come from a search, exact to its tolerance
        assert (found.without_low or 0) <= (rest.odds_ratio_low or 0) * (1 + 1e-9)
