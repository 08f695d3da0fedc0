"""From mart counts to published figures: rates, commonalities, the weight proposal.

Each function reads marts through one connection, calls ``models`` and replaces tables of schema
``published`` in one transaction. Counting belongs in ``dbt/``, estimating in ``models/``.
"""

from pipelines.estimates.catalogue import measure_catalogue
from pipelines.estimates.clearance import estimate_clearance_times
from pipelines.estimates.figures import estimate_commonalities, estimate_measures
from pipelines.estimates.proposals import propose_weights

__all__ = [
    "estimate_clearance_times",
    "estimate_commonalities",
    "estimate_measures",
    "measure_catalogue",
    "propose_weights",
]
