"""What a question costs the random lane at a port: draws, their probability, exams a week.

Takes the frame and the lane's own probability and response from an edition. The arithmetic is
``models.evaluation.sample_size``; nothing is decided here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.evaluation.sample_size import LanePlan, plan_lane
from pipelines.editions import Edition
from pipelines.editions.selection import SelectionError, select
from pipelines.filters.answers import Answer
from pipelines.filters.thresholds import ALL_PORTS

RATES = (0.05, 0.01, 0.001)
"""Rates planned for where none is named; the known rate of incidents comes last."""

USUAL_POWER = 0.95
USUAL_PRECISION = 0.2
"""Half width asked for where none is named, as a share of the rate."""


class PlanError(Exception):
    """What was asked for cannot be planned; the message says why."""


@dataclass(frozen=True)
class LanePlans(Answer):
    """Plans for one port and season.

    Attributes
    ----------
    edition, origin, season, port_code
        What was planned for; ``*`` is all ports together.
    frame, weeks
        Discharged containers of the season and its weeks.
    draws_per_week
        Draws a week as they were.
    probability, response_share
        Of the lane as it was; None without a draw, and 1 is then taken for the response.
    known_rate
        Rate known from incidents, by which a stowaway rate is judged.
    sensitivity
        Share of what is there that an exam is taken to find.
    plans : tuple of LanePlan
        Each rate with a power, then with a precision, where that can be had at all.
    """

    edition: str
    origin: str
    season: int
    port_code: str
    frame: int
    weeks: float
    draws_per_week: float
    probability: float | None
    response_share: float | None
    known_rate: float
    sensitivity: float
    plans: tuple[LanePlan, ...]


def plan_random_lane(
    edition: Edition,
    *,
    rates: Sequence[float] = (),
    power: float | None = None,
    precision: float | None = None,
    season: int | None = None,
    port: str = ALL_PORTS,
    origin: str = "synthetic",
    sensitivity: float = 1.0,
) -> LanePlans:
    """Plan the random lane of a port for a season like one that was.

    Parameters
    ----------
    edition
        Frame, probability and response of the lane.
    rates
        Rates to plan for, as shares of the containers; none: 5 %, 1 %, 0.1 % and the known rate of
        incidents.
    power, precision
        As :func:`models.evaluation.sample_size.sample_size_for`; neither: a power of 95 %, then a
        precision of a fifth of the rate.
    season, port, origin
        Whose traffic; the last season, all ports together.
    sensitivity
        Share of what is there that the exam finds.

    Returns
    -------
    LanePlans

    Raises
    ------
    pipelines.editions.selection.SelectionError
        If the edition has no discharged container there.
    PlanError
        If an aim is out of its range.
    """
    with edition.connect() as con:
        found = select(
            con,
            "select * from published.random_lane where outcome = 'person' and origin = ? "
            "and period_kind = 'season' and port_code = ? and (? is null or period = ?) "
            "order by period desc limit 1",
            [origin, port, season, None if season is None else str(season)],
        )
        if not found:
            raise SelectionError(
                f"Edition {edition.id} has no discharged container of origin {origin} at port "
                f"{port} in season {season or 'of any year'}: there is nothing to draw from."
            )
        lane = found[0]
        days = select(
            con,
            "select coalesce(sum(day(last_day(arrival_month))), 0) as days from (select distinct "
            "arrival_month from marts.fct_random_lane where origin = ? and season = ? "
            "and is_in_season and frame_trips > 0)",
            [origin, int(lane["period"])],
        )
    weeks = float(days[0]["days"]) / 7
    response = lane["response_share"]
    aims = [(power, precision)] if power or precision else [(USUAL_POWER, None), (None, None)]
    plans = [
        _plan(lane, weeks, rate, aim, sensitivity)
        for aim in aims
        for rate in (rates or (*RATES, float(lane["known_rate"])))
    ]
    return LanePlans(
        edition=edition.id,
        origin=origin,
        season=int(lane["period"]),
        port_code=port,
        frame=int(lane["frame_trips"]),
        weeks=weeks,
        draws_per_week=lane["draws_in_frame"] / weeks,
        probability=lane["min_probability"],
        response_share=response,
        known_rate=float(lane["known_rate"]),
        sensitivity=sensitivity,
        plans=tuple(plans),
    )


def _plan(
    lane: dict[str, float],
    weeks: float,
    rate: float,
    aim: tuple[float | None, float | None],
    sensitivity: float,
) -> LanePlan:
    """Plan one rate with one aim; without one, the usual precision."""
    power, precision = aim
    if power is None and precision is None:
        precision = USUAL_PRECISION * rate
    try:
        return plan_lane(
            rate,
            int(lane["frame_trips"]),
            weeks,
            power=power,
            precision=precision,
            response_share=lane["response_share"] or 1.0,
            sensitivity=sensitivity,
            probability_now=lane["min_probability"],
        )
    except ValueError as error:
        raise PlanError(str(error)) from error
