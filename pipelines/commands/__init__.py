"""The commands of ``tallyman``, a file per kind: running stages, reading editions, the doctor.

A command parses what was typed, calls named functions and draws. Counting, estimating and
scheduling belong elsewhere.
"""
