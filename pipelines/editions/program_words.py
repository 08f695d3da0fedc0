"""How a figure of a program is worded, the same for commands, pages and packs.

Words of one row only; which rows are shown is chosen in ``programs``.
"""

import math
import re
from collections.abc import Mapping
from typing import Any

NOTHING = "–"
CODE_WORD = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
CODE_DAY = re.compile(r"(\d{4})_(\d\d)_(\d\d)$")
SUBJECTS = {"sfi": "SFI", "megaports": "Megaports"}
TOO_FEW = "no percentage"
FIGURE_COLUMNS = {
    "title": "Figure",
    "subject": "Of",
    "period": "Period",
    "value": "Value",
    "interval": "95 % interval",
    "n": "Counted",
    "n_unknown": "Unknown",
    "state": "State",
    "source": "Source",
}
"""What is told of a figure, in the order it is read."""


def is_share(row: Mapping[str, Any]) -> bool:
    """Say whether a figure's value is a share from 0 to 1."""
    return _is_given(row["denominator"]) or (
        _is_given(row["published_value"]) and row["unit"] == "share"
    )


def value_words(row: Mapping[str, Any]) -> str:
    """Word the value of a figure: a share, a count, or why there is none.

    Examples
    --------
    >>> counted = {"unit": "port", "numerator": 58, "denominator": None, "published_value": None,
    ...            "value": 58.0}
    >>> value_words(counted)
    '58'
    >>> value_words(counted | {"numerator": 30, "denominator": 40, "value": 0.75})
    '75.0 %'
    >>> value_words(counted | {"numerator": 3, "denominator": 15, "value": None})
    'no percentage'
    >>> value_words(counted | {"numerator": None, "value": None})
    'not stated'
    >>> printed = counted | {"numerator": None, "published_value": 0.86, "value": 0.86}
    >>> value_words(printed | {"unit": "share"}), value_words(printed | {"unit": "hour"})
    ('86.0 %', '0.86 hours')
    """
    value = row["value"]
    if not _is_given(value):
        return TOO_FEW if _is_given(row["denominator"]) else "not stated"
    if is_share(row):
        return share_words(float(value))
    number = f"{float(value):,.10g}"
    if _is_given(row["published_value"]) and row["unit"] != "count":
        return f"{number} {unit_words(str(row['unit']), 1 if value == 1 else 2)}"
    return number


def share_words(share: float) -> str:
    """Word a share, with digits enough that a rare event is not nought.

    Examples
    --------
    >>> share_words(0.75), share_words(0.00045), share_words(0.0)
    ('75.0 %', '0.045 %', '0.0 %')
    """
    digits = 3 if 0 < share < 0.001 or 0.999 < share < 1 else 1
    return f"{100 * share:.{digits}f} %"


def interval_words(row: Mapping[str, Any]) -> str:
    """Word the interval of a figure; a dash where it has none.

    Examples
    --------
    >>> row = {"low": 0.5, "high": 0.75, "denominator": 40, "published_value": None, "unit": "port"}
    >>> interval_words(row), interval_words(row | {"low": 19.42, "high": 41.6, "denominator": None})
    ('50.0 % to 75.0 %', '19.4 to 41.6')
    """
    if not _is_given(row["low"]) or not _is_given(row["high"]):
        return NOTHING
    if is_share(row):
        return f"{share_words(float(row['low']))} to {share_words(float(row['high']))}"
    return f"{float(row['low']):,.1f} to {float(row['high']):,.1f}"


def counted_words(row: Mapping[str, Any]) -> str:
    """Word what was counted: ``30 of 40`` known; of a count the unit; a dash where nothing was.

    Examples
    --------
    >>> share = {"numerator": 30, "denominator": 1040, "n_unknown": 0, "unit": "container_trip"}
    >>> counted_words(share), counted_words(share | {"n_unknown": 40})
    ('30 of 1,040', '30 of 1,000 known')
    >>> counted_words({"numerator": 30, "denominator": None, "unit": "container_trip"})
    '30 container trips'
    """
    if not _is_given(row["numerator"]):
        return NOTHING
    number = int(row["numerator"])
    if _is_given(row["denominator"]):
        unknown = int(row["n_unknown"]) if _is_given(row.get("n_unknown")) else 0
        return f"{number:,} of {int(row['denominator']) - unknown:,}{' known' if unknown else ''}"
    return f"{number:,} {unit_words(row['unit'], number)}"


def unit_words(unit: str, number: int) -> str:
    """Put a unit in words, one or many.

    Examples
    --------
    >>> unit_words("exam_request", 1), unit_words("country", 3), unit_words("minutes", 5)
    ('exam request', 'countries', 'minutes')
    """
    words = unit.replace("_", " ")
    if number == 1:
        return words.removesuffix("s")
    if words.endswith("s"):
        return words
    return f"{words[:-1]}ies" if words[-1:] == "y" and words[-2:-1] not in "aeiou" else f"{words}s"


def unknown_words(row: Mapping[str, Any]) -> str:
    """Word how many are unknown; a dash where nothing was counted."""
    return f"{int(row['n_unknown']):,}" if _is_given(row["n_unknown"]) else NOTHING


def subject_words(row: Mapping[str, Any]) -> str:
    """Word of whom or where a figure is; ``*`` is all, a port or country has its name.

    Examples
    --------
    >>> subject_words({"subject": "*", "geography": "national"})
    'all'
    >>> subject_words({"subject": "Hong Kong", "geography": "host"})
    'Hong Kong'
    >>> subject_words({"subject": "gap_assessment", "geography": "duty"})
    'gap assessment'
    """
    if row["subject"] == "*":
        return "all"
    subject = str(row["subject"])
    return str(row.get("subject_name") or SUBJECTS.get(subject) or code_words(subject))


def code_words(text: str) -> str:
    """Put a code word in words; any other text stays as it is.

    Examples
    --------
    >>> code_words("no_duty_stated"), code_words("CSI_2005 (see note)")
    ('no duty stated', 'CSI_2005 (see note)')
    >>> code_words("sea_carrier_2006_03_01")
    'sea carrier 2006-03-01'
    """
    if not CODE_WORD.fullmatch(text):
        return text
    return CODE_DAY.sub(r"\1-\2-\3", text).replace("_", " ")


def period_words(row: Mapping[str, Any]) -> str:
    """Word the period of a figure.

    Examples
    --------
    >>> period_words({"period": "2006", "period_kind": "season"})
    'season 2006'
    >>> period_words({"period": "2008-07-31", "period_kind": "as_of"})
    'as of 2008-07-31'
    """
    kind, period = str(row["period_kind"]), str(row["period"])
    if not period:
        return NOTHING
    return {"as_of": f"as of {period}", "all": "all periods", "season": f"season {period}"}.get(
        kind, period
    )


def figure_words(row: Mapping[str, Any]) -> dict[str, str]:
    """Word everything that is told of a figure, by the names of :data:`FIGURE_COLUMNS`."""
    return {
        "title": str(row["title"]),
        "subject": subject_words(row),
        "period": period_words(row),
        "value": value_words(row),
        "interval": interval_words(row),
        "n": counted_words(row),
        "n_unknown": unknown_words(row),
        "state": str(row["state"] or NOTHING),
        "source": str(row["source"]),
    }


def _is_given(value: Any) -> bool:
    return value is not None and not (isinstance(value, float) and math.isnan(value))


def exception_words(exceptions: Mapping[str, int]) -> str:
    """Word rows by origin.

    Examples
    --------
    >>> exception_words({"real": 3, "synthetic": 1205}), exception_words({})
    ('3 real, 1,205 synthetic', 'none')
    """
    return ", ".join(f"{rows:,} {origin}" for origin, rows in exceptions.items()) or "none"
