"""The catalogue as a page of Markdown, for ``docs/measures.md``.

What stands in it is written beside the dbt models, in the vocabulary and in the shipped targets.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.commands.catalogue import FIELDS
from pipelines.editions.catalogue import (
    FAMILIES,
    SENSITIVITY_WORDS,
    capital,
    family_of,
    target_scope,
    target_words,
)

HEAD = """# Measures

Written by `tallyman docs` from the metadata beside each dbt model; edit it there. Rates are
numerator / (denominator - unknown) with an exact interval; no percentage is given where fewer than
20 are known. Unknown is neither 0 nor not applicable: it is counted beside every figure, and the
bounds with all unknown in and all out are published with the rate.

`tallyman catalogue S8.3` says the same of one measure on the terminal, with the targets people have
set; here stand those that come with the platform. A target counts for the periods that begin while
it is valid; the one that names the port counts before the one for everywhere.
"""

VOCABULARY_HEAD = """## Vocabulary map

The SAFE Framework and the law of the United States use the same words for different acts. In
reports the words below mean what stands here.
"""

ALWAYS = ("purpose", "formula", "denominator_label", "unit")
"""Fields that every section tells, be they those of its headline or not."""


def measures_page(
    measures: Sequence[Mapping[str, Any]], vocabulary: Sequence[Mapping[str, Any]]
) -> str:
    r"""Write the catalogue as a page of Markdown.

    Parameters
    ----------
    measures
        Rows of :func:`pipelines.estimates.measure_catalogue` with their ``targets``, by id.
    vocabulary
        Rows of the vocabulary map in their order.

    Returns
    -------
    str
        An index, the vocabulary map, and a section for each measure line; a line tells of what it
        has in common with its headline only whose it is.

    Examples
    --------
    >>> row = dict.fromkeys(FIELDS, "x") | {"measure": "S8.3", "title": "High-risk examined",
    ...        "unit": "shipment, container_trip", "formula": "a | b", "targets": []}
    >>> lines = measures_page([row], []).splitlines()
    >>> [line for line in lines if line.startswith("| [")]
    ['| [S8.3](#s83) | High-risk examined | shipment, container trip | x | – |']
    >>> start = lines.index("### S8.3")
    >>> lines[start : start + 6]
    ['### S8.3', '', '**High-risk examined**', '', '- **Purpose.** x', '- **Formula.** a | b']
    """
    index = [
        line
        for family in dict.fromkeys(family_of(row["measure"]) for row in measures)
        for line in _index(family, [row for row in measures if family_of(row["measure"]) == family])
    ]
    sections: list[str] = []
    bases: dict[str, Mapping[str, Any]] = {}
    for row in measures:
        base = bases.setdefault(row["model"], row)
        sections.append(_section(row, None if base is row else base))
    words = "\n".join(_vocabulary_entry(row) for row in vocabulary)
    return "\n".join(
        [
            HEAD,
            "## Index\n",
            *index,
            VOCABULARY_HEAD,
            words,
            "## Every measure line\n",
            *sections,
        ]
    )


def _index(family: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        f"**{FAMILIES.get(family, family)}**",
        "",
        _line(("measure", "what", "unit", "of", "target")),
        _line(["---"] * 5),
        *(_index_line(row) for row in rows),
        "",
    ]


def _index_line(row: Mapping[str, Any]) -> str:
    measure = str(row["measure"])
    anchor = measure.lower().replace(".", "")
    targets = ", ".join(dict.fromkeys(target_words(one) for one in row["targets"]))
    cells = (row["title"], _units(row), row["denominator_label"], targets or "–")
    return _line([f"[{measure}](#{anchor})", *(_cell(cell) for cell in cells)])


def _section(row: Mapping[str, Any], base: Mapping[str, Any] | None) -> str:
    lines = [f"### {row['measure']}", "", f"**{row['title']}**", ""]
    for name, words in FIELDS.items():
        is_own = base is None or row[name] != base[name] or name in ALWAYS
        if row[name] not in (None, "") and is_own:
            told = " ".join(str(row[name]).split())
            text = _units(row) if name == "unit" else SENSITIVITY_WORDS.get(told, told)
            lines.append(f"- **{words}.** {text}")
    lines += [
        f"- **Target.** {target_words(one)}: {target_scope(one)}. {capital(one['reason'])} "
        f"({one['source']})"
        for one in row["targets"]
    ]
    if base is not None:
        anchor = str(base["measure"]).lower().replace(".", "")
        lines.append(f"- Else as [{base['measure']}](#{anchor}).")
    return "\n".join([*lines, ""])


def _vocabulary_entry(row: Mapping[str, Any]) -> str:
    return "\n".join(
        [
            f"- **{capital(row['term'])}** ({row['said_in']}): {row['means']}.",
            f"  - Counted as: {row['tallyman_counts_as']}.",
            f"  - Never: {row['never']}.",
            f"  - Source: {row['source']}.",
            "",
        ]
    )


def _units(row: Mapping[str, Any]) -> str:
    return str(row["unit"]).replace("_", " ")


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")
