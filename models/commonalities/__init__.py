"""Commonalities: what the containers of incidents share, against comparable ordinary traffic.

Trait counts and the matching come from the marts; weights belong in ``models.refinement``.
"""

from models.commonalities.traits import TraitComparison, commonality_table, conditional_odds_ratio

__all__ = ["TraitComparison", "commonality_table", "conditional_odds_ratio"]
