"""Periods of figures: when one begins and ends, and from when its figures are final.

Which figures there are, and at which moment they are judged, belongs in ``estimates``.
"""

import re
from datetime import datetime, timedelta

from pipelines.settings import Settings

PROVISIONAL = "provisional"
FINAL = "final"
PERIOD_LABELS = {
    "month": re.compile(r"(\d{4})-(0[1-9]|1[0-2])"),
    "season": re.compile(r"(\d{4})"),
    "fiscal_year": re.compile(r"FY(\d{4})"),
    "calendar_year": re.compile(r"CY(\d{4})"),
    "as_of": re.compile(r"(\d{4})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"),
    "all": re.compile(r"\*"),
}
NO_PERIOD = re.compile(r"(?!)")
FINAL_AFTER_DAYS = int(Settings.model_fields["final_after_days"].default)


def period_bounds(period_kind: str, period: str) -> tuple[datetime, datetime]:
    """Say when a period begins and when it is over.

    Parameters
    ----------
    period_kind
        ``month``, ``season``, ``fiscal_year`` or ``calendar_year``; ``as_of``, one day; or ``all``,
        every period together.
    period
        Its label: ``2006-04``, ``2006``, ``FY2006``, ``CY2006``; ``2006-04-30``; ``*``.

    Returns
    -------
    tuple of datetime
        Its first moment, and the first moment after it; UTC without zone.

    Raises
    ------
    ValueError
        If it is no such period.

    Notes
    -----
    Periods as in measures.md 5a: fiscal year October to September, season 1 October to 31 May,
    labelled by the fiscal year it lies in.

    Examples
    --------
    >>> [f"{moment:%Y-%m-%d}" for moment in period_bounds("month", "2005-12")]
    ['2005-12-01', '2006-01-01']
    >>> [f"{moment:%Y-%m-%d}" for moment in period_bounds("season", "2006")]
    ['2005-10-01', '2006-06-01']
    >>> [f"{moment:%Y-%m-%d}" for moment in period_bounds("fiscal_year", "FY2006")]
    ['2005-10-01', '2006-10-01']
    >>> [f"{moment:%Y-%m-%d}" for moment in period_bounds("calendar_year", "CY2006")]
    ['2006-01-01', '2007-01-01']
    >>> [f"{moment:%Y-%m-%d}" for moment in period_bounds("as_of", "2006-12-31")]
    ['2006-12-31', '2007-01-01']
    """
    label = PERIOD_LABELS.get(period_kind, NO_PERIOD).fullmatch(period)
    if label is None:
        raise ValueError(
            f"{period_kind} {period!r} is no period; expected month 2006-04, season 2006, "
            "fiscal_year FY2006, calendar_year CY2006, as_of 2006-04-30 or all *"
        )
    if period_kind == "all":
        return datetime.min, datetime.max  # noqa: DTZ901  UTC without zone
    if period_kind == "as_of":
        day = datetime.fromisoformat(period)
        return day, day + timedelta(days=1)
    year = int(label[1])
    bounds = {
        "season": ((year - 1, 10), (year, 6)),
        "fiscal_year": ((year - 1, 10), (year, 10)),
        "calendar_year": ((year, 1), (year + 1, 1)),
    }
    if period_kind == "month":
        month = int(label[2])
        first, after = (year, month), (year + month // 12, month % 12 + 1)
    else:
        first, after = bounds[period_kind]
    return datetime(*first, 1), datetime(*after, 1)  # noqa: DTZ001  UTC without zone


def period_kind_of(period: str) -> str | None:
    """Say of which kind a period is by its label; None where it is no period.

    Examples
    --------
    >>> period_kind_of("2006-04"), period_kind_of("2006"), period_kind_of("FY2006")
    ('month', 'season', 'fiscal_year')
    >>> period_kind_of("06/2004")
    """
    return next((kind for kind, label in PERIOD_LABELS.items() if label.fullmatch(period)), None)


def maturity(
    period_kind: str, period: str, known_at: datetime, after_days: int = FINAL_AFTER_DAYS
) -> str:
    """Say whether a figure is provisional or final.

    Parameters
    ----------
    period_kind, period
        The figure's period.
    known_at
        Moment it is judged at, UTC without zone.
    after_days
        Days after the period's end from which it is final.

    Returns
    -------
    str
        ``provisional`` or ``final``.

    Examples
    --------
    April 2006 ends at the end of the 30th; 45 days later it is 15 June.

    >>> maturity("month", "2006-04", datetime(2006, 6, 14, 23, 59))
    'provisional'
    >>> maturity("month", "2006-04", datetime(2006, 6, 15))
    'final'
    """
    _, end = period_bounds(period_kind, period)
    due = end + timedelta(days=after_days)
    return FINAL if known_at >= due else PROVISIONAL
