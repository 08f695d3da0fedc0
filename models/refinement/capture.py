"""Which weights to change: the few that bring most of the expected risk among the first examined.

Holds the search over whole points. What risk is expected is worked out in ``coming``, which rules
may change at all, and which way, by the gate there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.refinement.inputs import Rules
from models.refinement.method import Method

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST_GAIN = 2e-4
"""Share of the risk below which a further change is not worth its reading."""

TRIED = 6
"""Values of a weight tried from the one end of its reach to the other, beside its mode."""


@dataclass(frozen=True)
class Expected:
    """Traffic of a season and the risk expected in it.

    Attributes
    ----------
    bits : ndarray of float, shape (n_patterns, n_rules)
        Rule hits.
    traffic, risk : ndarray of float, shape (n_patterns,)
        Share of the containers and share of the risk; each sums to 1.
    """

    bits: Floats
    traffic: Floats
    risk: Floats

    def captured(self, scores: Floats, budget: float) -> float:
        """Give the share of the risk in the top ``budget`` by score, ties pro rata.

        Parameters
        ----------
        scores : ndarray of float, shape (n_patterns,)
            Scores in whole points.
        budget
            Share of the containers.

        Returns
        -------
        float

        Notes
        -----
        What ``models.evaluation.recall.recall_in_top_share`` gives, without sorting: scores are
        whole, and the search asks thousands of times.

        Examples
        --------
        >>> season = Expected(np.zeros((2, 0)), np.array([0.1, 0.9]), np.array([0.5, 0.5]))
        >>> round(season.captured(np.array([3.0, 1.0]), 0.55), 9)
        0.75
        """
        level = np.rint(scores.max() - scores).astype(np.int64)
        size = np.bincount(level, self.traffic)
        found = np.bincount(level, self.risk)
        taken = np.clip(budget - (np.cumsum(size) - size), 0.0, size)
        part = np.divide(taken, size, out=np.zeros_like(size), where=size > 0)
        return float(found @ part)


def choose_points(
    expected: Expected, rules: Rules, posterior: Floats, passed: Flags, method: Method
) -> Floats:
    """Change the weights, one at a time, by what brings most risk into the budget.

    Parameters
    ----------
    expected
        Traffic and risk.
    rules
        Current points and boxes.
    posterior : ndarray of float, shape (n_rules,)
        Posterior mode in points; it gives the direction and one of the values tried.
    passed : ndarray of bool, shape (n_rules,)
        Rules that may change.
    method
        Budget, largest number of changes, smallest and largest step.

    Returns
    -------
    ndarray of float, shape (n_rules,)
        Whole points.

    Notes
    -----
    Every step tries every value of every weight that may still change, those already changed
    among them, takes the best, and ends when none adds as much as ``LEAST_GAIN``. A weight never
    moves against the direction the gate was passed in.
    """
    points = rules.points.copy()
    scores = expected.bits @ points
    best = expected.captured(scores, method.budget)
    allowed = np.flatnonzero(passed)
    while True:
        is_changed = points != rules.points
        may_free = is_changed.sum() < method.max_changes
        found = (best + LEAST_GAIN, -1, 0.0)
        for rule in allowed[may_free | is_changed[allowed]]:
            for value in _values(int(rule), points[rule], rules, posterior[rule], method):
                moved = scores + (value - points[rule]) * expected.bits[:, rule]
                found = max(found, (expected.captured(moved, method.budget), int(rule), value))
        best, rule, value = found
        if rule < 0:
            return points
        scores = scores + (value - points[rule]) * expected.bits[:, rule]
        points[rule] = value


def _values(rule: int, point: float, rules: Rules, mode: float, method: Method) -> list[float]:
    """Whole points to try for a weight, other than the one it has."""
    current = rules.points[rule]
    low = max(rules.lower[rule], current - method.max_step)
    high = min(rules.upper[rule], current + method.max_step)
    low, high = (current, high) if mode > current else (low, current)
    tried = np.rint(
        [*np.linspace(low, high, TRIED), np.clip(mode, low, high), point - 1, point + 1]
    )
    return [
        float(value)
        for value in np.unique(tried)
        if low <= value <= high
        and value != point
        and (value == current or abs(value - current) >= method.min_change)
    ]
