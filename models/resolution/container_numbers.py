"""The ISO 6346 check digit of container numbers, as a finding.

A wrong check digit is counted and shown; it never drops a row. What a container number is joined
to belongs to dbt.
"""

import re
from collections.abc import Iterable

import pandas as pd
from stdnum import iso6346

OK = "ok"
WRONG_CHECK_DIGIT = "wrong check digit"
NOT_THE_FORM = "not the ISO 6346 form"

# Owner code, equipment category, serial number, check digit; python-stdnum lets other alphabets in.
_FORM = re.compile("[A-Z]{3}[UJZR][0-9]{7}")


def check_container_numbers(numbers: Iterable[str]) -> pd.DataFrame:
    """Check container numbers against ISO 6346.

    Parameters
    ----------
    numbers
        Container numbers, upper case.

    Returns
    -------
    pandas.DataFrame
        One row per number, in the order given: ``container_number`` as given,
        ``is_check_digit_valid`` (bool), ``reason`` ('ok', 'wrong check digit' or 'not the ISO
        6346 form').

    Examples
    --------
    >>> check_container_numbers(["CSQU3054383", "CSQU3054384", "LCL"])["reason"].tolist()
    ['ok', 'wrong check digit', 'not the ISO 6346 form']
    """
    given = list(numbers)
    reasons = [_reason(number) for number in given]
    return pd.DataFrame(
        {
            "container_number": pd.Series(given, dtype="str"),
            "is_check_digit_valid": pd.Series([reason == OK for reason in reasons], dtype="bool"),
            "reason": pd.Series(reasons, dtype="str"),
        }
    )


def _reason(number: str) -> str:
    if not _FORM.fullmatch(number):
        return NOT_THE_FORM
    return OK if iso6346.calc_check_digit(number[:-1]) == number[-1] else WRONG_CHECK_DIGIT
