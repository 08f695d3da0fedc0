"""The inputs of the model of scanning: three values each, and what they rest on.

Holds their names, the checks and the draws between lowest and highest value. What follows from
them belongs in ``comparison``; the values themselves lie in the register ``scanning_assumptions``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]

SHARE, COUNT, MINUTES = "share", "count", "minutes"
UNITS = {
    "containers_a_day": COUNT,
    "chosen_share": SHARE,
    "threats_in_chosen_share": SHARE,
    "reader_minutes_a_day": MINUTES,
    "thorough_minutes": MINUTES,
    "thorough_found_share": SHARE,
    "hurried_found_share": SHARE,
}
"""Inputs by name, in the order they are shown, and their units."""


class AssumptionError(ValueError):
    """An input is missing or cannot be; the message says which, and what is expected."""


@dataclass(frozen=True)
class Assumption:
    """One input of the model.

    Attributes
    ----------
    name, title, unit
        One of :data:`UNITS`, what it is, and its unit.
    low, best, high
        Lowest value thought possible, most likely, highest.
    basis, source
        ``source`` or ``assumed``, and by which text or for which reason.
    """

    name: str
    title: str
    unit: str
    low: float
    best: float
    high: float
    basis: str = "assumed"
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse values that cannot be."""
        if not self.low <= self.best <= self.high:
            raise AssumptionError(
                f"assumption {self.name}: got low {self.low:g}, best {self.best:g}, high "
                f"{self.high:g}; expected low <= best <= high. Put them in order."
            )
        if self.low <= 0 or (self.unit == SHARE and self.high > 1):
            bounds = "above 0 and at most 1" if self.unit == SHARE else "above 0"
            raise AssumptionError(
                f"assumption {self.name}: got {self.low:g} to {self.high:g}; expected {bounds} "
                f"({self.unit})."
            )

    def drawn(self, chance: Floats) -> Floats:
        """Give values for chances, from the triangle between the three values.

        Parameters
        ----------
        chance : ndarray of float, shape (n,)
            Between 0 and 1.

        Returns
        -------
        ndarray of float, shape (n,)

        Examples
        --------
        >>> one = Assumption("thorough_minutes", "", "minutes", 4.0, 8.0, 12.0)
        >>> one.drawn(np.array([0.0, 0.5, 1.0])).tolist()
        [4.0, 8.0, 12.0]
        """
        width = self.high - self.low
        if width == 0:
            return np.full(len(chance), self.best)
        peak = (self.best - self.low) / width
        drawn = stats.triang.ppf(chance, peak, loc=self.low, scale=width)
        return np.asarray(drawn, dtype=np.float64)


def assumptions_from(rows: Iterable[Mapping[str, Any]]) -> dict[str, Assumption]:
    """Read the inputs from the rows of their register.

    Parameters
    ----------
    rows
        One an input: ``assumption``, ``title``, ``unit``, ``low``, ``best``, ``high``, ``basis``,
        ``source``.

    Returns
    -------
    dict of str to Assumption
        In the order of :data:`UNITS`.

    Raises
    ------
    AssumptionError
        If an input is missing, unknown, told twice, in another unit, or cannot be.
    """
    found: dict[str, Assumption] = {}
    for row in rows:
        name = str(row["assumption"])
        if UNITS.get(name) != row["unit"] or name in found:
            raise AssumptionError(
                f"register scanning_assumptions: got {name!r} in {row['unit']!r}; expected one row "
                f"each of {', '.join(f'{one} ({unit})' for one, unit in UNITS.items())}."
            )
        found[name] = Assumption(
            name, str(row["title"]), str(row["unit"]), float(row["low"]), float(row["best"]),
            float(row["high"]), str(row["basis"]), str(row["source"]),
        )  # fmt: skip
    missing = [name for name in UNITS if name not in found]
    if missing:
        raise AssumptionError(
            f"register scanning_assumptions: no row of {', '.join(missing)}; every input must be "
            "stated, with its source or as assumed."
        )
    return {name: found[name] for name in UNITS}
