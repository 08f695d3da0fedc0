import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.resolution import check_container_numbers


def check_digit_by_hand(number: str) -> str:
    """The sum of the standard written out: letters count 10 to 38, no multiples of 11."""
    letters = (value for value in range(10, 39) if value % 11)
    values = dict(zip(string.ascii_uppercase, letters, strict=True))
    values |= {digit: int(digit) for digit in string.digits}
    return str(sum(values[sign] * 2**place for place, sign in enumerate(number)) % 11 % 10)


def reason_of(number: str) -> str:
    return str(check_container_numbers([number])["reason"].item())


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        # Worked by hand: C S Q U 3 0 5 4 3 8 sum to 6185 = 562 * 11 + 3 (the standard's example).
        ("CSQU3054383", "ok"),
        ("CSQU3054384", "wrong check digit"),
        # Real numbers of August 2018, as filed.
        ("FCIU9510812", "ok"),
        ("CBHU8833999", "ok"),
        ("CSNU7047817", "ok"),
        ("CRSU9294366", "ok"),
        ("CSQX3054383", "not the ISO 6346 form"),
        ("CSQU305438", "not the ISO 6346 form"),
        ("CSQU30543833", "not the ISO 6346 form"),
        ("1SQU3054383", "not the ISO 6346 form"),
        ("csqu3054383", "not the ISO 6346 form"),
        ("CSQU305438٣", "not the ISO 6346 form"),
        ("LCL", "not the ISO 6346 form"),
    ],
)
def test_reasons(number: str, reason: str) -> None:
    assert reason_of(number) == reason


@given(st.from_regex(r"[A-Z]{3}[UJZR][0-9]{6}", fullmatch=True))
def test_exactly_one_check_digit_is_right(body: str) -> None:
    right = check_digit_by_hand(body)
    found = check_container_numbers([body + digit for digit in string.digits])
    assert found.loc[found["is_check_digit_valid"], "container_number"].tolist() == [body + right]


def test_order_and_columns_are_kept() -> None:
    found = check_container_numbers(["LCL", "CSQU3054383"])
    assert found.columns.tolist() == ["container_number", "is_check_digit_valid", "reason"]
    assert found["container_number"].tolist() == ["LCL", "CSQU3054383"]
    assert found["is_check_digit_valid"].tolist() == [False, True]


def test_nothing_in_nothing_out() -> None:
    assert len(check_container_numbers([])) == 0
