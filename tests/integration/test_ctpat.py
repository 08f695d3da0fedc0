"""C-TPAT on one voyage and five members: worked out by hand, as ``ctpat_landing`` says.

The register of the real rules lies beside it, so that the rate of 13 April 2005 and the criteria of
1 March 2006 come from there, and the rate of 8 November 2006 from the folder.
"""

import pytest
from scipy import stats

from pipelines.stages.publishing import estimate
from tests.integration.ctpat_landing import landing_folder
from tests.integration.hand_worked_world import World


@pytest.fixture(scope="module")
def partnership(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("ctpat")
    world = World(folder / "build")
    reports = world.load(
        landing_folder(folder / "landing"),
        world.settings.registers,
        world.settings.incident_history,
    )
    refused = [one for report in reports for one in report.outcomes if one.state != "loaded"]
    assert [(one.file_name, one.message) for one in refused] == []
    assert world.rows("select count(*) from raw.quarantine") == [(0,)]
    world.build()
    estimate(world.settings)
    return world


def counts(world: World, figure: str, origin: str = "synthetic") -> dict[str, tuple[object, ...]]:
    """Numerator, denominator and unknown of a figure by period and subject."""
    found = world.rows(
        "select period || ' ' || subject, numerator, denominator, n_unknown "
        "from published.program_figures where program = 'ctpat' and figure = ? and origin = ?",
        [figure, origin],
    )
    return {str(key): tuple(rest) for key, *rest in found}


def findings(world: World, kind: str) -> list[tuple[object, ...]]:
    return world.rows(
        "select member_number, got from marts.fct_partner_findings "
        "where origin = 'synthetic' and finding = ? order by 1, 2",
        [kind],
    )


def test_a_suspended_member_is_no_longer_counted_as_certified_or_validated(
    partnership: World,
) -> None:
    certified = counts(partnership, "CTPAT.census.certified")
    validated = counts(partnership, "CTPAT.census.validated")
    suspended = counts(partnership, "CTPAT.census.suspended")

    assert certified["2006-10-31 importer"][0] == 2
    assert certified["2006-10-31 carrier"][0] == 2
    assert certified["2006-10-31 *"][0] == 4
    assert validated["2006-10-31 *"][0] == 2
    assert certified["2006-11-15 importer"][0] == validated["2006-11-15 importer"][0] == 1
    assert suspended["2006-11-15 importer"][0] == suspended["2006-11-15 *"][0] == 1
    assert counts(partnership, "CTPAT.census.applied")["2006-11-15 *"][0] == 1
    gaps = counts(partnership, "CTPAT.census.sector_gap")
    assert {gap[0] for gap in gaps.values()} == {0}


def test_the_last_day_counts_as_in_time_and_a_day_later_does_not(partnership: World) -> None:
    certified = counts(partnership, "CTPAT.timely.certified")
    validated = counts(partnership, "CTPAT.timely.validated")

    assert certified["CY2004 importer"] == (1, 2, 0)
    assert certified["CY2005 carrier"] == (1, 1, 0)
    assert certified["CY2006 broker"] == (0, 1, 1), "its 90 days still run"
    assert validated["CY2004 importer"] == (1, 2, 0)
    # P5 was certified on 1 January 2005 and its year is over; that of P3 was over on 1 June 2006
    assert validated["CY2005 carrier"] == (0, 2, 0)
    assert counts(partnership, "CTPAT.timely.revalidated")["CY2005 importer"] == (0, 2, 2)


def test_exactly_20_percent_is_within_the_limit_and_a_point_more_is_not(
    partnership: World,
) -> None:
    shares = partnership.rows(
        "select credit_id, round(percent_of_threshold, 1), threshold, is_over_limit "
        "from marts.fct_score_credits order by credit_id"
    )
    assert shares[0] == ("K1", 20.0, 35, False)
    assert shares[1] == ("K2", 22.9, 35, True)
    assert shares[3] == ("K4", 18.2, 33, False), "no threshold told: the port's own"
    # six bills: that of K2 and K7 counts once, over the limit at one of its scores
    assert counts(partnership, "CTPAT.credit.over_limit")["FY2007 *"] == (1, 6, 0)
    assert counts(partnership, "CTPAT.credit.other_than_importer")["FY2007 *"] == (1, 6, 0)
    assert findings(partnership, "credit_over_limit") == [
        ("P1", "8 points, 22.9 % of the threshold, tier 1")
    ]
    assert findings(partnership, "credit_to_other_than_importer") == [
        ("P3", "3 points, 8.6 %, sector broker")
    ]
    assert findings(partnership, "credit_out_of_standing") == [
        ("P2", "2 points, 5.7 %, status suspended")
    ]


def test_the_standardised_ratio_compares_within_port_country_and_band(partnership: World) -> None:
    (sums,) = partnership.rows(
        "select member_count, member_exam_count, other_count, other_exam_count, "
        "compared_member_count, compared_member_exam_count, compared_other_count, "
        "expected_exam_count, expected_exam_variance, largest_weight "
        "from marts.fct_partner_exam_ratios where period = '2007'"
    )
    # variance: 0.5 ** 2 x 4 + 2 ** 2 x 5
    assert sums == (33, 5, 33, 9, 30, 3, 30, 12.0, 21.0, 2.0)
    ratios = partnership.rows(
        "select ratio, value, low, high, left_out_count from published.partner_exam_ratios "
        "where period = '2007' order by ratio"
    )
    raw, standardised = ratios
    assert raw[:2] == ("raw", pytest.approx((5 / 33) / (9 / 33)))
    # one weight for all: the exact interval of two Poisson counts, from the binomial
    share = stats.binomtest(5, 14).proportion_ci(0.95, method="exact")
    assert raw[2] == pytest.approx(share.low / (1 - share.low))
    assert raw[3] == pytest.approx(share.high / (1 - share.high))
    assert standardised[:2] == ("standardised", pytest.approx(0.25))
    assert standardised[2] < 0.25 < standardised[3]
    assert (raw[4], standardised[4]) == (0, 3)


def test_the_fine_follows_the_rate_on_the_day_of_assessment(partnership: World) -> None:
    fines = partnership.rows(
        "select case_id, rate_usd, expected_usd, assessed_usd, is_as_rated, is_paid_in_full "
        "from marts.fct_partner_fines where origin = 'synthetic' order by case_id"
    )
    assert fines == [
        ("F1", 3000, 6000, 4000, False, None),
        ("F2", 2000, 4000, 4000, True, True),
        ("F3", 3000, None, 3000, None, None),
    ]
    assert counts(partnership, "CTPAT.fine.as_rated") == {"* *": (1, 3, 1)}
    assert len(findings(partnership, "fine_not_as_rated")) == 1


def test_a_duty_that_no_notice_states_is_not_owed(partnership: World) -> None:
    assert counts(partnership, "CTPAT.duty.done") == {
        "* fine_paid": (1, 1, 0),
        "* gap_assessment": (0, 1, 0),
        "* plan_accepted": (0, 1, 1),
        "* quarterly_meeting": (0, 1, 1),
    }
    assert counts(partnership, "CTPAT.duty.on_time")["* gap_assessment"] == (0, 1, 0)
    assert counts(partnership, "CTPAT.duty.none_stated") == {"* *": (1, 2, 0)}
    assert findings(partnership, "duty_overdue") == [("P3", "gap assessment 1: open")]
    assert findings(partnership, "no_duty_stated") == [("P3", "told of no duty")]


def test_suspensions_have_their_days_and_one_without_an_act_is_found(partnership: World) -> None:
    assert partnership.rows(
        "select incident_to_suspension_days, suspended_days, state "
        "from marts.fct_partner_suspensions where origin = 'synthetic'"
    ) == [(2, 5, "reinstated")]
    assert findings(partnership, "suspension_without_act") == [
        ("P2", "suspended in the register from 2006-11-05")
    ]


def test_the_ninetieth_day_of_new_criteria_counts(partnership: World) -> None:
    # 1 March 2006 and 90 days is 30 May; P3 stated it on the 31st
    assert counts(partnership, "CTPAT.criteria.by_due_day") == {
        "2006-05-30 sea_carrier_2006_03_01": (1, 2, 0)
    }


def test_exposure_counts_containers_under_a_house_bill_of_a_non_member(
    partnership: World,
) -> None:
    assert counts(partnership, "CTPAT.exposure.non_member_nvocc") == {
        "2007 member carriers": (1, 66, 1),
        "2007 member importers": (0, 33, 0),
    }
    assert partnership.rows(
        "select party_code, member_carrier_container_count from marts.fct_nvocc_exposure"
    ) == [("NVOA", 1)]


def test_of_the_named_carriers_only_what_the_review_states_is_told(partnership: World) -> None:
    (nyk,) = partnership.rows(
        "select suspended_on::varchar, agreed_on::varchar, reinstated_on, "
        "suspension_to_agreement_days, suspended_days, incident_to_suspension_days "
        "from marts.fct_partner_suspensions where member_number = 'NYK'"
    )
    # 15 January to 6 April 2005; the day of reinstatement is not stated
    assert nyk == ("2005-04-06", "2005-04-13", None, 7, None, 81)
    assert counts(partnership, "CTPAT.duty.none_stated", "real") == {"* *": (3, 5, 0)}
    assert counts(partnership, "CTPAT.census.certified", "real") == {}
    owed = partnership.rows(
        "select duty from marts.fct_partner_duties where member_number = 'CSCL' order by duty"
    )
    assert owed == [("fine_paid",), ("gap_assessment",), ("plan_accepted",)]
    printed = partnership.rows(
        "select published_value from published.program_figures "
        "where figure = 'CTPAT.printed.validated_members' and origin = 'real'"
    )
    assert printed == [(3926,)]
