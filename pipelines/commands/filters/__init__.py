"""The commands `tallyman filters ...`: the register, its keeping, and questions about filters.

A command parses what was typed, asks `pipelines.filters` or `pipelines.decisions`, and draws. What
may be decided, and what an answer is made of, belongs there.
"""

from pipelines.commands.filters.app import app

__all__ = ["app"]
