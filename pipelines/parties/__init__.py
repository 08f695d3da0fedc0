"""Shippers, consignees and NVOCCs resolved: which of the names that were filed are one party.

Words, weights and clusters are worked out in `models.resolution`; what a person decides about a
party is kept in `pipelines.decisions`; what is counted of a party belongs in dbt.
"""

from pipelines.parties.resolving import PartyReport, resolve_names, resolve_parties

__all__ = ["PartyReport", "resolve_names", "resolve_parties"]
