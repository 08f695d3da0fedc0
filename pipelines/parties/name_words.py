"""A name of a party taken apart: its own words, trade and legal form, and the keys it is found by.

Works on the temporary table ``changed_names`` that ``filed_names`` makes. What a word is belongs in
`models.resolution.party_names`.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import yaml

from models.resolution.party_names import PartyWords

WORDS_FILE = "party_words.yml"

# Of which two names must share one to be compared: their own words in any order; these without any
# one letter (a letter added, lost or changed, or two neighbours swapped, leaves one in common); an
# address with the first letter of the own words.
_KEYS = """
    select name_key, hash('=' || origin || core) as search_key
    from changed_names
    union
    select name_key, hash('-' || origin || stem)
    from changed_names
    where length(stem) >= {shortest}
    union
    select name_key, hash('-' || origin || left(stem, place - 1) || substr(stem, place + 1))
    from (
        select *, unnest(range(1, length(stem) + 1)) as place
        from changed_names
        where length(stem) >= {shortest}
    )
    union
    select name_key, hash('@' || origin || left(core, 1) || address)
    from (select *, unnest(addresses) as address from changed_names)
"""
SHORTEST_SLIP = 8
"""Letters of a firm's own words from which one slip is looked for; among shorter ones a letter more
or less is another name."""


def add_words(con: duckdb.DuckDBPyConnection, reference_dir: Path) -> None:
    """Take the changed names apart and add their words to ``changed_names``.

    Parameters
    ----------
    con
        Writing connection, with the temporary table ``changed_names``.
    reference_dir
        Folder of the reference tables.
    """
    words = _read_words(reference_dir)
    names = [
        str(row[0])
        for row in con.execute("select distinct party from changed_names order by party").fetchall()
    ]
    parsed = [words.parsed(name) for name in names]
    con.register(
        "parsed_names",
        pd.DataFrame(
            {
                "party": pd.Series(names, dtype="str"),
                **{
                    part: pd.Series([getattr(name, part) for name in parsed], dtype="str")
                    for part in ("core", "stem", "trade", "legal_form")
                },
            }
        ),
    )
    con.execute(
        "create or replace temp table changed_names as select c.*, p.core, p.stem, "
        "nullif(p.trade, '') as trade, nullif(p.legal_form, '') as legal_form "
        "from changed_names as c inner join parsed_names as p using (party)"
    )
    con.unregister("parsed_names")


def add_keys(con: duckdb.DuckDBPyConnection) -> None:
    """Write the keys of the changed names, whose words are known, to ``resolved.party_keys``.

    Parameters
    ----------
    con
        Writing connection, after :func:`add_words`.
    """
    con.execute(f"insert into resolved.party_keys {_KEYS.format(shortest=SHORTEST_SLIP)}")


def _read_words(reference_dir: Path) -> PartyWords:
    """Read the words of party names that do not tell firms apart."""
    path = reference_dir / WORDS_FILE
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    return PartyWords(given["legal"], given["trade"])
