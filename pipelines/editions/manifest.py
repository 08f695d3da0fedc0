"""What an edition says of itself: the file ``edition.json``.

Only the fields and how they are written and read. Where editions lie belongs in ``store``; how
they are made belongs in ``publish``.
"""

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

MANIFEST_NAME = "edition.json"
DATABASE_NAME = "edition.duckdb"


class EditionInput(BaseModel):
    """One loaded file behind the edition.

    Attributes
    ----------
    file_name
        Path relative to its landing folder.
    sha256
        Hash of the file's bytes as loaded.
    table
        Raw table the file went to.
    rows
        Rows loaded from it (quarantined rows are not counted).
    origin
        ``real`` or ``synthetic``.
    """

    model_config = ConfigDict(frozen=True)

    file_name: str
    sha256: str
    table: str
    rows: int
    origin: str


class RuleSetVersion(BaseModel):
    """A rule set and the version of it that scored the rows of the edition."""

    model_config = ConfigDict(frozen=True)

    rule_set: str
    version: int


class EditionManifest(BaseModel):
    """Everything an edition was made from.

    Attributes
    ----------
    id
        Four digits, counted up; never used twice.
    created_at
        When it was published, UTC.
    code_version
        Version of the package and, in a checkout, its commit.
    as_known_at
        The cut of the data: rows known later are not in it. None means everything loaded.
    build_id
        The warehouse build the figures come from.
    origin_counts
        Loaded rows by origin.
    inputs
        The files behind it; files that a corrected file replaced are not among them.
    rule_sets
        Rule sets with their versions.
    definition_versions
        Version of every measure's definition.
    tables
        Rows by ``schema.table``.
    database_sha256
        Hash of ``edition.duckdb``.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> manifest = EditionManifest(
    ...     id="0001", created_at=datetime(2026, 1, 2, tzinfo=timezone.utc), code_version="0.1.0",
    ...     build_id=1, database_sha256="00")
    >>> EditionManifest.model_validate_json(manifest.model_dump_json()) == manifest
    True
    """

    model_config = ConfigDict(frozen=True)

    id: str = Field(pattern=r"^\d{4,}$")
    created_at: datetime
    code_version: str
    as_known_at: datetime | None = None
    build_id: int
    origin_counts: dict[str, int] = Field(default_factory=dict)
    inputs: list[EditionInput] = Field(default_factory=list)
    rule_sets: list[RuleSetVersion] = Field(default_factory=list)
    definition_versions: dict[str, str] = Field(default_factory=dict)
    tables: dict[str, int] = Field(default_factory=dict)
    database_sha256: str

    @classmethod
    def read(cls, folder: Path) -> "EditionManifest":
        """Read the manifest in an edition's folder.

        Parameters
        ----------
        folder
            Folder of one edition.

        Returns
        -------
        EditionManifest
            What the edition says of itself.
        """
        return cls.model_validate_json((folder / MANIFEST_NAME).read_text(encoding="utf-8"))

    def write(self, folder: Path) -> Path:
        """Write the manifest into ``folder`` and return its path."""
        path = folder / MANIFEST_NAME
        path.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
        return path
