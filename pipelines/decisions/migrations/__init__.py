"""Migrations of the decision store: how its schema came to be, revision by revision.

A revision is never changed once it has been released: what differs afterwards is a new revision.
What the platform reads and writes is `pipelines/decisions/tables.py`.
"""
