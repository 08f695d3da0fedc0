"""When things run and what a person types: landing, warehouse builds, editions, command line.

Counting belongs in ``dbt/``, estimating in ``models/``, drawing in ``dashboards/``.
"""
