"""The session of docs/filters.md: every command works or refuses as shown, and speaks JSON."""

import json
import os
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipelines.cli import app
from pipelines.editions import open_edition
from pipelines.settings import Settings, get_settings
from tests.integration.filters.officers_session import (
    HARBOUR_FILTER,
    PASSWORD,
    SESSION,
    Step,
    steady,
)

PAGE = Path(__file__).resolve().parents[3] / "docs" / "filters.md"
INTRODUCTION = """\
# Filters at the command line

A session of two officers on a small synthetic stream (seasons 2004 to 2006, 1,200 container trips
a season), with what each command prints. All points and thresholds are ours and illustrative: the
real ones are redacted. The first officer is the operating system's user (shown as `os:keeper`);
the second signs in with an account. `TALLYMAN_CLOCK` sets the moment of the stream at which they
decide. Every command that lists or asks takes `--json`. A test types the session and holds this
page to it.

Long prints are cut where a line says so. The pages of the dashboard draw the same answers.
"""


class Office:
    """Types steps on the small world, with a decision store of its own."""

    def __init__(self, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        monkeypatch.setenv("TALLYMAN_BUILD", str(settings.build))
        monkeypatch.setenv("TALLYMAN_DECISIONS", f"sqlite:///{folder / 'decisions.sqlite'}")
        monkeypatch.setenv("COLUMNS", "110")
        (folder / "oakland_smuggling.yml").write_text(HARBOUR_FILTER, encoding="utf-8")
        self._document = folder / "human_smuggling.yml"
        self._words = {
            "document": str(self._document),
            "harbour_filter": str(folder / "oakland_smuggling.yml"),
        } | cases(settings)

    def type(self, step: Step, *more: str) -> Result:
        """Type a step."""
        self._monkeypatch.setenv("TALLYMAN_CLOCK", step.clock)
        get_settings.cache_clear()
        arguments = ["filters", *shlex.split(step.typed.format(**self._words)), *more]
        if step.second_officer:
            arguments += ["--account", "second_officer", "--password-stdin"]
        stdin = PASSWORD if step.second_officer else step.stdin
        result = CliRunner().invoke(app, arguments, input=f"{stdin}\n")
        if step.typed.startswith("export human_smuggling") and not more:
            self._document.write_text(result.stdout, encoding="utf-8")
        return result

    def shown(self, step: Step) -> str:
        """Write what was typed as the page shows it."""
        words = self._words | {
            "document": "human_smuggling.yml",
            "harbour_filter": "oakland_smuggling.yml",
        }
        typed = f"tallyman filters {step.typed.format(**words)}"
        return f"{typed} --account second_officer" if step.second_officer else typed


def cases(settings: Settings) -> dict[str, str]:
    """Find the containers the session asks about."""
    with open_edition(settings.editions).connect() as con:
        scenario = con.execute(
            "select container_trip_key from marts.fct_incident_ladder "
            "where incident_id = 'SCENARIO-OIG-2006-04'"
        ).fetchone()[0]
        ordinary = con.execute(
            "select container_trip_key from marts.fct_container_trips where origin = 'synthetic' "
            "and is_in_scope and not is_examined and season = 2006 and score_t2 between 20 and 24 "
            "order by container_trip_key limit 1"
        ).fetchone()[0]
        matched = con.execute(
            "select container_trip_key, rule_set from marts.fct_filter_matches "
            "where rule_set <> 'terrorism' and not is_held order by 1, 2 limit 1"
        ).fetchone()
    factors = (settings.rulesets / "research_factors.csv").read_text(encoding="utf-8")
    return {
        "scenario": scenario,
        "ordinary": ordinary,
        "matched": matched[0],
        "matched_rule_set": matched[1],
        "factor": factors.splitlines()[1].split(",")[0],
    }


@pytest.fixture
def office(
    small_world: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    yield Office(small_world, tmp_path, monkeypatch)
    get_settings.cache_clear()


def test_the_session_works_as_the_page_shows_it(office: Office) -> None:
    written = [INTRODUCTION]
    for step in SESSION:
        result = office.type(step)
        printed = result.output
        assert result.exit_code == step.exit_code, f"{step.typed}\n{printed}\n{result.exception}"
        if step.has_json:
            json.loads(office.type(step, "--json").stdout)
        written.append(section(step, office.shown(step), steady(printed)))
    page = "\n".join(written)
    if os.environ.get("TALLYMAN_WRITE_FILTERS_PAGE") == "1":
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page, (
        "the commands print something else than docs/filters.md shows; look at the difference and "
        "type: make filters-page"
    )


def section(step: Step, typed: str, printed: str) -> str:
    """Write one step of the page."""
    lines = printed.strip("\n").splitlines()
    if len(lines) > step.longest:
        lines = [*lines[: step.longest], f"[cut: {len(lines) - step.longest} more lines]"]
    heading = f"\n## {step.heading}\n" if step.heading else ""
    words = f"\n{step.text}\n" if step.text else ""
    return f"{heading}{words}\n```\n$ {typed}\n" + "\n".join(lines) + "\n```\n"


def test_the_port_filter_is_in_force_at_its_port_only_until_the_season_ends(
    office: Office,
) -> None:
    for step in SESSION:
        if step.typed.startswith(("draft {harbour", "submit oakland")):
            assert office.type(step).exit_code == 0
    during = Step("", "list oakland_smuggling --port 2811")
    elsewhere = Step("", "list oakland_smuggling --port 3001")
    last_hour = Step("", "list oakland_smuggling --port 2811", clock="2006-06-01T06:59")
    over = Step("", "list oakland_smuggling --port 2811", clock="2006-06-01T07:00")
    found = [
        len(json.loads(office.type(step, "--json").stdout))
        for step in (during, elsewhere, last_hour, over)
    ]
    # 31 May 24:00 at Oakland is 07:00 UTC of 1 June under daylight saving time.
    assert found == [1, 0, 1, 0]
