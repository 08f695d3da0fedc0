"""What a figure is worth: rates with exact intervals, power, recall, walk-forward, what-if.

Counting belongs in ``dbt/``; choosing weights belongs in ``models.refinement``.
"""

from models.evaluation.power import minimum_detectable_odds_ratio
from models.evaluation.rates import Rate, rate, with_rates
from models.evaluation.recall import recall_in_top_share
from models.evaluation.walk_forward import walk_forward
from models.evaluation.what_if import WhatIf, selected_by_threshold, what_if

__all__ = [
    "Rate",
    "WhatIf",
    "minimum_detectable_odds_ratio",
    "rate",
    "recall_in_top_share",
    "selected_by_threshold",
    "walk_forward",
    "what_if",
    "with_rates",
]
