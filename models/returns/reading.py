"""Reading a return whichever of its two forms it has."""

from models.returns.csv_form import read_csv
from models.returns.faults import Fault, ReturnRead, ReturnRefused
from models.returns.json_form import read_json

LONGEST_RETURN = 20_000_000
"""Characters: a year of a thousand ports with room to spare."""


def read_return(text: str, name: str) -> ReturnRead:
    """Read a return from the text of a JSON or CSV file.

    Parameters
    ----------
    text
        The whole file.
    name
        Its name, for the message; the form is told from the first character.

    Returns
    -------
    ReturnRead
        The return, and where its exams at request stand.

    Raises
    ------
    ReturnRefused
        With every fault: line, field, what stands there and what may.
    """
    if len(text) > LONGEST_RETURN:
        got = f"{len(text)} characters"
        raise ReturnRefused(name, [Fault(1, "file", got, f"at most {LONGEST_RETURN}")])
    text = text.removeprefix("\ufeff")
    return read_json(text, name) if text.lstrip()[:1] == "{" else read_csv(text, name)
