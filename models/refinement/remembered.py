"""Candidates of training windows already worked out, so that a walk-forward fits each one once.

The rolling seasons of one fit are the training windows of the fits before it. Holds the memory
alone; what a candidate is, is in ``gate``.
"""

import hashlib
from collections import OrderedDict
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from models.refinement.design import Totals
from models.refinement.gate import Candidate, find_candidate
from models.refinement.inputs import Rules
from models.refinement.method import Method

KEPT = 32
"""Candidates kept; each holds a few numbers a rule and no counts."""

NOT_OF_THE_FIT = (
    "refuse_below_nats",
    "refuse_told_below_nats",
    "rolling_seasons",
    "budget",
    "judged_by",
    "moving_rules",
)
"""Parameters that say what is made of a candidate, not what it is."""

_candidates: OrderedDict[bytes, Candidate] = OrderedDict()


def candidate_of(
    totals: Totals, rules: Rules, is_stale: NDArray[np.bool_], method: Method
) -> Candidate:
    """Give the candidate of a training window; fit it only if it was not fitted lately.

    Parameters
    ----------
    totals, rules, is_stale, method
        As for :func:`models.refinement.gate.find_candidate`, which depends on nothing else.

    Returns
    -------
    Candidate
    """
    key = _digest(totals, rules, is_stale, method)
    if key in _candidates:
        _candidates.move_to_end(key)
        return _candidates[key]
    found = find_candidate(totals, rules, is_stale, method)
    _candidates[key] = found
    while len(_candidates) > KEPT:
        _candidates.popitem(last=False)
    return found


def _digest(totals: Totals, rules: Rules, is_stale: NDArray[np.bool_], method: Method) -> bytes:
    fitting = {k: v for k, v in asdict(method).items() if k not in NOT_OF_THE_FIT}
    digest = hashlib.blake2b(repr((fitting, rules.name, rules.kind)).encode())
    packed = np.packbits(totals.bits.astype(np.bool_), axis=0)
    arrays = (
        packed,
        totals.containers,
        totals.exposure,
        totals.confirmed,
        totals.lesser_exposure,
        totals.lesser,
        rules.points,
        rules.lower,
        rules.upper,
        rules.is_port_identity,
        is_stale,
    )
    for values in arrays:
        digest.update(repr((values.shape, values.dtype.str)).encode())
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.digest()
