"""Which filter commands there are, and in which order help shows them."""

import typer

from pipelines.commands.filters import (
    keeping,
    people,
    planning,
    practice,
    questions,
    register,
    research,
    trials,
    versions,
)

app = typer.Typer(
    name="filters",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help=(
        "Rule sets as officers use them: versions, thresholds, approval, what-if, replay.\n\n"
        "A port filter is in force at once, at its ports, and expires by itself. A national "
        "version needs a second person. Nothing is ever written to the targeting system: "
        "`export` gives a document with its hash and approval."
    ),
)

REGISTER = "The register"
ASK = "Ask an edition"
PRACTICE = "Filters in practice"
KEEP = "Keep"

app.command("list", rich_help_panel=REGISTER)(register.list_versions)
app.command("show", rich_help_panel=REGISTER)(register.show)
app.command("diff", rich_help_panel=REGISTER)(register.diff)
app.command("audit", rich_help_panel=REGISTER)(register.audit_log)
app.command("draft", rich_help_panel=REGISTER)(versions.draft)
app.command("submit", rich_help_panel=REGISTER)(versions.submit)
app.command("approve", rich_help_panel=REGISTER)(versions.approve)
app.command("return", rich_help_panel=REGISTER)(versions.return_to_author)
app.command("withdraw", rich_help_panel=REGISTER)(versions.withdraw)
app.command("export", rich_help_panel=REGISTER)(versions.export_version)
app.command("import", rich_help_panel=REGISTER)(versions.import_version)
app.command("replay", rich_help_panel=ASK)(questions.replay)
app.command("whatif", rich_help_panel=ASK)(questions.whatif)
app.command("map", rich_help_panel=ASK)(questions.threshold_map)
app.command("backtest", rich_help_panel=ASK)(trials.backtest)
app.command("shadow", rich_help_panel=ASK)(trials.shadow)
app.add_typer(research.research, name="research", rich_help_panel=PRACTICE)
app.command("operations", rich_help_panel=PRACTICE)(practice.operations)
app.command("lifecycle", rich_help_panel=PRACTICE)(practice.lifecycle)
app.command("lanes", rich_help_panel=PRACTICE)(practice.lanes)
app.command("adoption", rich_help_panel=PRACTICE)(practice.adoption)
app.add_typer(keeping.thresholds, name="thresholds", rich_help_panel=KEEP)
app.add_typer(keeping.lists, name="lists", rich_help_panel=KEEP)
app.add_typer(keeping.shadows, name="shadows", rich_help_panel=KEEP)
app.add_typer(planning.lane_plans, name="lane-plans", rich_help_panel=KEEP)
app.add_typer(planning.orders, name="orders", rich_help_panel=KEEP)
app.add_typer(people.people, name="people", rich_help_panel=KEEP)
