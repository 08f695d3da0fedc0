"""What a figure of the stream is: a number, and where it is from.

The figures themselves are in `calibration.py` and `calibration_csi.py`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that was put into the stream.

    Parameters
    ----------
    value : float
        The number, in the unit its name says; shares lie between 0 and 1.
    source : str
        Where it comes from; 'chosen' and the reason where no public text gives it.
    """

    value: float
    source: str

    @property
    def is_chosen(self) -> bool:
        """Whether the figure is ours."""
        return self.source.startswith("chosen")
