"""How dbt is run: in a process of its own, told by variables and arguments, heard line by line.

``running`` starts it and reads its results, ``process`` is what it starts, ``command`` what Dagster
starts, ``economies`` what both leave undone; ``manifest`` keeps what dbt made of the project. What
is built and when belongs in ``warehouse``; what the SQL says belongs in ``dbt/``.
"""
