"""What a program's page says where nothing is registered yet: what is missing, what begins it.

Words only; whether something is missing is the page's to see.
"""

from datetime import date


def missing(what: str, feed: str, as_of: date | None = None) -> str:
    """Say what is missing, of which feed, and which command begins it.

    Parameters
    ----------
    what
        What is missing, as a sentence without its stop.
    feed
        The feed, or register, whose rows it would come from.
    as_of
        The day the reader chose; None for the newest.

    Examples
    --------
    >>> print(missing("No alarm is loaded", "scans"))
    No alarm is loaded: that is unknown, not nought. It begins with the feed `scans`: put its file
    into a landing folder (docs/landing-contracts.md) and type `tallyman refresh`.
    >>> print(missing("No port is registered", "scanning_ports", date(1995, 1, 1))[:67])
    No port is registered by 1995-01-01: that is unknown, not nought. A
    """
    by = "" if as_of is None else f" by {as_of}"
    later = "" if as_of is None else "A later day may have it. "
    return (
        f"{what}{by}: that is unknown, not nought. {later}It begins with the feed `{feed}`: put "
        "its file into a landing folder (docs/landing-contracts.md) and type `tallyman refresh`."
    )
