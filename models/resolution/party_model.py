"""How alike two party names are: comparisons, their levels, and the weight of each level.

The one source of match weights: what links two names, what a waterfall shows and what a list says
is summed from the same levels. Running the comparisons is `pipelines/parties/linking.py`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NOT_COMPARABLE = -1
"""Level where one side says nothing: no evidence, weight 0."""
NOT_STATED = "not stated on one side"


@dataclass(frozen=True)
class Level:
    """One outcome of a comparison.

    Attributes
    ----------
    level : int
        Number of the outcome; the higher, the more alike.
    label : str
        What it means.
    condition : str
        SQL over columns of the left (``_l``) and right (``_r``) name; empty for what is left over.
    m, u : float
        Share of pairs of one party, and of pairs of two, with this outcome.

    Examples
    --------
    >>> Level(1, "same", "a_l = a_r", 0.8, 0.1).weight
    3.0
    """

    level: int
    label: str
    condition: str
    m: float
    u: float

    @property
    def weight(self) -> float:
        """Evidence in bits: log2(m / u), after Fellegi and Sunter."""
        return math.log2(self.m / self.u)


@dataclass(frozen=True)
class Comparison:
    """One thing that is compared.

    Attributes
    ----------
    name, title : str
    columns : tuple of str
        Columns of a name that it reads.
    missing : str
        SQL that is true where one side says nothing.
    levels : tuple of Level
        Most alike first; the last has no condition.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    missing: str
    levels: tuple[Level, ...]

    def level(self, number: int) -> Level | None:
        """Find an outcome; None where nothing could be compared."""
        return next((level for level in self.levels if level.level == number), None)


# What is compared; m and u of each level come from the file of the model.
_DESIGN: tuple[tuple[str, str, tuple[str, ...], str, tuple[tuple[int, str, str], ...]], ...] = (
    (
        "name", "own words", ("party", "core", "stem"), "core_l is null or core_r is null",
        (
            (4, "the same words, in any order", "core_l = core_r"),
            (
                3, "one name is the beginning of the other",
                "starts_with(party_l, party_r) or starts_with(party_r, party_l)",
            ),
            (2, "one letter apart", "damerau_levenshtein(stem_l, stem_r) <= 1"),
            (1, "two letters apart", "damerau_levenshtein(stem_l, stem_r) <= 2"),
            (0, "other words", ""),
        ),
    ),
    (
        "trade", "trade", ("trade",), "trade_l is null or trade_r is null",
        (
            (1, "the same trade", "trade_l = trade_r"),
            (0, "another trade", ""),
        ),
    ),
    (
        "legal_form", "legal form", ("legal_form",),
        "legal_form_l is null or legal_form_r is null",
        (
            (1, "the same legal form", "legal_form_l = legal_form_r"),
            (0, "another legal form", ""),
        ),
    ),
    (
        "place", "address", ("addresses", "cities", "countries"),
        "len(countries_l) = 0 or len(countries_r) = 0",
        (
            (3, "an address in common", "list_has_any(addresses_l, addresses_r)"),
            (2, "a city in common", "list_has_any(cities_l, cities_r)"),
            (1, "a country in common", "list_has_any(countries_l, countries_r)"),
            (0, "no country in common", ""),
        ),
    ),
)  # fmt: skip
COMPARISONS = tuple(name for name, *_ in _DESIGN)
"""Names of the comparisons, in the order a waterfall shows them."""


@dataclass(frozen=True)
class Step:
    """One bar of a waterfall.

    Attributes
    ----------
    comparison, title, label : str
        What was compared and how it came out.
    weight : float
        Evidence in bits.
    total : float
        Sum of the weights up to here.
    """

    comparison: str
    title: str
    label: str
    weight: float
    total: float


@dataclass(frozen=True)
class PartyModel:
    """The comparisons with their weights, the prior and the threshold.

    Attributes
    ----------
    prior : float
        Probability that two names drawn at random are one party.
    threshold : float
        Match weight in bits from which a pair links.
    comparisons : tuple of Comparison
    estimated_on : str
        From what m, u and prior were estimated, and how.
    """

    prior: float
    threshold: float
    comparisons: tuple[Comparison, ...]
    estimated_on: str

    @property
    def prior_weight(self) -> float:
        """Weight before anything is compared: log2 of the odds of the prior."""
        return math.log2(self.prior / (1 - self.prior))

    def waterfall(self, levels: Mapping[str, int]) -> list[Step]:
        """Tell how a pair's match weight comes about.

        Parameters
        ----------
        levels : mapping of str to int
            Outcome of each comparison.

        Returns
        -------
        list of Step
            The prior first, then each comparison; the last total is the match weight.

        Raises
        ------
        KeyError
            If a comparison is missing.
        """
        steps = [
            Step("prior", "before comparing", "two names drawn at random", *[self.prior_weight] * 2)
        ]
        for comparison in self.comparisons:
            found = comparison.level(levels[comparison.name])
            weight = found.weight if found else 0.0
            label = found.label if found else NOT_STATED
            steps.append(
                Step(comparison.name, comparison.title, label, weight, steps[-1].total + weight)
            )
        return steps

    def to_json(self) -> str:
        """Write the model as its file holds it."""
        return json.dumps(
            {
                "estimated_on": self.estimated_on,
                "prior": self.prior,
                "threshold": self.threshold,
                "levels": {
                    comparison.name: {
                        str(level.level): {"label": level.label, "m": level.m, "u": level.u}
                        for level in comparison.levels
                    }
                    for comparison in self.comparisons
                },
            },
            indent=2,
        )


def model_from(text: str) -> PartyModel:
    """Read the model of a file.

    Parameters
    ----------
    text : str
        JSON as `PartyModel.to_json` writes it.

    Returns
    -------
    PartyModel

    Raises
    ------
    ValueError
        If a level lacks its m or u, or one of them is no probability.
    """
    given: dict[str, Any] = json.loads(text)
    comparisons = []
    for name, title, columns, missing, outcomes in _DESIGN:
        levels = []
        for number, label, condition in outcomes:
            m, u = (given["levels"].get(name, {}).get(str(number), {}).get(key) for key in "mu")
            if m is None or u is None or not (0 < m <= 1 and 0 < u <= 1):
                raise ValueError(
                    f"party model, comparison {name}, level {number} ({label}): m {m}, u {u}; "
                    "expected two probabilities above 0; estimate it again (`tallyman parties "
                    "train`)"
                )
            levels.append(Level(number, label, condition, m, u))
        comparisons.append(Comparison(name, title, columns, missing, tuple(levels)))
    return PartyModel(given["prior"], given["threshold"], tuple(comparisons), given["estimated_on"])
