"""Reading what users drop: contracts, typed load, quarantine and load ledger.

``load_folder`` is the way in. Rows are stored as they were written, typed and stamped with their
load; what they mean (duplicates, withdrawn bills, units, ports) belongs in dbt's staging models.
"""

from pipelines.landing.contracts import Column, Contract, load_contracts
from pipelines.landing.ledger import LoadRecord, loads
from pipelines.landing.load import load_folder
from pipelines.landing.quarantine import QuarantineRow, quarantine_rows
from pipelines.landing.reconciliation import Imbalance, reconcile
from pipelines.landing.refusals import FileRefused, LandingRefused
from pipelines.landing.report import FileOutcome, LoadReport, Totals
from pipelines.landing.tables import create_raw_tables

__all__ = [
    "Column",
    "Contract",
    "FileOutcome",
    "FileRefused",
    "Imbalance",
    "LandingRefused",
    "LoadRecord",
    "LoadReport",
    "QuarantineRow",
    "Totals",
    "create_raw_tables",
    "load_contracts",
    "load_folder",
    "loads",
    "quarantine_rows",
    "reconcile",
]
