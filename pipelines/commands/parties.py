"""The commands ``tallyman parties``: list, show, split, merge, evaluate, train.

They draw what an edition says and write what a person decides; who may do what is decided in the
decision store, which names are one party in ``pipelines.parties``.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer
from rich.markup import escape

from pipelines.commands.filters.acting import (
    Account,
    Origin,
    PasswordStdin,
    Reason,
    acting_person,
    desk,
    tell,
)
from pipelines.commands.options import EditionId, Json, edition_of
from pipelines.commands.party_tables import bits, print_evaluation, print_pairs
from pipelines.console import count, messages, note, results, table, write_json
from pipelines.settings import get_settings

if TYPE_CHECKING:
    from pipelines.decisions.parties import PartyDecisionKind
    from pipelines.editions.parties import Order

app = typer.Typer(
    name="parties",
    rich_markup_mode="markdown",
    invoke_without_command=True,
    help=(
        "Shippers, consignees and NVOCCs: which names are one party, and why.\n\n"
        "Reads an edition. Writes nothing but what is split or merged by hand, into the decision "
        "store.\n\n"
        "Example: `tallyman parties --by weakest`"
    ),
)
Party = Annotated[str, typer.Argument(metavar="PARTY", help="Id (P-…), or one of its names.")]
Limit = Annotated[int, typer.Option("--limit", help="Parties to list.", min=1)]


@app.callback()
def list_parties(
    context: typer.Context,
    by: Annotated[
        str, typer.Option(help="names, bills, weakest (least certain) or nearest (to another).")
    ] = "names",
    limit: Limit = 20,
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """List parties with the names they were filed under and the bills that bear them.

    Reads an edition. Writes nothing. Placeholders such as TO ORDER are no party.
    """
    if context.invoked_subcommand is not None:
        return
    from pipelines.editions import parties

    if by not in parties.ORDERS:
        raise typer.BadParameter(f"--by {by}: expected one of {', '.join(parties.ORDERS)}")
    opened = edition_of(edition)
    rows = parties.read_parties(opened, origin, cast("Order", by), limit=None if as_json else limit)
    counted = parties.count_parties(opened, origin)
    if as_json:
        write_json({"edition": opened.id, "origin": origin, **counted, "rows": rows})
        return
    made = table(
        f"{count(counted['parties'])} parties of {count(counted['names'])} names",
        ["party", "#names", "#bills", "#weakest tie", "most borne name"],
        origins=[origin],
    )
    made.columns[0].no_wrap = True
    for row in rows:
        made.add_row(
            row["party_id"],
            count(row["name_count"]),
            count(row["bill_count"]),
            bits(row["weakest_tie_weight"]),
            escape(row["party_name"]),
        )
    results().print(made)
    results().print(
        note(
            "[dim]Ties in bits: log2 of the odds that two names are one party. "
            "`tallyman parties show` explains a party.[/]"
        )
    )


@app.command()
def show(
    party: Party,
    edition: EditionId = None,
    origin: Origin = "synthetic",
    as_json: Json = False,
) -> None:
    """Show a party: its names, and for each compared pair what every comparison weighs.

    Reads an edition. Writes nothing.

    Example: `tallyman parties show P-49db555dfa38`
    """
    from pipelines.editions import parties

    opened = edition_of(edition)
    found = parties.find_party(opened, party, origin)
    names = parties.read_names(opened, found, origin)
    pairs = parties.read_pairs(opened, found, origin)
    decided = [
        row
        for row in parties.read_hand_decisions(opened)
        if row["origin"] == origin
        and {name["party"] for name in names} & {*row["names"], *row["others"]}
    ]
    if as_json:
        write_json(
            {
                "edition": opened.id, "origin": origin, "party_id": found, "names": names,
                "pairs": pairs, "hand_decisions": decided,
            }
        )  # fmt: skip
        return
    made = table(
        f"{found}, {count(len(names))} names",
        ["name", "#shipper", "#consignee", "#NVOCC", "addresses"],
        origins=[origin],
    )
    for row in names:
        made.add_row(
            escape(row["party"]),
            count(row["shipper_bill_count"]),
            count(row["consignee_bill_count"]),
            count(row["nvocc_bill_count"]),
            escape("; ".join(row["addresses"][:3]) + (" …" if len(row["addresses"]) > 3 else "")),
        )
    results().print(made)
    print_pairs(pairs, origin)
    for row in decided:
        results().print(
            f"{row['kind']} by hand, {row['decided_by']}, {row['decided_at']:%Y-%m-%d}: "
            f"{escape(row['reason'])}",
            soft_wrap=True,
        )


@app.command()
def split(
    party: Party,
    name: Annotated[list[str], typer.Option("--name", help="Name that leaves; repeatable.")],
    reason: Reason,
    edition: EditionId = None,
    origin: Origin = "synthetic",
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Split names from a party by hand, as an author: they and the rest are two, whatever is found.

    Writes the decision store; it counts from the next build (`tallyman refresh`). A merge of the
    same names later takes it back.

    Example: `tallyman parties split P-49db555dfa38 --name "VELADO KOR CO" --reason "other owner"`
    """
    from pipelines.editions import parties

    opened = edition_of(edition)
    sides = parties.sides_of_split(opened, parties.find_party(opened, party, origin), origin, name)
    _decide("split", origin, *sides, reason, account, password_stdin, as_json)


@app.command()
def merge(
    party: Party,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Id, or name, of the other party.")],
    reason: Reason,
    edition: EditionId = None,
    origin: Origin = "synthetic",
    account: Account = None,
    password_stdin: PasswordStdin = False,
    as_json: Json = False,
) -> None:
    """Merge two parties by hand, as an author: their names are one, whatever is found.

    Writes the decision store; it counts from the next build (`tallyman refresh`). A split of the
    same names later takes it back.

    Example: `tallyman parties merge P-49db555dfa38 P-0a1b2c3d4e5f --reason "same tax number"`
    """
    from pipelines.editions import parties

    opened = edition_of(edition)
    one, two = (parties.find_party(opened, asked, origin) for asked in (party, other))
    sides = parties.sides_of_merge(opened, one, two, origin)
    _decide("merge", origin, *sides, reason, account, password_stdin, as_json)


@app.command()
def decisions(as_json: Json = False) -> None:
    """List what was merged and split by hand: which names, by whom, when and why.

    Reads the decision store. Writes nothing.

    Example: `tallyman parties decisions`
    """
    from pipelines.decisions import read_party_decisions
    from pipelines.filters.answers import as_plain

    rows = read_party_decisions(desk().store)
    if as_json:
        write_json(as_plain(rows))
        return
    if not rows:
        messages().print("No party was merged or split by hand.")
        return
    made = table("Decided by hand", ["#id", "what", "names", "and", "who, when, why"])
    for row in reversed(rows):
        made.add_row(
            str(row.decision_id),
            row.kind,
            escape(", ".join(row.names)),
            escape(", ".join(row.others)),
            escape(f"{row.decided_by}, {row.decided_at:%Y-%m-%d}: {row.reason}"),
        )
    results().print(made)


@app.command()
def evaluate(edition: EditionId = None, as_json: Json = False) -> None:
    """Say how well names are joined: precision and recall by threshold, on planted duplicates.

    Reads an edition. Writes nothing. Synthetic names alone: whose name a real one is nobody has
    written down.

    Example: `tallyman parties evaluate`
    """
    from pipelines.editions import parties

    opened = edition_of(edition)
    rows = parties.read_evaluation(opened)
    if as_json:
        write_json({"edition": opened.id, "rows": rows})
        return
    if not rows:
        messages().print(
            f"Edition {opened.id} was built without planted duplicates: nothing to measure on."
        )
        raise typer.Exit(1)
    print_evaluation(rows)


@app.command()
def train(
    out: Annotated[Path, typer.Option(help="File to write; the shipped one is replaced by hand.")],
    origin: Origin = "synthetic",
) -> None:
    """Estimate the weights anew from the names in the warehouse, without any truth.

    Reads the warehouse. Writes the file alone: to use it, put it in the place of
    data/reference/party_model.json; the next build then compares all names anew.

    Example: `tallyman parties train --out party_model.json`
    """
    from pipelines.parties.resolving import read_model
    from pipelines.parties.training import train as estimate
    from pipelines.warehouse_file import open_warehouse

    settings = get_settings()
    with open_warehouse(settings.warehouse, read_only=True) as con:
        try:
            model = estimate(con, read_model(settings.reference), origin)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    out.write_text(model.to_json() + "\n", encoding="utf-8")
    results().print(f"{escape(str(out))}: {model.estimated_on}", soft_wrap=True)


def _decide(
    kind: "PartyDecisionKind",
    origin: str,
    names: list[str],
    others: list[str],
    reason: str,
    account: str | None,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Write a decision and tell of it."""
    from pipelines.decisions import decide_parties

    at = desk()
    person = acting_person(at, account, password_stdin)
    made = decide_parties(at.store, at.clock, person, kind, origin, names, others, reason=reason)
    tell(
        made,
        as_json,
        f"decision {made.decision_id}: {kind} of {', '.join(made.names)} and "
        f"{', '.join(made.others)}, by {made.decided_by}; counts from the next build "
        "(tallyman refresh)",
    )
