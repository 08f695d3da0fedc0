"""What can go wrong with a decision: every error of the decision store, with a message for people.

Errors of the rule language are `models.rules.errors`; nothing here knows a database.
"""

from __future__ import annotations


class DecisionError(Exception):
    """A decision cannot be taken or read; the message says what, where and what to do."""


class NotAllowed(DecisionError):  # noqa: N818
    """The person may not do this: no such role at the port, or the author's own version."""


class Conflict(DecisionError):  # noqa: N818
    """Somebody changed it first; the message names who, what and when."""


class NotFound(DecisionError):  # noqa: N818
    """No such rule set, version, threshold, list, person or account."""


class Invalid(DecisionError):  # noqa: N818
    """What was asked for cannot stand: a date, state, port or content, or evidence against it."""
