"""Parameters of the method, checked; what each means is said by the estimator's constructor.

What they are applied to is checked in ``inputs``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

JUDGES = ("evidence", "rolling")
COMING = "coming"
"""What judges beside them where a coming season is known: how well earlier seasons were told."""

WHOLE_NUMBERS = (
    "max_changes", "max_step", "min_change", "min_confirmed", "rolling_seasons", "grid_patterns",
)  # fmt: skip
NUMBERS = (
    "detection_physical", "detection_image", "surfacing", "gate", "refuse_below_nats",
    "refuse_told_below_nats", "kappa_median", "kappa_sd", "tau_median", "tau_sd", "budget",
)  # fmt: skip


@dataclass(frozen=True)
class Method:
    """Parameters of the method, as the estimator's constructor documents them."""

    detection_physical: float
    detection_image: float
    surfacing: float
    gate: float
    max_changes: int
    max_step: int
    min_change: int
    refuse_below_nats: float
    refuse_told_below_nats: float
    min_confirmed: int
    rolling_seasons: int
    kappa_median: float
    kappa_sd: float
    tau_grid: tuple[float, ...]
    tau_median: float
    tau_sd: float
    rho_grid: tuple[float, ...]
    budget: float
    grid_patterns: int
    judged_by: str
    moving_rules: tuple[str, ...]

    def needed_nats(self, judge: str) -> float:
        """Gain that a judge asks for."""
        return self.refuse_told_below_nats if judge == COMING else self.refuse_below_nats

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, Any]) -> "Method":
        """Check the constructor's parameters.

        Parameters
        ----------
        parameters
            ``get_params()`` of the estimator.

        Returns
        -------
        Method

        Raises
        ------
        ValueError
            If a parameter lies outside its range; names it.
        """
        method = cls(**parameters)
        _require_numbers(parameters)
        ranges: dict[str, tuple[float, float]] = {
            "detection_physical": (0.0, 1.0),
            "detection_image": (0.0, 1.0),
            "surfacing": (1e-3, 1.0),
            "gate": (0.5, 1.0),
            "budget": (1e-9, 1.0),
            "max_changes": (0, np.inf),
            "max_step": (1, np.inf),
            "min_change": (1, np.inf),
            "min_confirmed": (1, np.inf),
            "rolling_seasons": (1, np.inf),
            "kappa_median": (1e-6, 1e6),
            "kappa_sd": (1e-6, 1e6),
            "tau_median": (1e-6, 1e6),
            "tau_sd": (1e-6, 1e6),
            "grid_patterns": (1, np.inf),
        }
        for name, (low, high) in ranges.items():
            value = parameters[name]
            if not low <= value <= high:
                raise ValueError(f"{name}={value!r}: expected a number from {low:g} to {high:g}")
        if method.judged_by not in JUDGES:
            raise ValueError(f"judged_by={method.judged_by!r}: expected one of {', '.join(JUDGES)}")
        if not method.tau_grid or min(method.tau_grid) <= 0:
            raise ValueError(f"tau_grid={method.tau_grid!r}: expected points above 0")
        if not method.rho_grid or min(method.rho_grid) < 0 or max(method.rho_grid) > 1:
            raise ValueError(f"rho_grid={method.rho_grid!r}: expected shares from 0 to 1")
        if isinstance(method.moving_rules, str):
            raise ValueError(f"moving_rules={method.moving_rules!r}: expected a tuple of names")
        return method


def _require_numbers(parameters: Mapping[str, Any]) -> None:
    """Refuse a parameter of the method that is no number, or not whole where it must be."""
    for name in NUMBERS + WHOLE_NUMBERS:
        value = parameters[name]
        if isinstance(value, bool) or not isinstance(value, Real) or np.isnan(float(value)):
            raise ValueError(f"{name}={value!r}: expected a number")
        if name in WHOLE_NUMBERS and np.isfinite(float(value)) and float(value) % 1:
            raise ValueError(f"{name}={value!r}: expected a whole number")
    for name in ("tau_grid", "rho_grid"):
        grid = parameters[name]
        if not isinstance(grid, Sequence) or not np.isfinite(np.array(grid, dtype=float)).all():
            raise ValueError(f"{name}={grid!r}: expected a tuple of numbers")
