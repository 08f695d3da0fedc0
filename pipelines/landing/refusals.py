"""The two ways landing says no: to a whole folder, or to one file.

Holds the exceptions only. What a single row is turned away for belongs in ``checks`` and
``quarantine``.
"""

from typing import Self


class LandingRefused(Exception):  # noqa: N818  it is a decision, not a programming error
    """A landing folder cannot be loaded at all; the message says what to do.

    Nothing of the folder has been written when this is raised.
    """

    @classmethod
    def because(cls, what: str, *, where: str, got: str, expected: str, do: str) -> Self:
        """Build the exception from the parts every message of the platform has.

        Parameters
        ----------
        what
            What is wrong, as a sentence without its full stop.
        where
            File or folder, with the line where there is one.
        got, expected
            What was found there and what should have been.
        do
            What the reader can do about it.

        Returns
        -------
        Self
            The exception, ready to raise.

        Examples
        --------
        >>> print(FileRefused.because("The file is empty", where="a.csv", got="0 bytes",
        ...                           expected="a header line", do="Ask again."))
        The file is empty. Where: a.csv. Got: 0 bytes. Expected: a header line. Ask again.
        """
        return cls(f"{what}. Where: {where}. Got: {got}. Expected: {expected}. {do}")


class FileRefused(LandingRefused):
    """One file cannot be loaded; the others of its folder are not affected."""
