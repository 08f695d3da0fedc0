"""Refining filter weights before a season: the estimator, its priors, gate, rounding, refusal.

Pattern counts in, a proposal or a refusal out. Counting patterns belongs in ``dbt/``, approving a
proposal to people; neither happens here.
"""

from models.refinement.refiner import FilterWeightRefiner

__all__ = ["FilterWeightRefiner"]
