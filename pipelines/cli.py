"""The command line ``tallyman``: which commands there are, and how they end.

Thin: a command lives in ``commands`` and imports what it needs when it runs, so that help is
quick. Exit codes: 0 done, 1 refused or blocked, 2 not understood.
"""

from typing import Any

import typer
from typer.core import TyperGroup

from pipelines.commands import (
    catalogue,
    commonalities,
    doctor,
    documents,
    filters,
    lane,
    ledger,
    packs,
    parties,
    ports,
    programs,
    proposed,
    reading,
    recommendations,
    reconcile,
    returns,
    running,
    targets,
)

PACKAGES = {"pipelines", "models"}

INTRODUCTION = """
Tallyman turns landing folders of ocean manifests, exams and incidents into SAFE standard 8
measures, commonalities of stowaway incidents, a weight proposal and pages.

- **First time:** `tallyman simulate`, then `tallyman refresh`.
- **Every day:** drop files into a landing folder, then `tallyman refresh`; it does `load`, `build`,
  `propose` and `publish` in order and rebuilds only the months whose files changed.
- **Filters:** `tallyman filters`: versions, approval, what-if, replay.
- **Targets:** `tallyman targets`: what measures are held against, set by whom.
- **Oversight:** `tallyman recommendations`: what closes them, what falls due; `tallyman reconcile`:
  published figures that contradict each other.
- **Looking:** `tallyman measures`, `tallyman trace`, `tallyman catalogue`, `tallyman ledger`,
  `tallyman commonalities`, `tallyman ports watch`, `tallyman quarantine`; `--json` for machines.
- **Program reviews:** `tallyman programs list`, `tallyman programs NAME`, `tallyman pack NAME`.
- **Something is wrong:** `tallyman doctor`.
"""


def refusal(error: Exception) -> str | None:
    """Say what a person is told of an error; None where it is a fault of the platform.

    Examples
    --------
    >>> refusal(FileExistsError(17, "File exists", "returns"))
    'returns: File exists. Name another file or folder, or see to that one.'
    """
    if type(error).__module__.split(".")[0] in PACKAGES:
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return (
            f"{error.filename}: {error.strerror}. Name another file or folder, or see to that one."
        )
    return None


class RefusingGroup(TyperGroup):
    """Ends with code 1 and the message where the platform refuses, without a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was typed."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            said = refusal(error)
            if said is None:
                raise
            from rich.markup import escape

            from pipelines.console import messages

            messages().print(f"[bold red]Refused.[/] {escape(said)}", soft_wrap=True)
            raise typer.Exit(1) from None


app = typer.Typer(
    name="tallyman",
    cls=RefusingGroup,
    help=INTRODUCTION,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    # An error whose causes form a ring would keep the pretty printer busy for ever.
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

RUN = "Run, in this order"
LOOK = "Look"
DECIDE = "Decide"

app.command(rich_help_panel=RUN)(running.simulate)
app.command(rich_help_panel=RUN)(running.load)
app.command(rich_help_panel=RUN)(running.build)
app.command(rich_help_panel=RUN)(running.propose)
app.command(rich_help_panel=RUN)(running.publish)
app.command(rich_help_panel=RUN)(running.refresh)
app.add_typer(filters.app, name="filters", rich_help_panel=DECIDE)
app.add_typer(targets.targets, name="targets", rich_help_panel=DECIDE)
app.add_typer(recommendations.recommendations, name="recommendations", rich_help_panel=DECIDE)
app.command(rich_help_panel=LOOK)(reading.measures)
app.command(rich_help_panel=LOOK)(reading.trace)
app.command(rich_help_panel=LOOK)(catalogue.catalogue)
app.add_typer(lane.app, name="lane", rich_help_panel=LOOK)
app.command(rich_help_panel=LOOK)(commonalities.commonalities)
app.add_typer(parties.app, name="parties", rich_help_panel=LOOK)
app.add_typer(ports.app, name="ports", rich_help_panel=LOOK)
app.command(rich_help_panel=LOOK)(proposed.backtest)
app.command("model-card", rich_help_panel=LOOK)(proposed.model_card)
app.command(rich_help_panel=LOOK)(programs.programs)
app.command(rich_help_panel=LOOK)(packs.pack)
app.command("return", rich_help_panel=LOOK)(returns.statistical_return)
app.command(rich_help_panel=LOOK)(ledger.ledger)
app.command(rich_help_panel=LOOK)(reconcile.reconcile)
app.command(rich_help_panel=LOOK)(reading.quarantine)
app.command(rich_help_panel=LOOK)(reading.editions)
app.command(rich_help_panel=LOOK)(doctor.doctor)
app.command(rich_help_panel=LOOK)(documents.docs)
