"""What the pages of measures share: queries, tables and charts of figures, clocks and incidents.

A page itself is in ``views/measures``.
"""
