"""Commonalities: what the containers of incidents share, against the traffic matched with them.

Trait counts and the matching come from the marts; weights belong in ``models.refinement``.
"""

from models.commonalities.matched import MatchedOdds, Stratum, matched_odds
from models.commonalities.multiplicity import holm
from models.commonalities.pairs import RULE as PAIR_RULE
from models.commonalities.table import commonality_table
from models.commonalities.traits import IncidentContainer, TraitComparison, compare_trait

__all__ = [
    "PAIR_RULE",
    "IncidentContainer",
    "MatchedOdds",
    "Stratum",
    "TraitComparison",
    "commonality_table",
    "compare_trait",
    "holm",
    "matched_odds",
]
