"""Lists that rules name: ports, parties, commodities, each with a version and its source.

A rule set carries the lists its rules name, values included, so an old version means what it meant
when a list is changed. Keeping and approving lists belongs to the decision store.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
)
from rapidfuzz import fuzz, process

from models.rules.characters import invisible_at
from models.rules.fields import Line, Name

MOST_VALUES = 5_000
"""Values of one list: beyond it a column of the features says it better than a list."""

_NEAREST_SCORE_CUTOFF = 60


def _in_order(values: tuple[str, ...]) -> tuple[str, ...]:
    """Sort the values and drop repeats; refuse those nobody could see or match."""
    for value in values:
        if not value or value != value.strip():
            raise ValueError(
                f"value {value!r} is empty or has white space around it; write the value alone"
            )
        if invisible_at(value) is not None:
            raise ValueError(
                f"value {ascii(value)} holds an invisible character; use printable characters"
            )
    return tuple(sorted(set(values)))


class NamedList(BaseModel):
    """A maintained list of values that rules may name.

    Parameters
    ----------
    name : str
        Lower snake_case; `column in list('name')`.
    version : int
        From 1; what a version holds never changes.
    kind : {'port', 'party', 'commodity', 'carrier', 'country', 'place'}
        What its values are.
    title : str
        For people.
    values : tuple of str, 1 to 5,000
        Kept sorted, each once.
    source : str
        Document and lines, or 'chosen'.

    Examples
    --------
    >>> ports = NamedList(name="shenzhen_ports", version=1, kind="port", title="Shenzhen",
    ...                   values=("CNYTN", "CNSHK", "CNYTN"), source="chosen")
    >>> ports.values
    ('CNSHK', 'CNYTN')
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    version: Annotated[StrictInt, Field(ge=1)]
    kind: Literal["port", "party", "commodity", "carrier", "country", "place"]
    title: Line
    values: Annotated[
        tuple[Annotated[StrictStr, Field(max_length=300)], ...],
        Field(min_length=1, max_length=MOST_VALUES),
        AfterValidator(_in_order),
    ]
    source: Line


def nearest_list(name: str, lists: Mapping[str, NamedList]) -> str | None:
    """Find the list whose name is most like `name`, or None if none is near enough."""
    match = process.extractOne(
        name.lower(), list(lists), scorer=fuzz.ratio, score_cutoff=_NEAREST_SCORE_CUTOFF
    )
    return None if match is None else str(match[0])
