"""The page ``docs/landing-contracts.md``: every column that may be dropped.

``python -m pipelines.landing.contracts_page`` writes it from the contracts; a test keeps it true.
What a column means is said in ``contracts/*.yml`` and nowhere else.
"""

from collections.abc import Sequence
from pathlib import Path

from pipelines.landing.contracts import Column, Contract, load_contracts

PAGE = Path(__file__).resolve().parents[2] / "docs" / "landing-contracts.md"
_INTRODUCTION = """\
# What may be dropped into a landing folder

Made from `pipelines/landing/contracts/*.yml` by `python -m pipelines.landing.contracts_page`; edit
those, not this page.

## The folder

A landing folder holds a `landing.yml`; without it, or without an origin in it, nothing is loaded.

```yaml
origin: synthetic            # or real; the two are never mixed in one statistic
description: what it holds   # optional
name: west_coast             # optional: its name in the load ledger; else the folder's own
files:                       # optional: whatever is given is checked
  ams/2005/ams__header_2005__200510170300.csv: {sha256: ..., bytes: 81733, rows: 412}
```

Files may lie in subfolders; a link to a folder is not followed, and told. Left alone: hidden files,
`*.partial` (still being written), Markdown. Write to `<name>.partial` and rename when the file is
whole.

## The files

- CSV (`.csv`, `.csv.gz`): UTF-8, one header line with the column names (any order, all of them),
  values parted by commas, values with commas, quotes or line breaks in double quotes, a quote
  inside them doubled, a line feed after every row, the last one too. An empty value is unknown.
- Parquet (`.parquet`): the same columns, text stored as text; numbers, dates, times and booleans as
  such or as text (empty text is unknown). A column stored otherwise refuses the file: a port code
  kept as a number has lost its leading nought, an identifier in a short float its last digits.
- EDIFACT (`.edi`): a stow plan, one BAPLIE interchange, in the signs its UNA names. Its columns are
  read out of its segments; a fault in any of them refuses the file, with the line.
- Types: BIGINT and INTEGER are whole numbers in digits (an exponent is what a spreadsheet leaves of
  a rounded one); DATE is `YYYY-MM-DD`, with `T00:00:00` after it or without; TIMESTAMP is
  `YYYY-MM-DDTHH:MM:SS`, in UTC or with its hours from UTC (`+09:00`), never with AM, PM or a zone's
  name (BST is London's or Bangladesh's); both from 1900 to 2100; BOOLEAN is `true` or `false`.
- The stamp in a file's name, `YYYYMMDDhhmm` in UTC, says when the release was made. Where a table
  has no column for it, a row is known at that time; where its file corrects an earlier one, at the
  time of loading.

## What becomes of a file and its rows

- A row that fails a type, a required column, an allowed value or a bound goes to `raw.quarantine`
  with file, line, column, reason and raw text. The other rows of the file are loaded. Rows read =
  rows loaded + rows quarantined, for every file.
- A record whose quoted value holds line breaks, up to 200 of them, is one record, named by its
  first line. Where a quote is opened and not closed properly, that line alone is quarantined. A
  blank line is no record.
- A file is refused whole if it is empty, truncated, lacks a column, has one too many, or is not
  what `landing.yml` says of it. The other files are loaded.
- The same file again writes nothing; nor do the same bytes under another name. Other bytes under a
  name already loaded are a correction: the earlier rows stay readable and no longer count. A folder
  of the same name at another place corrects nothing, unless its `landing.yml` gives that name.
"""


_CHECKS = {
    "record_identifier": "a date and five digits, not all nought",
    "period_label": "a period of the row's `period_kind`",
}


def contracts_page(contracts: Sequence[Contract]) -> str:
    """Write the page.

    Parameters
    ----------
    contracts
        Contracts in the order of the page.

    Returns
    -------
    str
        Markdown.
    """
    parts = [_INTRODUCTION]
    families = dict.fromkeys(contract.family for contract in contracts)
    for family in families:
        members = [contract for contract in contracts if contract.family == family]
        parts.append(f"## Family `{family}`\n\nFiles: `{members[0].file_pattern}`\n")
        parts += [_section(contract) for contract in members]
    return "\n".join(parts)


def _section(contract: Contract) -> str:
    known_at = f"`{contract.known_at}`" if contract.known_at else "the stamp in the file's name"
    rows = "\n".join(map(_row, contract.columns))
    return (
        f"### `{contract.name}`\n\n"
        f"{contract.description[0].upper()}{contract.description[1:]}.\n\n"
        f"Key: {', '.join(f'`{name}`' for name in contract.key)}. Known at: {known_at}.\n\n"
        "| Column | Type | Unit | Required | Allowed | Example | Meaning |\n"
        "|---|---|---|---|---|---|---|\n"
        f"{rows}\n"
    )


def _row(column: Column) -> str:
    required = "yes" if column.required else ""
    if column.required_where:
        other = column.required_where
        required = f"where `{other.column}` lists `{other.value}`"
    allowed = ", ".join(f"`{value}`" for value in column.allowed or column.allowed_list or ())
    if column.allowed_list:
        allowed = f"one or more, parted by semicolons: {allowed}"
    bounds = (("at least", column.minimum), ("at most", column.maximum))
    limits = " and ".join(f"{words} {bound:g}" for words, bound in bounds if bound is not None)
    if column.check is not None:
        limits = _CHECKS[column.check]
    example = column.example or next(iter(column.allowed or ()), "")
    example = f"`{example}`" if example else ""
    cells = (
        f"`{column.name}`",
        column.type,
        column.unit or "",
        required,
        allowed or limits,
        example,
        column.description,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def write_page(path: Path = PAGE) -> None:
    """Write the page to its file.

    Parameters
    ----------
    path
        Where to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(contracts_page(list(load_contracts().values())), encoding="utf-8")


if __name__ == "__main__":
    write_page()
