"""Model cards of an edition as files: JSON, and HTML that needs nothing beside itself.

Reads ``published.proposal_summary``; what a card states is ``pipelines.estimates.run_card``. The
sentences are in ``card_words``, the layout is in ``model_card.html``.
"""

import json
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipelines.editions.card_words import fit_lines, training_lines

CARD_NAME = "model_card.{origin}.{form}"
DASH = "–"


class ModelCardError(ValueError):
    """An edition without the card asked for; the message says which there are."""


def read_cards(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any]]:
    """Read the model cards of an edition, or of a warehouse.

    Parameters
    ----------
    con
        Connection to it.

    Returns
    -------
    dict
        Card by origin; none of an edition from before there were cards.
    """
    found = con.execute(
        "select origin, model_card from published.proposal_summary "
        "where model_card is not null order by origin"
    ).fetchall()
    cards = {origin: json.loads(text) for origin, text in found}
    return {origin: card for origin, card in cards.items() if "card_version" in card}


def card_of(cards: dict[str, dict[str, Any]], origin: str, season: int | None) -> dict[str, Any]:
    """Choose a card.

    Parameters
    ----------
    cards
        Of :func:`read_cards`.
    origin
        ``real`` or ``synthetic``.
    season
        Season it must be for; None for whichever there is.

    Returns
    -------
    dict

    Raises
    ------
    ModelCardError
        If there is none; says which there are.
    """
    card = cards.get(origin)
    if card is None or (season is not None and card["season"] != season):
        have = ", ".join(f"{name} for season {one['season']}" for name, one in cards.items())
        wanted = f"{origin}" + (f" for season {season}" if season else "")
        raise ModelCardError(
            f"no model card {wanted}; there is {have or 'none'}. `tallyman propose --season` and "
            "`tallyman publish` make one for another season."
        )
    return card


def card_html(card: dict[str, Any], edition: str, code_version: str) -> str:
    """Draw a card as one HTML page without scripts, pictures or addresses.

    Parameters
    ----------
    card
        The card.
    edition
        Id of the edition it belongs to.
    code_version
        As the edition's manifest names it.

    Returns
    -------
    str
    """
    environment = Environment(
        loader=PackageLoader("pipelines.editions", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": _number, "share": _share, "whole": _whole, "words": _words}
    page = environment.get_template("model_card.html")
    return page.render(
        card=card,
        edition=edition,
        code_version=code_version,
        fit=fit_lines(card),
        training=training_lines(card),
    )


def write_cards(
    con: duckdb.DuckDBPyConnection, folder: Path, edition: str, code_version: str
) -> list[Path]:
    """Write every card of an edition into its folder.

    Parameters
    ----------
    con
        Connection to the edition's tables.
    folder
        Where.
    edition, code_version
        As the edition names itself.

    Returns
    -------
    list of Path
        ``model_card.<origin>.json`` and ``.html``.
    """
    written = []
    for origin, card in read_cards(con).items():
        stated = {"edition": edition, "code_version": code_version, **card}
        texts = {
            "json": json.dumps(stated, indent=1, ensure_ascii=False) + "\n",
            "html": card_html(card, edition, code_version),
        }
        for form, text in texts.items():
            path = folder / CARD_NAME.format(origin=origin, form=form)
            path.write_text(text, encoding="utf-8")
            written.append(path)
    return written


def _number(value: float | None, digits: int = 2) -> str:
    """Write a number, a dash where there is none."""
    return DASH if value is None else f"{value:,.{digits}f}"


def _share(value: float | None, digits: int = 1) -> str:
    return DASH if value is None else f"{100 * value:.{digits}f} %"


def _whole(value: float | None) -> str:
    return DASH if value is None else f"{round(value):,}"


def _words(value: object) -> str:
    return str(value).replace("_", " ")
