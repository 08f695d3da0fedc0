"""Names of a workbook's sheets: what a spreadsheet takes, each once."""

import re

LONGEST = 31
NOT_TAKEN = re.compile(r"[\[\]:*?/\\']")


class SheetNames:
    """Gives out names of sheets.

    Examples
    --------
    >>> names = SheetNames()
    >>> names.unique("Denied: by host/port"), names.unique("DENIED by host port")
    ('Denied by host port', 'DENIED by host port 2')
    >>> len(names.unique("Exceptions High-risk containers that left unexamined"))
    31
    """

    def __init__(self) -> None:
        self._given: set[str] = set()

    def unique(self, wanted: str) -> str:
        """Give a name near to the one wanted that no sheet has yet.

        Parameters
        ----------
        wanted
            Any text.

        Returns
        -------
        str
            At most 31 signs; a number is put behind where the name was given before.
        """
        plain = " ".join(NOT_TAKEN.sub(" ", wanted).split())[:LONGEST].strip() or "Sheet"
        name, number = plain, 1
        while name.lower() in self._given:
            number += 1
            name = f"{plain[: LONGEST - len(str(number)) - 1].strip()} {number}"
        self._given.add(name.lower())
        return name
