"""Small landing folders for tests: files in the real layouts, written line by line."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipelines.landing import load_contracts

CARGODESC = "ams__cargodesc_2005__200510170300.csv"
CARGODESC_HEADER = (
    "identifier,container_number,description_sequence_number,piece_count,description_text"
)
PORT_CALLS = "port_calls__2005_10__200511010300.csv"
PORT_CALLS_HEADER = (
    "vessel_imo,voyage_number,call_sequence,port_code,arrived_at,departed_at,recorded_at"
)


def make_folder(
    path: Path, files: Mapping[str, str | bytes], declaration: str = "origin: synthetic\n"
) -> Path:
    """Write a landing folder: its declaration, and each file by relative name."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "landing.yml").write_text(declaration, encoding="utf-8")
    for name, content in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def cargodesc(*rows: str) -> str:
    """A description file of the given lines."""
    return "\n".join([CARGODESC_HEADER, *rows]) + "\n"


def cargo_row(number: int, text: str = "HAT", pieces: str = "324") -> str:
    """One good line, told apart by its container number."""
    return f"2005101700001,CBHU{number:07d},1,{pieces},{text}"


def example_rows(table: str) -> Sequence[Mapping[str, str]]:
    """One row of a table, made of the examples in its contract."""
    columns = load_contracts()[table].columns
    row = {c.name: c.example or next(iter(c.allowed or ()), "") for c in columns}
    return [row]
