"""What a landing folder says of itself, in its ``landing.yml``.

Holds the declaration and nothing about the files' contents.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipelines.landing.refusals import LandingRefused

DECLARATION = "landing.yml"
Origin = Literal["real", "synthetic"]


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


class _UniqueKeys(yaml.CSafeLoader):
    """Reads YAML as the safe loader does, and refuses a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Make a mapping of a node whose keys are told apart."""
        keys = (key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        if twice := _repeated(keys):
            raise yaml.constructor.ConstructorError(problem=f"{', '.join(twice)} stands twice")
        return super().construct_mapping(node, deep)


class DeclaredFile(BaseModel):
    """What the sender says of one file; whatever is given is checked.

    Attributes
    ----------
    sha256
        Hash of its bytes, hexadecimal.
    bytes
        Size as it lies there, compressed where it is.
    rows
        Records, the header not counted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str | None = Field(default=None, pattern="^[0-9a-fA-F]{64}$")
    bytes: int | None = Field(default=None, ge=0)
    rows: int | None = Field(default=None, ge=0)


class Declaration(BaseModel):
    """A landing folder's declaration.

    Attributes
    ----------
    origin
        Whether the rows are real or synthetic. The two are never mixed in one statistic, so
        there is no default.
    name
        Name of the folder in the load ledger; the folder's own name where not given.
    description
        What the folder holds.
    files
        What the sender says of single files, by path relative to the folder.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    origin: Origin
    name: str | None = None
    description: str = ""
    files: dict[str, DeclaredFile] = Field(default_factory=dict)

    @field_validator("files")
    @classmethod
    def _as_listed(cls, files: dict[str, DeclaredFile]) -> dict[str, DeclaredFile]:
        """Write each path as the folder's own listing does: ``./a.csv`` as ``a.csv``."""
        paths = [PurePosixPath(name).as_posix() for name in files]
        if twice := _repeated(paths):
            raise ValueError(f"{', '.join(twice)} is listed twice")
        return dict(zip(paths, files.values(), strict=True))


@dataclass(frozen=True)
class LandingFolder:
    """A landing folder with what it says of itself.

    Attributes
    ----------
    path
        Where it lies, links resolved.
    declaration
        Its ``landing.yml``.
    """

    path: Path
    declaration: Declaration

    @property
    def name(self) -> str:
        """Its name in the load ledger."""
        return self.declaration.name or self.path.name

    @property
    def origin(self) -> Origin:
        """Origin of its rows."""
        return self.declaration.origin

    def is_other_than(self, place: str | None) -> bool:
        """Whether another landing folder lies at a place.

        Parameters
        ----------
        place
            Path of a folder that was loaded under the same name; None where that is not known.

        Returns
        -------
        bool
            False where nothing lies there any more: the folder was moved here. False too where
            this one's name is written in its declaration: then the name alone counts.
        """
        if self.declaration.name or place is None or place == str(self.path):
            return False
        return (Path(place) / DECLARATION).is_file()


def read_landing_folder(folder: Path) -> LandingFolder:
    """Read ``landing.yml`` of a landing folder.

    Parameters
    ----------
    folder
        The landing folder.

    Returns
    -------
    LandingFolder
        With its declaration.

    Raises
    ------
    LandingRefused
        If the folder or its declaration is missing, or the declaration gives no origin.
    """
    declared = folder / DECLARATION
    remedy = f"Write `origin: real` or `origin: synthetic` into {declared}, then load again."
    if not declared.is_file():
        raise LandingRefused.because(
            "The folder does not say whether its rows are real or synthetic",
            where=str(folder),
            got="no landing.yml" if folder.is_dir() else "no such folder",
            expected="a folder with a landing.yml that names the origin",
            do=remedy,
        )
    path = folder.resolve()
    if printable(str(path)) != str(path):
        raise LandingRefused.because(
            "The folder's path cannot be written down",
            where=printable(str(path)),
            got="bytes that are no UTF-8",
            expected="a path in UTF-8",
            do="Rename the folder, then load again.",
        )
    try:
        text = declared.read_text(encoding="utf-8")
        document = yaml.load(text, Loader=_UniqueKeys)  # noqa: S506  the safe one, in C
    except (yaml.YAMLError, ValueError) as error:  # ValueError: no UTF-8, or 2005-13-45 for a date
        raise LandingRefused.because(
            "The declaration cannot be read",
            where=str(declared),
            got=str(error).replace("\n", " "),
            expected="YAML in UTF-8",
            do=remedy,
        ) from None
    try:
        declaration = Declaration.model_validate(document if isinstance(document, dict) else {})
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors()
        )
        raise LandingRefused.because(
            "The declaration is not complete",
            where=str(declared),
            got=problems,
            expected="origin: real | synthetic, and for each file listed sha256, bytes or rows",
            do=remedy,
        ) from None
    return LandingFolder(path, declaration)


def printable(name: str) -> str:
    r"""Write a file's name so that it can be printed and stored.

    Parameters
    ----------
    name
        As the operating system gives it.

    Returns
    -------
    str
        The same, bytes that are no UTF-8 as ``\xe9``.

    Examples
    --------
    >>> printable("caf\udce9.csv")
    'caf\\xe9.csv'
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
