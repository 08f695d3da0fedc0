"""The research checklist: containers a filter hit, the factors to research, and what came of it.

The procedure of April 2006 asked targeters to research factors the scores do not hold, and to hold
what matched them (OIG-07-40, lines 814-834). Its six factors are redacted: those shipped are named
elsewhere in the review, or ours. Answers are given in ``pipelines.decisions.research``.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.decisions.register import FilterRegister
from pipelines.decisions.research import Research, ResearchAnswer
from pipelines.editions import Edition
from pipelines.editions.selection import select
from pipelines.filters.answers import Answer

FACTORS_FILE = "research_factors.csv"
MATCHES = "matches"

MATCH_FIELDS = (
    "container_trip_key, rule_set, rule_set_version, us_port_code, arrival_date, matched_at, "
    "score, threshold, is_held, held_at, is_examined, result"
)


class ResearchError(Exception):
    """The checklist cannot be given; the message says why."""


@dataclass(frozen=True)
class Factor(Answer):
    """Something to research.

    Attributes
    ----------
    factor, ordinal, question
        Name, place on the checklist, and what to find out.
    basis
        ``named`` where the source names the subject, ``ours`` where it does not.
    source
        Document and lines.
    """

    factor: str
    ordinal: int
    question: str
    basis: str
    source: str


@dataclass(frozen=True)
class FactorAnswer(Answer):
    """A factor of one container with its newest answer; unanswered where ``answer`` is None."""

    factor: Factor
    answer: str | None
    note: str | None
    person: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class Checklist(Answer):
    """The research of one container for one filter that hit it.

    Attributes
    ----------
    hit : dict
        The container, the filter and its version, score and threshold, hold and examination.
    items : tuple of FactorAnswer
        Every factor, in order.
    state
        ``not_started``, ``open`` or ``complete``.
    exception
        Why it should not stand as it is; None where nothing is amiss.
    """

    hit: dict[str, Any]
    items: tuple[FactorAnswer, ...]
    state: str
    exception: str | None


@dataclass(frozen=True)
class ResearchReport(Answer):
    """Every container that filters of a risk hit.

    Attributes
    ----------
    edition, origin, risk
        What was counted.
    factors : tuple of Factor
        The checklist.
    filters : DataFrame
        Per rule set and U.S. port: ``hits``, ``complete``, ``held``, ``matched_not_held``,
        ``not_researched_not_held``.
    exceptions : tuple of Checklist
        Those with an exception, oldest arrival first.
    """

    edition: str
    origin: str
    risk: str
    factors: tuple[Factor, ...]
    filters: pd.DataFrame
    exceptions: tuple[Checklist, ...]


def read_factors(rulesets: Path) -> tuple[Factor, ...]:
    """Read the shipped factors, in order.

    Parameters
    ----------
    rulesets
        Folder of the rule sets, ``settings.rulesets``.

    Returns
    -------
    tuple of Factor
    """
    with (rulesets / FACTORS_FILE).open(encoding="utf-8", newline="") as stream:
        rows = [
            Factor(row["factor"], int(row["ordinal"]), row["question"], row["basis"], row["source"])
            for row in csv.DictReader(stream)
        ]
    return tuple(sorted(rows, key=lambda row: row.ordinal))


def checklists(
    edition: Edition,
    register: FilterRegister,
    factors: Sequence[Factor],
    *,
    origin: str = "synthetic",
    risk: str = "human_smuggling",
    container_trip_key: str | None = None,
    port: str | None = None,
) -> list[Checklist]:
    """Give the checklist of every container that filters of a risk hit.

    Parameters
    ----------
    edition
        Containers whose score reached the mandatory score of a rule set in force.
    register
        Answers, and the risk of each rule set.
    factors
        As :func:`read_factors` gives them.
    origin, risk, container_trip_key, port
        Which containers; a key or port of None leaves that open.

    Returns
    -------
    list of Checklist
        By arrival, one per container and rule set.
    """
    of_risk = sorted({one.rule_set for one in register.versions() if one.content.risk == risk})
    with edition.connect() as con:
        hits = select(
            con,
            f"select {MATCH_FIELDS} from marts.fct_filter_matches "  # noqa: S608  own columns
            "where origin = ? and list_contains(?, rule_set) "
            "and (? is null or container_trip_key = ?) and (? is null or us_port_code = ?) "
            "order by arrival_date, container_trip_key, rule_set",
            [origin, of_risk, container_trip_key, container_trip_key, port, port],
        )
    given = Research(register.store, register.clock).answers(container_trip_key)
    newest = {(one.container_trip_key, one.rule_set, one.factor): one for one in given}
    return [_checklist(hit, factors, newest) for hit in hits]


def research_report(
    edition: Edition,
    register: FilterRegister,
    factors: Sequence[Factor],
    *,
    origin: str = "synthetic",
    risk: str = "human_smuggling",
    port: str | None = None,
) -> ResearchReport:
    """Count the research of every filter, and list its exceptions one by one.

    Parameters
    ----------
    edition, register, factors, origin, risk, port
        As :func:`checklists`.

    Returns
    -------
    ResearchReport

    Raises
    ------
    ResearchError
        If no rule set of the risk is registered.

    Notes
    -----
    What matched a factor is to be held (lines 832-834): ``matched_not_held``. What a filter hit
    and nobody researched or held is ``not_researched_not_held``.
    """
    if not any(one.content.risk == risk for one in register.versions()):
        known = sorted({one.content.risk for one in register.versions()})
        raise ResearchError(f"risk {risk!r}: no rule set weighs it; there are: {', '.join(known)}")
    found = checklists(edition, register, factors, origin=origin, risk=risk, port=port)
    exceptions = tuple(one for one in found if one.exception is not None)
    return ResearchReport(edition.id, origin, risk, tuple(factors), _counted(found), exceptions)


def _checklist(
    hit: dict[str, Any],
    factors: Sequence[Factor],
    newest: dict[tuple[str, str, str], ResearchAnswer],
) -> Checklist:
    """Put a container's hit and its answers together."""
    items = []
    for factor in factors:
        given = newest.get((hit["container_trip_key"], hit["rule_set"], factor.factor))
        items.append(
            FactorAnswer(factor, None, None, None, None)
            if given is None
            else FactorAnswer(factor, given.answer, given.note, given.person, given.answered_at)
        )
    answered = sum(item.answer is not None for item in items)
    state = "complete" if answered == len(items) else "open" if answered else "not_started"
    return Checklist(hit, tuple(items), state, _exception(hit, items, answered))


def _exception(hit: dict[str, Any], items: Sequence[FactorAnswer], answered: int) -> str | None:
    """Say what is amiss: a match without a hold, or neither research nor hold."""
    if hit["is_held"]:
        return None
    if any(item.answer == MATCHES for item in items):
        return "matched_not_held"
    return None if answered else "not_researched_not_held"


def _counted(found: Sequence[Checklist]) -> pd.DataFrame:
    """Count checklists by filter and port."""
    keys = ["rule_set", "us_port_code"]
    counts = ["hits", "complete", "held", "matched_not_held", "not_researched_not_held"]
    rows = [
        {
            "rule_set": one.hit["rule_set"],
            "us_port_code": one.hit["us_port_code"],
            "hits": 1,
            "complete": int(one.state == "complete"),
            "held": int(one.hit["is_held"]),
            "matched_not_held": int(one.exception == "matched_not_held"),
            "not_researched_not_held": int(one.exception == "not_researched_not_held"),
        }
        for one in found
    ]
    frame = pd.DataFrame(rows, columns=[*keys, *counts])
    return frame.groupby(keys, as_index=False)[counts].sum()
