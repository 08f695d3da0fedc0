"""How dbt is run: in a process of its own, told by variables and arguments, heard line by line.

``running`` says what is run and reads the results, ``standby`` has the process at hand that
``process`` is; ``command`` is what Dagster starts, ``economies`` what both leave undone;
``manifest`` keeps what dbt made of the project. What is built and when belongs in ``warehouse``;
what the SQL says belongs in ``dbt/``.
"""
