"""Commonalities: what is counted above the cards is what the cards are of."""

import pandas as pd
import pytest

from dashboards.targeting import commonality_cards
from models.commonalities.traits import MORE_COMMON, NOT_ENOUGH

# Two traits and a pair were compared; one trait more did not differ within the matched strata.
COMPARED = pd.DataFrame(
    {
        "kind": ["trait", "trait", "trait", "pair"],
        "holm_p_value": [0.001, 1.0, None, 0.02],
        "comparisons": [3, 3, 3, 3],
        "verdict": [MORE_COMMON, NOT_ENOUGH, NOT_ENOUGH, MORE_COMMON],
    }
)


@pytest.mark.parametrize(
    ("kind", "begins", "corrected_for", "more"),
    [
        ("both", "**3** traits and pairs compared, **2** found", "all of them", True),
        ("trait", "**2** traits compared, **1** found", "the 3 traits and pairs compared", True),
        ("pair", "**1** pairs of traits compared, **1** found", "the 3 traits and pairs", False),
    ],
)
def test_the_number_compared_is_of_the_kind_that_is_shown(
    kind: str, begins: str, corrected_for: str, more: bool
) -> None:
    shown = COMPARED[(COMPARED["kind"] == kind) | (kind == "both")]
    said = commonality_cards.compared_words(shown, kind)
    assert said.startswith(begins)
    assert f"after Holm's correction for {corrected_for}" in said
    assert ("1 more cannot be compared" in said) == more


def test_the_command_holds_the_choices_of_the_page() -> None:
    assert commonality_cards.command("*", "both") == "tallyman commonalities"
    assert commonality_cards.command("Busan", "trait") == (
        "tallyman commonalities --era Busan --kind trait"
    )
    assert commonality_cards.command("Hong Kong", "both") == (
        "tallyman commonalities --era 'Hong Kong'"
    )
