"""Tables of parties on the terminal: pairs with their explanation, precision and recall.

Rows come from ``pipelines.editions.parties``; which command prints them is in ``parties``.
"""

from typing import Any

from rich.markup import escape

from pipelines.console import count, note, percent, results, table


def print_evaluation(rows: list[dict[str, Any]]) -> None:
    """Print precision and recall, a line a threshold and one for the parties as built."""
    made = table(
        f"{count(rows[0]['names'])} names of {count(rows[0]['firms'])} firms",
        ["#threshold", "#precision", "#right/joined", "#recall", "#right/of one firm"],
        origins=["synthetic"],
    )
    for precision, recall in zip(rows[::2], rows[1::2], strict=True):
        in_use = " in use" if precision["is_in_use"] else ""
        at = "as built" if precision["threshold"] is None else f"{precision['threshold']:g}{in_use}"
        made.add_row(at, *_figure(precision), *_figure(recall))
    results().print(made)
    results().print(
        note(
            "[dim]Thresholds in bits. Pairs of names; as built: hand decisions included. "
            f"{count(rows[0]['names_left_out'])} names were not planted, or by two firms.[/]"
        )
    )


def print_pairs(pairs: list[dict[str, Any]], origin: str) -> None:
    """Print compared pairs, each with the steps of its match weight."""
    if not pairs:
        results().print(note("No name of it came near another."))
        return
    made = table(
        "Pairs compared, in bits", ["#weight", "pair", "how it came about"], origins=[origin]
    )
    for row in pairs:
        steps = "\n".join(
            f"{step['weight']:+6.1f}  {escape(step['title'])}: {escape(step['label'])}"
            for step in row["steps"]
        )
        state = "one party" if row["is_one_party"] else "two parties"
        made.add_row(
            bits(row["match_weight"]),
            f"{escape(row['party_l'])}\n{escape(row['party_r'])}\n[dim]{state}[/]",
            steps,
        )
    results().print(made)


def _figure(row: dict[str, Any]) -> tuple[str, str]:
    value = percent(row["value"]) if row["value"] is not None else str(row["note"] or "–")
    return value, f"{count(row['numerator'])}/{count(row['denominator'])}"


def bits(weight: float | None) -> str:
    """Write a weight in bits; a dash where there is none."""
    return "–" if weight is None else f"{weight:.1f}"
