"""Delivery receipts: which ports have received what was sent to them.

Read from a file of one row a port. Which ports are addressed is for the caller to know.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

COLUMNS = ("port_code", "received_on")
"""Columns a file of receipts must have; others are not read."""


@dataclass(frozen=True, slots=True, order=True)
class Receipt:
    """A port has received it.

    Attributes
    ----------
    port_code : str
        Schedule D code.
    received_on : datetime.date
        When.
    """

    port_code: str
    received_on: date


def read_receipts(text: str, latest: date) -> list[Receipt]:
    r"""Read a file of receipts.

    Parameters
    ----------
    text : str
        CSV with a heading that has ``port_code`` and ``received_on``.
    latest : datetime.date
        The day of reading: nothing was received after it.

    Returns
    -------
    list of Receipt
        By port, each once, with its first day.

    Raises
    ------
    ValueError
        For a column that is missing, or a row without a port or day; it names the line.

    Examples
    --------
    >>> read_receipts("port_code,received_on\n3001,2007-05-02\n", date(2007, 6, 1))
    [Receipt(port_code='3001', received_on=datetime.date(2007, 5, 2))]
    """
    reader = csv.DictReader(io.StringIO(text))
    lacking = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if lacking:
        raise ValueError(
            f"receipts: got the columns {', '.join(reader.fieldnames or ()) or 'none'}, expected "
            f"{' and '.join(COLUMNS)}, a row a port"
        )
    first: dict[str, date] = {}
    for row in reader:
        port, told = (row["port_code"] or "").strip(), (row["received_on"] or "").strip()
        try:
            day = date.fromisoformat(told)
        except ValueError:
            raise ValueError(
                f"receipts, line {reader.line_num}: got port {port!r}, received on {told!r}; "
                "expected a Schedule D code and a day such as 2007-05-02"
            ) from None
        if not port or day > latest:
            raise ValueError(
                f"receipts, line {reader.line_num}: got port {port!r}, received on {day}; expected "
                f"a Schedule D code and a day up to {latest}"
            )
        first[port] = min(day, first.get(port, day))
    return [Receipt(port, day) for port, day in sorted(first.items())]


def ports_without(receipts: Iterable[Receipt], addressed: Sequence[str]) -> list[str]:
    """Give the addressed ports that have no receipt.

    Parameters
    ----------
    receipts : iterable of Receipt
        As read.
    addressed : sequence of str
        Schedule D codes.

    Returns
    -------
    list of str
        In the order of `addressed`.

    Examples
    --------
    >>> ports_without([Receipt("3001", date(2007, 5, 2))], ["2704", "3001"])
    ['2704']
    """
    there = {receipt.port_code for receipt in receipts}
    return [port for port in addressed if port not in there]
