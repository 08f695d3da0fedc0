"""Pure estimation and simulation: frames and arrays in, results out.

Nothing here opens a file, a database or a page.
"""
