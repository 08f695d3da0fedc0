"""SELECTs on one edition for the page of C-TPAT: a frame out, nothing computed.

How a SELECT is run and cached is in ``queries``; the pictures are in ``partner_charts``.
"""

import pandas as pd

from dashboards.queries import select
from pipelines.editions import Edition


def series(edition: Edition, origin: str, figure: str) -> pd.DataFrame:
    """Read all periods of a figure, or of all figures whose id begins so."""
    return select(
        edition,
        "select figure, title, period, subject, numerator, denominator, n_unknown, value, low, "
        "high, value_note from published.program_figures where program = 'ctpat' "
        "and origin = ? and starts_with(figure, ?) order by period, subject, figure",
        origin,
        figure,
    )


def exam_ratios(edition: Edition, origin: str) -> pd.DataFrame:
    """Read the raw and the standardised exam ratio of each season, and of all together."""
    return select(
        edition,
        "from published.partner_exam_ratios where origin = ? order by period = '*', period, ratio",
        origin,
    )


def suspensions(edition: Edition, origin: str) -> pd.DataFrame:
    """Read suspensions and reinstatements."""
    return select(
        edition,
        "from marts.fct_partner_suspensions where origin = ? order by suspended_on, case_id",
        origin,
    )


def duty_days(edition: Edition, origin: str) -> pd.DataFrame:
    """Read the dated moments after incidents, one a row: party, what happened, when."""
    return select(
        edition,
        """
        with duties as (
            select *, party_name || ', ' || incident_id as "case"
            from marts.fct_partner_duties where origin = ?
        ),
        cases as (
            select s.*, s.party_name || ', ' || s.incident_id as "case"
            from marts.fct_partner_suspensions as s
            where s.origin = ? and s.incident_id is not null
        ),
        moments as (
            select distinct "case", 'incident' as what, incident_on as day, '' as detail from duties
            union all
            select distinct "case", 'told of duties', served_on, '' from duties
            where states_duties
            union all
            select "case", 'plan delivered', submitted_on, '' from duties
            union all
            select "case", 'duty done', done_on, replace(duty, '_', ' ') || ' ' || duty_sequence
            from duties
            union all
            select "case", 'due and not done', due_on,
                replace(duty, '_', ' ') || ' ' || duty_sequence
            from duties where is_overdue
            union all
            select "case", 'suspended', suspended_on, coalesce(reason, '') from cases
            union all
            select "case", 'reinstatement agreed', agreed_on, coalesce(reason, '') from cases
            union all
            select "case", 'reinstated', reinstated_on, '' from cases
        )
        select *, min(day) over (partition by "case") as first_day
        from moments where day is not null order by first_day, "case", day, what
        """,
        origin,
        origin,
    )


def findings(edition: Edition, origin: str) -> pd.DataFrame:
    """Count the findings by kind."""
    return select(
        edition,
        "select finding, count(*) as rows from marts.fct_partner_findings where origin = ? "
        "group by finding order by finding",
        origin,
    )
