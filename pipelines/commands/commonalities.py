"""The command ``commonalities``: what incidents share, as cards, as JSON, as CSV.

It draws what an edition says and computes nothing; the words are ``models.commonalities.wording``.
"""

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.markup import escape

from pipelines.commands.filters.acting import Origin
from pipelines.commands.options import EditionId, Json, edition_of
from pipelines.console import count, heading, messages, note, results, table, write_json

if TYPE_CHECKING:
    from pipelines.editions import Edition

SHOWN = 15
Kind = Literal["trait", "pair"]


def commonalities(
    origin: Origin = "synthetic",
    trait: Annotated[
        str | None, typer.Option(help="Part of a trait's name or wording; shown as cards.")
    ] = None,
    era: Annotated[
        str, typer.Option(help="Era of the loading ports, such as Busan; * together, all for each.")
    ] = "*",
    kind: Annotated[
        Kind | None, typer.Option(help="Single traits, or pairs of them. [default: both]")
    ] = None,
    edition: EditionId = None,
    as_json: Json = False,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write the rows to a CSV file.")
    ] = None,
) -> None:
    """List what incident containers share against the ordinary traffic matched with them.

    Reads an edition. Writes nothing but the CSV file. Traffic is matched by month, loading region
    and group of U.S. ports; intervals are exact, p-values adjusted for all traits looked at. Real
    incidents have no manifests: counts and the sources' claims side by side, no comparison.

    Example: `tallyman commonalities --trait soft_top --era all`
    """
    opened = edition_of(edition)
    found = read_all(opened, origin, trait, era, kind)
    if csv_file is not None:
        rows = found["commonalities"] or found["claims"]
        write_csv(csv_file, opened.id, origin, rows)
        messages().print(f"{len(rows)} rows of edition {opened.id} written to {csv_file}")
    if as_json:
        write_json(found)
    elif csv_file is None:
        _print(found, as_cards=trait is not None)


def read_all(
    edition: "Edition", origin: str, trait: str | None, era: str, kind: str | None = None
) -> dict[str, Any]:
    """Read everything that the command says of one origin.

    Parameters
    ----------
    edition
        Where it is.
    origin, trait, era, kind
        As typed.

    Returns
    -------
    dict
        ``edition``, ``origin``, ``era``, ``pair_rule``, ``matching``, ``commonalities``,
        ``claim_counts`` and ``claims``.
    """
    from models.commonalities import PAIR_RULE
    from pipelines.editions import incident_traits as traits

    asked = "" if trait is None else trait.lower()
    return {
        "edition": edition.id,
        "origin": origin,
        "era": era,
        "pair_rule": PAIR_RULE,
        "matching": traits.read_matching(edition, origin, era),
        "commonalities": traits.read_commonalities(
            edition, origin, trait=trait, era=era, kind=kind
        ),
        "claim_counts": [
            row
            for row in traits.read_claim_counts(edition, origin, era)
            if asked in row["attribute"]
        ],
        "claims": [
            row for row in traits.read_claims(edition, origin, era) if asked in row["attribute"]
        ],
    }


def write_csv(path: Path, edition_id: str, origin: str, rows: list[dict[str, Any]]) -> None:
    """Write rows to a CSV file, each with its edition and origin.

    Parameters
    ----------
    path
        The file; replaced where it exists.
    edition_id, origin
        What every row is from.
    rows
        The rows; without any the file holds a heading alone.
    """
    said = {"edition": edition_id, "origin": origin}
    with path.open("w", encoding="utf-8", newline="") as file:
        columns = list(dict.fromkeys([*said, *(rows[0] if rows else {})]))
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows({**row, **said} for row in rows)


def _print(found: dict[str, Any], *, as_cards: bool) -> None:
    results().print(heading("What incidents share", [found["origin"]]))
    for row in found["matching"]:
        results().print(note(_matching_words(row)))
    results().print()
    rows = found["commonalities"]
    if not rows and not found["claims"]:
        messages().print("Nothing of that name was compared.")
    if rows and as_cards:
        for row in rows:
            _print_card(row)
    elif rows:
        _print_table(rows, found["origin"])
    if rows:
        results().print(note(f"[dim]{found['pair_rule']}[/]\n"))
    if found["claims"]:
        _print_claims(found, as_cards=as_cards)


def _matching_words(row: dict[str, Any]) -> str:
    said = f"{row['match']}: {row['incidents']} incidents, {row['incident_containers']} containers"
    if row["match"] != "matched":
        return said
    return (
        f"{said} in {row['strata']} strata of month, loading region and group of U.S. ports, with "
        f"{count(row['traffic_containers'])} ordinary containers, "
        f"{row['median_traffic']:,.0f} to an incident container (median)"
    )


def _print_table(rows: list[dict[str, Any]], origin: str) -> None:
    from models.commonalities.wording import p_words, ratio

    columns = ["trait", "era", "#incident", "#ordinary", "#expected", "#odds ratio", "#from"]
    columns += ["#to", "#p (Holm)", "verdict"]
    made = table("Strongest first", columns, origins=[origin])
    for row in rows[:SHOWN]:
        alone = "\n[yellow]rests on one incident[/]" if row["is_resting_on_one_incident"] else ""
        made.add_row(
            escape(row["wording"]) + alone,
            "all" if row["era"] == "*" else row["era"],
            f"{row['incident_containers_with']} of {row['incident_containers']}",
            f"{count(row['traffic_with'])} of {count(row['traffic_containers'])}",
            "–" if row["expected_with"] is None else f"{row['expected_with']:.1f}",
            ratio(row["odds_ratio"]),
            ratio(row["odds_ratio_low"]),
            ratio(row["odds_ratio_high"]),
            p_words(row["holm_p_value"]),
            row["verdict"],
        )
    results().print(made)
    if len(rows) > SHOWN:
        results().print(
            f"[dim]… and {count(len(rows) - SHOWN)} more; --trait shows cards, --csv and --json "
            "all.[/]"
        )


def _print_card(row: dict[str, Any]) -> None:
    from models.commonalities import wording

    era = "all eras" if row["era"] == "*" else f"era {row['era']}"
    results().print(f"[bold]{escape(row['wording'])}[/] [dim]({row['kind']}, {era})[/]")
    reason = f": {row['note']}" if row["note"] else ""
    for line in (
        f"[bold]{row['verdict']}[/]{escape(reason)}",
        escape(wording.how_many(row)),
        escape(wording.compared_to(row)),
        escape(wording.how_sure(row)),
        escape(wording.rests_on(row)),
        escape(wording.when_recorded(row)),
    ):
        results().print(note(line))
    results().print()


def _print_claims(found: dict[str, Any], *, as_cards: bool) -> None:
    results().print(
        note(
            "No manifest of these incidents is public: there is no comparison traffic and no odds "
            "ratio. Claims of sources, written up after the discovery unless counted as before; "
            "none is trained on."
        )
    )
    made = table(
        "What sources tell",
        ["about", "#told in", "#of incidents", "#sources differ", "#recorded before"],
        origins=[found["origin"]],
    )
    made.columns[0].no_wrap = True
    for row in found["claim_counts"]:
        made.add_row(
            row["attribute"].replace("_", " "),
            count(row["incidents_told"]),
            count(row["incidents"]),
            count(row["incidents_sources_differ"]),
            count(row["incidents_recorded_before"]),
        )
    results().print(made)
    if as_cards:
        columns = ["about", "incident", "discovered", "told", "#sources"]
        listed = table("Side by side", columns, origins=[found["origin"]])
        for row in found["claims"]:
            listed.add_row(
                row["attribute"].replace("_", " "),
                row["incident_id"],
                str(row["discovered_on"]),
                escape(row["values_told"] or "–"),
                count(row["sources"]),
            )
        results().print(listed)
