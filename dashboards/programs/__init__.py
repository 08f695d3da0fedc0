"""What the programs' pages share: the page that each begins with, and pictures of its own.

A page itself is in ``views/programs``.
"""
