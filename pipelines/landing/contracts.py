"""What may be dropped into a landing folder: tables, columns, types and allowed values.

The contracts themselves are the YAML files in ``contracts/``; this module reads and checks them.
How a row is held against its contract belongs in ``checks``, how a file is read in ``staging``.
"""

import re
from functools import cache
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

CONTRACTS_FOLDER = Path(__file__).with_name("contracts")
DataType = Literal["VARCHAR", "BIGINT", "INTEGER", "DOUBLE", "DATE", "TIMESTAMP", "BOOLEAN"]
KINDS: dict[str, str] = {
    "VARCHAR": "text",
    "BIGINT": "whole number",
    "INTEGER": "whole number",
    "DOUBLE": "number",
    "DATE": "date",
    "TIMESTAMP": "date and time",
    "BOOLEAN": "truth value (true or false)",
}
"""What a value of a type is called where a row is turned away."""
REGISTER_FAMILY = "registers_"
"""How the family of a register begins."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ListedCondition(_Strict):
    """A column that must be filled where another one lists a value.

    Attributes
    ----------
    column
        The other column, whose values are parted by semicolons.
    value
        The value that makes this column required.
    """

    column: str
    value: str


class Column(_Strict):
    """One column of a table.

    Attributes
    ----------
    name, type, description
        What it is called, its DuckDB type, what it means.
    required
        A row without it is quarantined.
    required_where
        A row without it is quarantined where another column lists a value.
    unit, example
        Unit of the value, and one value as it is written.
    allowed
        The only values it may hold, spelled exactly so.
    allowed_list
        As ``allowed``, for a column of several values parted by semicolons.
    minimum, maximum
        Bounds, both allowed.
    check
        ``record_identifier``: run date (YYYYMMDD) followed by five digits that are not all nought.
        ``period_label``: a period as column ``period_kind`` of the same row has them written.
    """

    name: str
    type: DataType
    description: str
    required: bool = False
    required_where: ListedCondition | None = None
    unit: str | None = None
    example: str | None = None
    allowed: tuple[str, ...] | None = None
    allowed_list: tuple[str, ...] | None = None
    minimum: float | None = None
    maximum: float | None = None
    check: Literal["record_identifier", "period_label"] | None = None

    @property
    def kind(self) -> str:
        """What a value of its type is called."""
        return KINDS[self.type]


class Contract(_Strict):
    """One table that may be dropped.

    Attributes
    ----------
    name
        Name of the table in schema ``raw``.
    family, file_pattern
        Family of feeds it belongs to, and how the files of that family are named.
    description
        What one row is.
    key
        Columns that together tell two rows apart; duplicates are settled in staging.
    known_at
        Column that says when the row's message was received; None where the feed has none.
    columns
        In the order of the layout.
    """

    name: str
    family: str
    file_pattern: str
    description: str
    key: tuple[str, ...]
    known_at: str | None
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def is_register(self) -> bool:
        """Its rows are facts as of a date, not messages of what happened."""
        return self.family.startswith(REGISTER_FAMILY)

    @model_validator(mode="after")
    def _refers_to_its_own_columns(self) -> Self:
        names = self.column_names
        named = [self.name, *names]
        misspelt = [name for name in named if not _NAME.fullmatch(name)]
        referred = [*self.key, *(c.required_where.column for c in self.columns if c.required_where)]
        referred += [self.known_at] if self.known_at else []
        unknown = sorted({*referred} - {*names})
        if misspelt or unknown or len({*names}) < len(names):
            raise ValueError(
                f"contract {self.name}: column names must be lower-case words and unique, and key, "
                f"known_at and required_where must name columns of the table; "
                f"misspelt: {misspelt}, unknown: {unknown}"
            )
        if self.known_at and self.column(self.known_at).type != "TIMESTAMP":
            raise ValueError(f"contract {self.name}: known_at {self.known_at} must be a TIMESTAMP")
        return self

    def column(self, name: str) -> Column:
        """Find a column by its name.

        Parameters
        ----------
        name
            One of ``column_names``.

        Returns
        -------
        Column
            The column.
        """
        return next(column for column in self.columns if column.name == name)


@cache
def load_contracts(folder: Path = CONTRACTS_FOLDER) -> dict[str, Contract]:
    """Read every contract.

    Parameters
    ----------
    folder
        Folder of YAML files, each one a family of feeds.

    Returns
    -------
    dict of str to Contract
        By table name, in the order of the files and of the tables in them.

    Raises
    ------
    ValueError
        If two contracts share a name, or one contradicts itself.

    Examples
    --------
    >>> contract = load_contracts()["exams"]
    >>> contract.key, contract.known_at
    (('exam_event_id',), 'recorded_at')
    """
    contracts: dict[str, Contract] = {}
    for path in sorted(folder.glob("*.yml")):
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)  # noqa: S506
        shared = {"family": document["family"], "file_pattern": document["file_pattern"]}
        for table in document["tables"]:
            contract = Contract.model_validate(table | shared)
            if contract.name in contracts:
                raise ValueError(f"{path}: a second contract is named {contract.name}")
            contracts[contract.name] = contract
    return contracts
