"""A stated model of reading scan images: all containers against those chosen by risk.

Its inputs come from a register, each with its source or as assumed. It is no estimate from data:
what is scanned and found is counted in ``dbt/models/marts/programs/scanning``.
"""

from models.scanning.assumptions import Assumption, AssumptionError, assumptions_from
from models.scanning.comparison import Comparison, Review, compare, trade_off

__all__ = [
    "Assumption",
    "AssumptionError",
    "Comparison",
    "Review",
    "assumptions_from",
    "compare",
    "trade_off",
]
