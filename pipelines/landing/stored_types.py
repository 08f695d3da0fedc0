"""How the columns of a Parquet file may be stored, by the type their contract gives them.

Where the stored type has lost something (a port code kept as a number its leading nought) no cast
brings it back, so the file is refused. The casts themselves belong in ``parquet``.
"""

from collections.abc import Callable

import pyarrow as pa
from pyarrow import types

from pipelines.landing.file_names import LandingFile
from pipelines.landing.refusals import FileRefused

_Is = Callable[[pa.DataType], bool]
_TEXT: tuple[_Is, ...] = (
    types.is_string,
    types.is_large_string,
    types.is_string_view,
    types.is_null,
)
_WHOLE: tuple[_Is, ...] = (types.is_integer, types.is_float64, types.is_decimal)
"""A shorter float holds 2005101700017 as 2005101740032, another bill's identifier."""
_NUMBERS: tuple[_Is, ...] = (types.is_integer, types.is_floating, types.is_decimal)
_TIMES: tuple[_Is, ...] = (types.is_date, types.is_timestamp)
_STORED_AS: dict[str, tuple[str, tuple[_Is, ...]]] = {
    "VARCHAR": ("text", _TEXT),
    "BIGINT": ("whole numbers, double or text", _WHOLE + _TEXT),
    "INTEGER": ("whole numbers, double or text", _WHOLE + _TEXT),
    "DOUBLE": ("numbers or text", _NUMBERS + _TEXT),
    "DATE": ("dates, times or text", _TIMES + _TEXT),
    "TIMESTAMP": ("times, dates or text", _TIMES + _TEXT),
    "BOOLEAN": ("true and false, or text", (types.is_boolean, *_TEXT)),
}


def check_stored_types(file: LandingFile, schema: pa.Schema) -> None:
    """Hold the stored types of a Parquet file against its contract.

    Parameters
    ----------
    file
        The file; its columns are those of its contract.
    schema
        What its footer says.

    Raises
    ------
    FileRefused
        If a column is stored as a type that its values cannot be read back from.
    """
    wrong = []
    for column in file.contract.columns:
        stored = schema.field(column.name).type
        held = stored.value_type if types.is_dictionary(stored) else stored
        words, accepted = _STORED_AS[column.type]
        if not any(is_kind(held) for is_kind in accepted):
            wrong.append((f"{column.name} as {stored}", f"{column.name} as {words}"))
    if wrong:
        raise FileRefused.because(
            "Columns are stored as types that lose what was written, such as leading noughts",
            where=file.name,
            got=", ".join(got for got, _ in wrong),
            expected=", ".join(expected for _, expected in wrong),
            do="Write the file again with these types; docs/landing-contracts.md has each column.",
        )
