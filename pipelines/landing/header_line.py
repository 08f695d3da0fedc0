"""The first line of a CSV file: its column names, or what the file is instead.

Whether the names are those of the contract is asked in ``survey``.
"""

import csv

from pipelines.landing.file_names import LandingFile
from pipelines.landing.refusals import FileRefused

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OTHER_KINDS = {
    b"\x1f\x8b": "a gzip file, to be named .csv.gz",
    b"PK\x03\x04": "a zip archive or a workbook",
    b"PAR1": "a Parquet file, to be named .parquet",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}
"""What begins with these bytes instead of a header line."""


def column_names(file: LandingFile, header: bytes) -> tuple[str, ...]:
    """Read the column names.

    Parameters
    ----------
    file
        A CSV file.
    header
        Its first line, unpacked.

    Returns
    -------
    tuple of str
        In the file's order, without the spaces around them.

    Raises
    ------
    FileRefused
        If the file is no CSV file, or its lines do not end in line feeds.
    """
    what = next((what for sign, what in _OTHER_KINDS.items() if header.startswith(sign)), None)
    if not header:
        what = "a compressed file with nothing in it"
    elif b"\r" in header.removesuffix(b"\n").removesuffix(b"\r"):
        what = "text whose lines end in carriage returns alone"
    if what is not None:
        raise FileRefused.because(
            "The file is not what its name says",
            where=f"{file.name}, line 1",
            got=what,
            expected="text in UTF-8 with a header line, every line ended by a line feed",
            do="Export it again; docs/landing-contracts.md says how it is written and named.",
        )
    try:
        text = header.removeprefix(_BYTE_ORDER_MARK).decode("utf-8")
    except UnicodeDecodeError:
        text = header.decode("latin-1")
    return tuple(name.strip() for name in next(csv.reader([text]), []))
