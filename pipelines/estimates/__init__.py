"""From mart counts to published figures: rates, commonalities, ports watched, the proposal.

Each function reads marts through one connection, calls ``models`` and replaces tables of schema
``published`` in one transaction. Counting belongs in ``dbt/``, estimating in ``models/``.
"""

from pipelines.estimates.catalogue import measure_catalogue
from pipelines.estimates.clearance import estimate_clearance_times
from pipelines.estimates.commonalities import estimate_commonalities
from pipelines.estimates.drift import estimate_drift
from pipelines.estimates.exam_clocks import estimate_exam_clocks
from pipelines.estimates.figures import estimate_measures
from pipelines.estimates.incidents import estimate_incidents
from pipelines.estimates.parties import estimate_parties
from pipelines.estimates.partner_exams import estimate_partner_exams
from pipelines.estimates.port_shift import estimate_port_shift
from pipelines.estimates.program_clocks import estimate_program_clocks
from pipelines.estimates.programs import estimate_program_figures
from pipelines.estimates.proposals import propose_weights
from pipelines.estimates.random_lane import estimate_random_lane
from pipelines.estimates.targeting import estimate_targeting_quality

__all__ = [
    "estimate_clearance_times",
    "estimate_commonalities",
    "estimate_drift",
    "estimate_exam_clocks",
    "estimate_incidents",
    "estimate_measures",
    "estimate_partner_exams",
    "estimate_parties",
    "estimate_port_shift",
    "estimate_program_clocks",
    "estimate_program_figures",
    "estimate_random_lane",
    "estimate_targeting_quality",
    "measure_catalogue",
    "propose_weights",
]
