"""What a model card says in words, as its page and its HTML file both print it.

What a card states is ``pipelines.estimates.run_card``; reading and writing cards is
``model_cards``.
"""

from typing import Any

from pipelines.editions.program_words import unit_words


def training_lines(card: dict[str, Any]) -> dict[str, str]:
    """Say what a card was trained on.

    Parameters
    ----------
    card
        The card.

    Returns
    -------
    dict
        What is said by what it is said of, in order.
    """
    training = card["training"]
    kinds = "; ".join(
        f"{row['containers']:,} {row['positive']}: {str(row['kind']).replace('_', ' ')}"
        for row in card["positives"]
    )
    return {
        "seasons": ", ".join(map(str, training["seasons"])) or "none with traffic",
        "known before": training["known_before"],
        "recorded later, left out": (
            f"{_many(training['confirmed_left_out'], 'incident container')}; "
            f"{_many(training['exams_left_out'], 'container trip')} with an exam event"
        ),
        "recorded after the discovery, left out": _many(
            training.get("confirmed_written_afterwards", 0), "incident container"
        ),
        "rules on ports in the season proposed for": coming_words(card),
        "rows, patterns, container trips": (
            f"{_many(training['rows'], 'row')}; "
            f"{_many(training['patterns'] or 0, 'distinct pattern')}; "
            f"{_many(training['containers'], 'container trip')}"
        ),
        "positives": (
            f"{_many(training['confirmed'], 'confirmed incident container')}, "
            f"{_many(training['lesser'], 'lesser positive')}"
        ),
        "found by, or result": kinds or "none",
    }


def fit_lines(card: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Say what was fitted, and what each figure means.

    Parameters
    ----------
    card
        The card.

    Returns
    -------
    list of tuple
        Name, figure, meaning; none where nothing was fitted.

    Examples
    --------
    >>> fit = {"kappa": 0.0898, "tau": 4, "rho": 0.5, "rounding_loss_nats": 0.021}
    >>> card = {"fit": fit, "predictive_gain_nats": 3.2, "parameters": {"refuse_below_nats": 2}}
    >>> for name, figure, _ in fit_lines(card):
    ...     print(f"{name}: {figure}")
    kappa: 0.0898 log-odds a point
    tau: 4 points
    rho: 0.5
    gain: 3.20 nats; 2 are needed
    lost by rounding: 0.02 nats
    """
    fit = card["fit"]
    if not fit:
        return []
    return [
        (
            "kappa",
            f"{fit['kappa']:.4f} log-odds a point",
            "what one point of the filter in force is worth: by so much the log of the odds of an "
            "incident rises",
        ),
        (
            "tau",
            f"{fit['tau']:g} points",
            "how far from the points in force a weight is expected to lie before incidents speak",
        ),
        (
            "rho",
            f"{fit['rho']:g}",
            "how far what the lesser positives teach moves the points started from: 0 not at all, "
            "1 all the way",
        ),
        (
            "gain",
            gain_words(card),
            "how much better the changed weights tell where incidents lie; a nat more is 2.7 times "
            "as likely",
        ),
        (
            "lost by rounding",
            f"{fit['rounding_loss_nats']:.2f} nats",
            "what whole points cost of that",
        ),
    ]


def coming_words(card: dict[str, Any]) -> str:
    """Say whether a card's proposal knew the rules on ports of its season, and used them.

    Parameters
    ----------
    card
        The card; one from before this was kept says so.

    Returns
    -------
    str
    """
    coming = card.get("coming_season")
    if coming is None:
        return "not stated"
    if not coming["known"]:
        return "not known: all training seasons count alike" if card["fit"] else "not known"
    known = (
        f"known on 1 September, for {coming['containers']:,} container trips of the newest season"
    )
    alike = card["fit"].get("seasons_alike") or {"is_moving": False}
    if coming["used"] and alike["is_moving"]:
        return (
            f"{known}; used: one foretells a move of the loading port, and ports count as in "
            f"{', '.join(map(str, alike['seasons']))}, before which one did too"
        )
    if coming["used"]:
        return f"{known}; used: ports count as in that season"
    if not card["fit"]:
        return f"{known}; nothing was fitted"
    return (
        f"{known}; not used: one foretells a move, which none did before, and all training seasons "
        "count alike"
    )


def gain_words(card: dict[str, Any]) -> str:
    """Say what gain a card's proposal was judged by, and how large it is.

    Parameters
    ----------
    card
        The card of a fit; one from before this was kept says the gain alone.

    Returns
    -------
    str
    """
    gain = card["predictive_gain_nats"]
    told = card.get("told_seasons", [])
    judged = {
        "evidence": "by the evidence of all training seasons",
        "rolling": "on the last seasons, each predicted from those before it",
        "coming": "on where the incidents of "
        f"{', '.join(str(season['season']) for season in told)} lay, each season told from those "
        "before it",
    }.get(card.get("judged_by", ""), "")
    words = [f"{'–' if gain is None else f'{gain:.2f}'} nats", judged]
    needed = card.get("needed_gain_nats", card["parameters"]["refuse_below_nats"])
    return f"{' '.join(filter(None, words))}; {needed:g} are needed"


def _many(number: int, noun: str) -> str:
    """Count a noun, one or many."""
    return f"{number:,} {unit_words(noun, number)}"
