"""What people decide: filter versions, approvals, thresholds, lists, and who did what.

The decision store is transactional and is never made again from files. What a rule may say is
`models/rules`; counting with filters is the warehouse's and `pipelines/filters`'.
"""

from pipelines.decisions.accounts import add_account, authenticate, set_password
from pipelines.decisions.clock import Clock, end_of_season, start_of_day
from pipelines.decisions.errors import Conflict, DecisionError, Invalid, NotAllowed, NotFound
from pipelines.decisions.evidence import Closing, Evidence, OpenRecommendation
from pipelines.decisions.exporting import export, import_document
from pipelines.decisions.keeper import (
    add_os_person,
    grant,
    hand_over,
    is_keeper,
    revoke,
    set_active,
)
from pipelines.decisions.lanes import LanePlan, LanePlans, read_lane_plans
from pipelines.decisions.lists import Lists
from pipelines.decisions.opening import open_store
from pipelines.decisions.operations import Operation, Operations, read_operations
from pipelines.decisions.parties import PartyDecision, decide_parties, read_party_decisions
from pipelines.decisions.people import Person, list_people, os_person, person_of
from pipelines.decisions.periods import Period, ThresholdPeriod, periods, threshold_periods
from pipelines.decisions.recommendations import Recommendations
from pipelines.decisions.register import FilterRegister
from pipelines.decisions.research import Research, ResearchAnswer
from pipelines.decisions.shadows import Shadow, Shadows
from pipelines.decisions.shipped import (
    ShippedFilters,
    ShippedLanePlan,
    ShippedOperation,
    ShippedTarget,
    ShippedVersion,
    import_shipped,
)
from pipelines.decisions.store import DecisionStore
from pipelines.decisions.targets import Target, Targets, read_targets
from pipelines.decisions.thresholds import ThresholdDecision, Thresholds
from pipelines.decisions.versions import Version, period_at, standing

__all__ = [
    "Clock",
    "Closing",
    "Conflict",
    "DecisionError",
    "DecisionStore",
    "Evidence",
    "FilterRegister",
    "Invalid",
    "LanePlan",
    "LanePlans",
    "Lists",
    "NotAllowed",
    "NotFound",
    "OpenRecommendation",
    "Operation",
    "Operations",
    "PartyDecision",
    "Period",
    "Person",
    "Recommendations",
    "Research",
    "ResearchAnswer",
    "Shadow",
    "Shadows",
    "ShippedFilters",
    "ShippedLanePlan",
    "ShippedOperation",
    "ShippedTarget",
    "ShippedVersion",
    "Target",
    "Targets",
    "ThresholdDecision",
    "ThresholdPeriod",
    "Thresholds",
    "Version",
    "add_account",
    "add_os_person",
    "authenticate",
    "decide_parties",
    "end_of_season",
    "export",
    "grant",
    "hand_over",
    "import_document",
    "import_shipped",
    "is_keeper",
    "list_people",
    "open_store",
    "os_person",
    "period_at",
    "periods",
    "person_of",
    "read_lane_plans",
    "read_operations",
    "read_party_decisions",
    "read_targets",
    "revoke",
    "set_active",
    "set_password",
    "standing",
    "start_of_day",
    "threshold_periods",
]
