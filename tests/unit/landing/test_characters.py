"""What is looked for in the bytes is what a regular expression finds there."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.landing import characters
from pipelines.landing.characters import odd_places

ODD = re.compile(
    rb"(?<=[0-9.])[eE](?=[+-]?[0-9])|(?<=[0-9])_(?=[0-9])|:(?=[0-9]{2} ?[A-SU-Ya-su-y])"
)
LINES = st.lists(st.sampled_from(b"eE_:+-. 019TZAzq\n"), max_size=40).map(bytes)


@given(LINES)
@example(b"1E9" * (characters._BLOCK_BYTES // 2))
def test_odd_places_are_those_of_the_expression(lines: bytes) -> None:
    assert odd_places(lines).tolist() == [found.start() for found in ODD.finditer(lines)]
