"""What a landing folder says of itself, in its ``landing.yml``.

Holds the declaration and nothing about the files' contents.
"""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipelines.landing.refusals import LandingRefused

DECLARATION = "landing.yml"
Origin = Literal["real", "synthetic"]


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


def read_declaration(folder: Path) -> Declaration:
    """Read ``landing.yml`` of a landing folder.

    Parameters
    ----------
    folder
        The landing folder.

    Returns
    -------
    Declaration
        With ``name`` filled.

    Raises
    ------
    LandingRefused
        If the folder or its declaration is missing, or the declaration gives no origin.
    """
    path = folder / DECLARATION
    remedy = f"Write `origin: real` or `origin: synthetic` into {path}, then load again."
    if not path.is_file():
        raise LandingRefused.because(
            "The folder does not say whether its rows are real or synthetic",
            where=str(folder),
            got="no landing.yml" if folder.is_dir() else "no such folder",
            expected="a folder with a landing.yml that names the origin",
            do=remedy,
        )
    try:
        text = path.read_text(encoding="utf-8")
        document = yaml.load(text, Loader=yaml.CSafeLoader)  # noqa: S506  the safe one, in C
        declaration = Declaration.model_validate(document if isinstance(document, dict) else {})
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise LandingRefused.because(
            "The declaration cannot be read",
            where=str(path),
            got=str(error).replace("\n", " "),
            expected="YAML in UTF-8",
            do=remedy,
        ) from None
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors()
        )
        raise LandingRefused.because(
            "The declaration is not complete",
            where=str(path),
            got=problems,
            expected="origin: real | synthetic, and for each file listed sha256, bytes or rows",
            do=remedy,
        ) from None
    return declaration.model_copy(update={"name": declaration.name or folder.resolve().name})
