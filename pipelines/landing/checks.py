"""What a row must satisfy beyond its types, as SQL conditions made from the contract.

Each check is a condition that fails and the words that say so. Reading types and running the checks
belongs in ``staging``; where the rows that fail go belongs in ``quarantine``.
"""

import string
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.landing.contracts import Column, Contract
from pipelines.periods import PERIOD_LABELS

LARGEST_INTEGER = {"BIGINT": 2**53 - 1, "INTEGER": 2**31 - 1}
"""Whole numbers are staged as DOUBLE (see ``staged_type``), exact below 2^53."""
LARGEST_NUMBER = 1e12
"""No weight or value of a bill comes near it, and what sums and roundings make of it still fits."""
ZONE_LETTERS = "".join(sorted({*string.ascii_letters} - {*"TtZz"}))
"""Of a time only T, before the hour, and Z, for UTC. DuckDB reads BST as Bangladesh's time."""
ODD_SIGNS = {
    "BIGINT": "eE_",
    "INTEGER": "eE_",
    "DOUBLE": "_",
    "DATE": ZONE_LETTERS,
    "TIMESTAMP": ZONE_LETTERS,
}
"""What no value of the type is written with. DuckDB reads 2.00510010001E+12 as 2005100100010."""
EARLIEST, LATEST = "1900-01-01", "2100-12-31"
_STAGED_TYPES = dict.fromkeys(("DATE", "TIMESTAMP"), "TIMESTAMPTZ") | dict.fromkeys(
    LARGEST_INTEGER, "DOUBLE"
)
_MICROSECONDS_A_DAY = 24 * 60 * 60 * 1_000_000
_NO_IDENTIFIER = (
    "is no record identifier: expected thirteen digits, a run date YYYYMMDD and five digits that "
    "are not all nought; a spreadsheet rounded it, so export the file again with this column as "
    "text"
)


@dataclass(frozen=True)
class Check:
    """One condition a row must not meet.

    Attributes
    ----------
    column
        The column it speaks of.
    fails
        SQL condition over the staged columns, true where the row fails, never NULL.
    words
        What is said after the column's name and value.
    signs
        Characters that make a value fail where its text holds one, for DuckDB reads over them; then
        ``fails`` is of no use.
    """

    column: str
    fails: str
    words: str
    signs: str = ""

    def reason(self, value: str) -> str:
        """Say what is wrong.

        Parameters
        ----------
        value
            The value as it was written.

        Returns
        -------
        str
            The reason.

        Examples
        --------
        >>> Check("method", "true", "is not one of image, other").reason("picture")
        'method "picture" is not one of image, other'
        """
        return f'{self.column} "{value}" {self.words}' if value else f"{self.column} {self.words}"


def checks_of(contract: Contract) -> list[Check]:
    """Make the checks of a table.

    Parameters
    ----------
    contract
        The table's contract.

    Returns
    -------
    list of Check
        In the order of the columns.
    """
    checks = []
    for column in contract.columns:
        made = (
            *_presence(column),
            *_type(column),
            *_values(column),
            *_bounds(column),
            *_identifier(column),
            *_period(column),
        )
        checks += [Check(column.name, f"coalesce({fails}, false)", words) for fails, words in made]
        checks += _writing(column)
    return checks


def staged_type(column: Column) -> str:
    """Name the type a column is staged with: one that keeps what DuckDB would drop unsaid.

    Asked for a BIGINT it reads 12.7 as 13, for a TIMESTAMP ``10:00+09:00`` and ``4:12 PM`` as if
    neither zone nor PM stood there, for a DATE anything after the tenth character. So a whole
    number is staged as DOUBLE, a time or a date with its time of day and zone (UTC where none is
    written, see :func:`pipelines.landing.load.load_folder`; PM is turned away). They are cast when
    they are appended.

    Parameters
    ----------
    column
        A column.

    Returns
    -------
    str
        DuckDB type.

    Examples
    --------
    >>> staged_type(Column(name="arrived_at", type="TIMESTAMP", description=""))
    'TIMESTAMPTZ'
    """
    return _STAGED_TYPES.get(column.type, column.type)


def literal(text: str) -> str:
    """Quote text for SQL.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        A SQL string.

    Examples
    --------
    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def _presence(column: Column) -> list[tuple[str, str]]:
    """Turn away a required column that is empty."""
    name = f'"{column.name}"'
    made = []
    if column.required:
        blank = f" or ({name} < '!' and trim({name}) = '')" if column.type == "VARCHAR" else ""
        made.append((f"{name} is null{blank}", "is required and is empty"))
    if column.required_where:
        other = column.required_where
        lists_it = f"list_has_any({_parts(other.column)}, {_array([other.value])})"
        words = f"is required where {other.column} lists {other.value}, and is empty"
        made.append((f"{name} is null and {lists_it}", words))
    return made


def _type(column: Column) -> list[tuple[str, str]]:
    """Turn away what DuckDB reads as the type although it is none of its values."""
    name = f'"{column.name}"'
    if column.type in LARGEST_INTEGER:
        largest = LARGEST_INTEGER[column.type]
        fails = f"not isfinite({name}) or {name} <> trunc({name})"
        fails += f" or not {name} between {-largest} and {largest}"
        return [(fails, f"is no {column.kind}")]
    if column.type == "DOUBLE":
        # asked first: from a Parquet file's statistics DuckDB takes it that no number is none
        fails = f"not isfinite({name}) or not abs({name}) <= {LARGEST_NUMBER:.0f}"
        return [(fails, f"is no number up to {LARGEST_NUMBER:.0e}")]
    if column.type in {"DATE", "TIMESTAMP"}:
        kind = staged_type(column)
        fails = f"not {name} between {kind} '{EARLIEST}' and {kind} '{LATEST}'"
        made = [(fails, f"lies outside {EARLIEST} to {LATEST}")]
        if column.type == "DATE":
            timed = f"isfinite({name}) and epoch_us({name}) % {_MICROSECONDS_A_DAY} <> 0"
            made.append((timed, "is no date: it has a time of day"))
        return made
    return []


def _writing(column: Column) -> list[Check]:
    """Turn away what DuckDB reads although it is written as no contract writes it."""
    if column.type not in ODD_SIGNS:
        return []
    signs = ODD_SIGNS[column.type]
    words = f"is no {column.kind} in plain digits"
    if signs == ZONE_LETTERS:
        words = f"is no {column.kind}: a zone is written Z or as hours from UTC, such as -05:00"
    if column.check == "record_identifier":
        words = _NO_IDENTIFIER
    return [Check(column.name, "false", words, signs)]


def _values(column: Column) -> list[tuple[str, str]]:
    """Turn away values that are not among the allowed ones."""
    made = []
    if column.allowed:
        values = ", ".join(map(literal, column.allowed))
        words = f"is not one of {', '.join(column.allowed)}"
        made.append((f'"{column.name}" not in ({values})', words))
    if column.allowed_list:
        words = f"is no list, parted by semicolons, of {', '.join(column.allowed_list)}"
        within = f"list_has_all({_array(column.allowed_list)}, {_parts(column.name)})"
        made.append((f"not {within}", words))
    return made


def _bounds(column: Column) -> list[tuple[str, str]]:
    """Turn away values below the least or above the greatest."""
    bounds = ((column.minimum, "<", "below"), (column.maximum, ">", "above"))
    return [
        (f'"{column.name}" {sign} {bound}', f"is {words} {bound:g}")
        for bound, sign, words in bounds
        if bound is not None
    ]


def _identifier(column: Column) -> list[tuple[str, str]]:
    """Turn away whole numbers that are no record identifiers.

    Only the last days of a month are parsed as dates: the rest is arithmetic, which is far quicker.
    """
    if column.check != "record_identifier":
        return []
    name = f'"{column.name}"'
    date = f"floor({name} / 100000)"
    month = f"(floor({date} / 100) - floor({date} / 10000) * 100)"
    day = f"({date} - floor({date} / 100) * 100)"
    fails = (
        f"{date} * 100000 = {name} or not {date} between 19700101 and 21001231 "
        f"or case when {day} between 1 and 28 and {month} between 1 and 12 then false "
        f"else try_strptime({date}::bigint::varchar, '%Y%m%d') is null end"
    )
    return [(fails, _NO_IDENTIFIER)]


def _period(column: Column) -> list[tuple[str, str]]:
    """Turn away what is no period of the kind that the row names."""
    if column.check != "period_label":
        return []
    cases = " ".join(
        f"when {literal(kind)} then "
        f'not regexp_full_match(trim("{column.name}"), {literal(label.pattern)})'
        for kind, label in PERIOD_LABELS.items()
    )
    return [(f"case period_kind {cases} end", "is no period of the row's period_kind")]


def _parts(column: str) -> str:
    """Split a list column into its values."""
    return f"list_transform(string_split(\"{column}\", ';'), lambda part: trim(part))"


def _array(values: Sequence[str]) -> str:
    return "[" + ", ".join(map(literal, values)) + "]"
