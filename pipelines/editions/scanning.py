"""Scanning abroad as an edition tells of it: hours of alarms, and the inputs of the model.

Read as published and chosen; shares are in ``programs``, the model is in ``models.scanning``.
"""

from datetime import date
from typing import Any

from models.scanning import Assumption, assumptions_from
from pipelines.editions.published import Published, select


def alarm_times(source: Published, *, origin: str) -> list[dict[str, Any]]:
    """Read the hours from alarm to resolution of all years together.

    Parameters
    ----------
    source
        An edition.
    origin
        ``real`` or ``synthetic``.

    Returns
    -------
    list of dict
        By program and port; port ``*`` first, which is all of them.
    """
    with source.connect() as con:
        return select(
            con,
            "from published.scan_alarm_times where origin = ? and period_kind = 'all' "
            "order by program, port_code <> '*', n desc, port_code",
            [origin],
        )


def model_inputs(source: Published, *, as_of: date | None = None) -> dict[str, Assumption]:
    """Read the inputs of the model as they stood on a day.

    Parameters
    ----------
    source
        An edition.
    as_of
        The day; None for the newest.

    Returns
    -------
    dict of str to Assumption

    Raises
    ------
    models.scanning.AssumptionError
        If the register lacks an input as of the day.
    """
    with source.connect() as con:
        return assumptions_from(
            select(
                con,
                "from marts.dim_scanning_assumptions where as_of_day <= ? qualify row_number() "
                "over (partition by assumption order by as_of_day desc, as_of_date desc) = 1",
                [as_of or date.max],
            )
        )
