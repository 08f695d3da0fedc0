"""The frames a fit is given, checked and as arrays: pattern rows with exposure, coming traffic.

Holds the way from columns to arrays. What may stand in them is checked in ``inputs``; nothing is
fitted here.
"""

import hashlib

import numpy as np
import pandas as pd

from models.refinement.alike import Coming
from models.refinement.design import PatternTable, bit_matrix, pattern_table
from models.refinement.exposure import incident_exposure, lesser_exposure
from models.refinement.inputs import COUNT_COLUMNS, check_coming, check_patterns
from models.refinement.method import Method


def read_patterns(patterns: pd.DataFrame, n_rules: int, method: Method) -> tuple[PatternTable, str]:
    """Check the pattern rows, add their exposure, and hash what was read.

    Rows without a container are left out: a season that has no other was not one.
    """
    words = check_patterns(patterns, n_rules)
    is_traffic = patterns["containers"].to_numpy(dtype=np.float64) > 0
    words, season = words[is_traffic], patterns["season"].to_numpy(dtype=np.int64)[is_traffic]
    counts = {name: patterns[name].to_numpy(dtype=np.float64)[is_traffic] for name in COUNT_COLUMNS}
    digest = hashlib.sha256(season.tobytes() + np.ascontiguousarray(words).tobytes())
    for values in counts.values():
        digest.update(values.tobytes())
    table = pattern_table(
        season,
        words,
        n_rules,
        {
            "containers": counts["containers"],
            "exposure": incident_exposure(
                counts["containers"],
                counts["examined_physical"],
                counts["examined_image"],
                method.detection_physical,
                method.detection_image,
                method.surfacing,
            ),
            "confirmed": counts["confirmed"],
            "lesser_exposure": lesser_exposure(
                counts["examined_physical"],
                counts["examined_image"],
                method.detection_physical,
                method.detection_image,
            ),
            "lesser": counts["lesser"],
        },
    )
    return table, digest.hexdigest()


def read_coming(coming: pd.DataFrame | None, n_rules: int) -> Coming | None:
    """Check the traffic of a coming season; None where nothing is known of it."""
    if coming is None:
        return None
    words = check_coming(coming, n_rules)
    return Coming(bit_matrix(words, n_rules), coming["containers"].to_numpy(dtype=np.float64))
