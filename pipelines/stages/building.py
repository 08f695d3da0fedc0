"""From raw tables to marts: a build that tells what it does, and months asked for again.

Deciding what is replaced belongs in ``warehouse``; running dbt belongs in ``dbt_runs``.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import TypeVar

from pipelines import warehouse
from pipelines.builds import request_month
from pipelines.progress import Progress, Silent
from pipelines.settings import Settings
from pipelines.stages.errors import StageError
from pipelines.warehouse import BuildReport
from pipelines.warehouse_file import open_warehouse

Event = TypeVar("Event")


def parse_moment(text: str) -> datetime | None:
    """Read a date or time in UTC; empty text means no cut.

    Parameters
    ----------
    text
        ISO 8601, such as ``2006-04-01`` or ``2006-04-01T12:00``.

    Returns
    -------
    datetime or None
        Without zone, as the warehouse stores times.

    Raises
    ------
    StageError
        If it is no such text.

    Examples
    --------
    >>> parse_moment("2006-04-01")
    datetime.datetime(2006, 4, 1, 0, 0)
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise StageError(
            f"{text!r} is no date or time; expected ISO 8601 such as 2006-04-01 or "
            "2006-04-01T12:00 (UTC)."
        ) from None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def moment_given(text: str) -> datetime:
    """Read a date or time in UTC that must be given.

    Parameters
    ----------
    text
        ISO 8601.

    Returns
    -------
    datetime
        Without zone.

    Raises
    ------
    StageError
        If it is no such text, or empty.
    """
    moment = parse_moment(text)
    if moment is None:
        raise StageError("No moment was given; expected ISO 8601 such as 2006-04-01 (UTC).")
    return moment


def build(
    settings: Settings,
    progress: Progress | None = None,
    *,
    full_refresh: bool = False,
    as_known_at: str = "",
) -> BuildReport:
    """Build the warehouse, telling what ends as it ends.

    Parameters
    ----------
    settings
        Paths of the installation.
    progress
        Told what is done; None for silence.
    full_refresh
        Replace every month whatever changed.
    as_known_at
        Cut of the data in ISO 8601, UTC; empty for everything loaded.

    Returns
    -------
    BuildReport
        What was built, the months touched and why.

    Raises
    ------
    pipelines.warehouse.BuildError
        If a model or data test failed.
    """
    told = progress or Silent()
    told.start("build")
    report = warehouse.build(
        settings,
        full_refresh=full_refresh,
        as_known_at=parse_moment(as_known_at),
        on_node=told.advance,
    )
    told.end(report.summary())
    return report


def watched(events: Iterable[Event], progress: Progress, total: int) -> Iterator[Event]:
    """Pass dbt's events on, telling how many of them have come.

    Parameters
    ----------
    events
        Events of a dbt run, one a model, seed or test.
    progress
        Told of each.
    total
        Events to expect.

    Yields
    ------
    Event
        The events unchanged.
    """
    for done, event in enumerate(events, start=1):
        name = getattr(event, "output_name", None) or getattr(event, "check_name", "")
        progress.advance(str(name), min(done, total), total)
        yield event


def request_rebuild(settings: Settings, months: Sequence[str]) -> int:
    """Ask for months of arrival to be built again by the next build.

    Parameters
    ----------
    settings
        Paths of the installation.
    months
        Such as ``2006-04``.

    Returns
    -------
    int
        Months asked for.

    Raises
    ------
    StageError
        If one is no month.
    """
    try:
        asked = [date.fromisoformat(f"{month}-01") for month in months]
    except ValueError:
        raise StageError(
            f"{', '.join(months)}: expected months of arrival such as 2006-04."
        ) from None
    with open_warehouse(settings.warehouse) as con:
        for month in asked:
            request_month(con, month)
    return len(asked)
