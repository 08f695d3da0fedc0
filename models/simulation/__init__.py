"""The synthetic national stream with planted truth, in the real layouts, month by month.

Start at `stream.simulate`. Nothing here reads or writes a file; `pipelines/simulation.py` does.
What the stream shows was put in (`calibration.py`) and is never a finding.
"""

from models.simulation.configuration import (
    ReferenceTables,
    SimulationConfig,
    SpecialOperation,
)
from models.simulation.stream import SimulatedMonth, simulate
from models.simulation.truth import world_truth

__all__ = [
    "ReferenceTables",
    "SimulatedMonth",
    "SimulationConfig",
    "SpecialOperation",
    "simulate",
    "world_truth",
]
