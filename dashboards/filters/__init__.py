"""What the filter pages share: answers kept by edition, tables, charts, choices, decisions made.

A page itself is in ``views/filters``; what an answer says is ``pipelines.filters``.
"""
