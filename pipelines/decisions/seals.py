"""The seal of an audit entry: a hash of what it says and of the seal before it.

Writing and reading entries is `audit.py`. The form of the seal is part of what was written: it
never changes without a revision of the schema that seals anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_SEALED = (
    "audit_id",
    "occurred_at",
    "recorded_at",
    "person_id",
    "action",
    "kind",
    "subject",
    "old",
    "new",
    "reason",
)


def seal(before: str, entry: Mapping[str, Any]) -> str:
    """Hash an entry together with the seal of the one before it.

    Parameters
    ----------
    before : str
        Seal of the entry before; empty for the first.
    entry : mapping
        The columns of the entry; moments in UTC, with or without a zone.

    Returns
    -------
    str
        SHA-256, 64 hexadecimal digits.

    Examples
    --------
    >>> entry = dict.fromkeys(_SEALED)
    >>> seal("", entry) == seal("", {**entry, "reason": "another"})
    False
    """
    said = [_plain(entry[name]) for name in _SEALED]
    return hashlib.sha256(json.dumps([before, *said], sort_keys=True).encode("ascii")).hexdigest()


def _plain(value: object) -> object:
    """Write a moment as text without a zone."""
    if not isinstance(value, datetime):
        return value
    moment = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    return moment.isoformat(timespec="microseconds")
