"""Exposure: how much of a pattern's traffic would have shown its incidents.

Holds the correction for who was examined and how. Detection probabilities are assumptions that
travel with the model card; nothing is estimated here.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def incident_exposure(
    containers: ArrayLike,
    examined_physical: ArrayLike,
    examined_image: ArrayLike,
    detection_physical: float,
    detection_image: float,
    surfacing: float,
) -> Floats:
    """Containers weighted by the chance that an incident in them becomes known.

    Parameters
    ----------
    containers, examined_physical, examined_image : array of shape (n_patterns,)
        Containers of the pattern, those opened, and those imaged but not opened.
    detection_physical, detection_image
        Probability that a physical and an image exam find the incident.
    surfacing
        Probability that an incident no exam found becomes known anyway.

    Returns
    -------
    ndarray of float, shape (n_patterns,)
        n_physical * (d_p + (1 - d_p) * o) + n_image * (d_n + (1 - d_n) * o) + n_unexamined * o.

    Examples
    --------
    A hundred containers, ten opened, twenty imaged:

    >>> incident_exposure([100], [10], [20], 0.97, 0.55, 0.40).round(2).tolist()
    [52.42]
    """
    total = np.asarray(containers, dtype=np.float64)
    physical = np.asarray(examined_physical, dtype=np.float64)
    image = np.asarray(examined_image, dtype=np.float64)
    return (
        physical * (detection_physical + (1.0 - detection_physical) * surfacing)
        + image * (detection_image + (1.0 - detection_image) * surfacing)
        + (total - physical - image) * surfacing
    )


def lesser_exposure(
    examined_physical: ArrayLike,
    examined_image: ArrayLike,
    detection_physical: float,
    detection_image: float,
) -> Floats:
    """Exposure of lesser positives, which only an exam brings to light.

    Parameters
    ----------
    examined_physical, examined_image : array of shape (n_patterns,)
        Containers opened, and imaged but not opened.
    detection_physical, detection_image
        Probability that the exam finds what is there.

    Returns
    -------
    ndarray of float, shape (n_patterns,)

    Examples
    --------
    >>> lesser_exposure([10], [20], 0.97, 0.55).round(2).tolist()
    [20.7]
    """
    physical = np.asarray(examined_physical, dtype=np.float64)
    image = np.asarray(examined_image, dtype=np.float64)
    return physical * detection_physical + image * detection_image
