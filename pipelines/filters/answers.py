"""The form every answer about filters has: a frozen record that becomes plain data for JSON.

Holds the turning of records, frames and times into plain data, and no answer itself.
"""

import dataclasses
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd


class Answer:
    """Base of the answers: dataclasses with a JSON-ready form."""

    def to_dict(self) -> dict[str, Any]:
        """Give the fields as plain data.

        Returns
        -------
        dict
            Text, numbers, booleans, lists and mappings only; moments in ISO form with their offset
            (UTC where the record held none), missing numbers as None, frames as lists of rows.
        """
        names = [field.name for field in dataclasses.fields(self)]  # type: ignore[arg-type]
        return {name: as_plain(getattr(self, name)) for name in names}


def as_plain(value: object) -> Any:
    """Turn one value, whatever it holds, into plain data.

    Examples
    --------
    >>> as_plain({"share": float("nan"), "ports": ("2704",), "day": date(2006, 4, 5)})
    {'share': None, 'ports': ['2704'], 'day': '2006-04-05'}
    >>> as_plain(datetime(2006, 4, 5, 12))
    '2006-04-05T12:00:00+00:00'
    """
    if isinstance(value, Answer):
        return value.to_dict()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        return {name: as_plain(getattr(value, name)) for name in names}
    if isinstance(value, pd.DataFrame):
        return [as_plain(row) for row in value.to_dict("records")]
    if isinstance(value, Mapping):
        return {str(key): as_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return [as_plain(item) for item in value]
    return _as_scalar(value)


def _as_scalar(value: object) -> Any:
    """Turn a single value into what JSON holds."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.isoformat()
    return value.isoformat() if isinstance(value, date) else value
