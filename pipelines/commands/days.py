"""Days as they are typed, and what is said where they are none.

What a day means (whose, its first moment) belongs to what it is given to; moments are read in
``stages.building``.
"""

from datetime import date

import typer


def day_given(text: str | None, option: str = "--as-of") -> date | None:
    """Read a day; None where none is given.

    Parameters
    ----------
    text
        ISO 8601.
    option
        What was typed before it.

    Raises
    ------
    typer.BadParameter
        If it is no day.

    Examples
    --------
    >>> day_given("2008-07-31"), day_given(""), day_given(None)
    (datetime.date(2008, 7, 31), None, None)
    """
    return day_typed(text, option) if text else None


def day_typed(text: str, option: str) -> date:
    """Read a day that must be given; as :func:`day_given`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{option} {text!r} is no day; type 2006-10-01") from None
