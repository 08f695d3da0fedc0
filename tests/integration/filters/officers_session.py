"""A session of two officers at the command line, as `docs/filters.md` shows it.

Each step is what was typed, by whom, at which moment of the synthetic stream, and the exit code.
The test runs the steps in order on the small world with a decision store of its own; the page is
written from what they print.
"""

import re
from dataclasses import dataclass

FIRST_PASSWORD = "a long first password"
PASSWORD = "a password of one's own"
BEFORE, DURING, AFTER = "2006-03-20T15:00", "2006-04-12T15:00", "2006-06-15T15:00"

HARBOUR_FILTER = """\
rule_set: oakland_smuggling
version: 1
title: Oakland port filter
owner_role: targeting at Oakland
risk: human_smuggling
labelled: illustrative
lists:
  - {name: shenzhen_ports, version: 1}
rules:
  - id: near_shekou_first_time_consignee
    wording: Laded in or near Shekou for a consignee never seen before
    expression: port_of_lading in list('shenzhen_ports') and is_first_time_consignee
    points: 20
    sign: 1
    min_points: 0
    max_points: 25
    kind: trait
    source: chosen
  - id: soft_top
    wording: Open-top, soft-top or canvas-top container
    expression: is_soft_top
    points: 12
    sign: 1
    min_points: 0
    max_points: 25
    kind: trait
    source: chosen
"""


@dataclass(frozen=True)
class Step:
    """One command of the session.

    Attributes
    ----------
    heading, text
        What the page says before it; without a heading it stands under the one before.
    typed
        Arguments after `tallyman filters`; `{...}` is filled by the test.
    clock
        Moment of the stream, UTC.
    second_officer
        Typed as the account of the second officer.
    exit_code
        1 where it is refused.
    has_json
        Also run with --json, which must print JSON and nothing else.
    longest
        Lines shown on the page.
    """

    text: str
    typed: str
    heading: str = ""
    clock: str = DURING
    second_officer: bool = False
    stdin: str = ""
    exit_code: int = 0
    has_json: bool = True
    longest: int = 24


SESSION = (
    Step(
        "Every rule set and port filter, version by version.",
        "list",
        heading="What is there",
    ),
    Step("Only what is in force at one port now.", "list --port 3001"),
    Step("One version: its rules, points and thresholds.", "show terrorism", longest=48),
    Step(
        "The store's keeper adds a second person, who signs in with an account.",
        "people add account:second_officer --reason 'approves national versions' --password-stdin",
        heading="People",
        stdin=FIRST_PASSWORD,
        has_json=False,
    ),
    Step(
        "Until that person has a password of their own, they approve nothing its giver wrote.",
        "people password second_officer",
        stdin=f"{FIRST_PASSWORD}\n{PASSWORD}\n{PASSWORD}",
        has_json=False,
    ),
    Step(
        "",
        "people grant account:second_officer approver --reason 'approves national versions'",
        has_json=False,
    ),
    Step("", "people list"),
    Step(
        "A draft is a rule set with other points, or a file with other rules.",
        "draft human_smuggling --points shanghai=12 --points soft_top=15 "
        "--reason 'Shanghai after the incident of April 2006'",
        heading="A national version",
        has_json=False,
        longest=34,
    ),
    Step("What it says otherwise than its parent.", "diff human_smuggling"),
    Step(
        "What it would have done, over three seasons, beside the version in force.",
        "whatif human_smuggling --seasons 2004-2006",
        longest=60,
    ),
    Step(
        "Submitting fixes the content, with findings, statute checks and traffic figures.",
        "submit human_smuggling",
        has_json=False,
        longest=14,
    ),
    Step(
        "The author cannot approve it,",
        "approve human_smuggling --reason 'it is mine'",
        exit_code=1,
        has_json=False,
    ),
    Step(
        "but a second person can.",
        "approve human_smuggling --reason 'read and tried'",
        second_officer=True,
        has_json=False,
        longest=6,
    ),
    Step("The log tells both, and is sealed.", "audit human_smuggling"),
    Step("", "audit --verify"),
    Step(
        "A document with its hash and approval. Nothing is ever written to the targeting system.",
        "export human_smuggling",
        heading="Out and in",
        longest=40,
    ),
    Step(
        "What comes in is a draft, whatever approval it tells of.",
        "import {document}",
        has_json=False,
        longest=6,
    ),
    Step(
        "",
        "withdraw human_smuggling --version 3 --reason 'only to show the way back'",
        has_json=False,
        longest=6,
    ),
    Step(
        "Before the filter: nothing of it is in force at Oakland.",
        "list oakland_smuggling --port 2811",
        heading="A port filter",
        clock=BEFORE,
    ),
    Step(
        "A file, a port and its scores. It is in force on submission, at that port alone,",
        "draft {harbour_filter} --port 2811 --mandatory 20 --review 12 "
        "--reason 'incident at the neighbouring port'",
        has_json=False,
        longest=10,
    ),
    Step("", "submit oakland_smuggling", has_json=False, longest=8),
    Step("", "list oakland_smuggling --port 2811"),
    Step("not at another,", "list oakland_smuggling --port 2704"),
    Step("and expires by itself at the end of the season.", "list oakland_smuggling", clock=AFTER),
    Step(
        "An expired filter does not leave the store.",
        "export oakland_smuggling --version 1",
        clock=AFTER,
        exit_code=1,
        has_json=False,
    ),
    Step(
        "The container of April 2006, told as a scenario in the synthetic stream.",
        "replay '{scenario}'",
        heading="Why was it held?",
        longest=40,
    ),
    Step("A container nobody looked at.", "replay '{ordinary}'", longest=36),
    Step(
        "The five containers of the known incidents: the threshold that selects each, and its "
        "cost.",
        "map terrorism --scenarios",
        heading="Thresholds",
    ),
    Step("", "thresholds list terrorism"),
    Step(
        "A port lowers its own mandatory score at once; everything else waits for a second person.",
        "thresholds propose terrorism 2704 --mandatory 34 --review 25 "
        "--reason 'as Seattle and Tacoma did'",
        has_json=False,
    ),
    Step(
        "",
        "thresholds propose terrorism '*' --mandatory 40 --review 25 --reason 'too many exams'",
        has_json=False,
    ),
    Step(
        "What is not yet in force can be taken back.",
        "thresholds withdraw 11 --reason 'the exams are doable within six hours'",
        has_json=False,
    ),
    Step(
        "The version on past seasons, beside the one it would replace.",
        "backtest human_smuggling --version 2",
        heading="Backtest and shadow",
    ),
    Step(
        "Another version, submitted and set in shadow for the season: it is scored and selects "
        "nothing.",
        "draft human_smuggling --points nvocc_house_bill=8 --reason 'two carriers penalised'",
        has_json=False,
        longest=6,
    ),
    Step("", "submit human_smuggling", has_json=False, longest=6),
    Step(
        "",
        "shadows begin human_smuggling --version 4 --from 2005-10-01 --until 2006-05-31 "
        "--reason 'beside the live one for a season'",
        has_json=False,
    ),
    Step("", "shadows list"),
    Step("", "shadow human_smuggling --version 4", longest=40),
    Step("", "shadows end 1 --reason 'seen enough'", has_json=False),
    Step(
        "Containers that filters hit are researched by a checklist.",
        "research report",
        heading="Filters in practice",
    ),
    Step("", "research show '{matched}'"),
    Step(
        "",
        "research answer '{matched}' {matched_rule_set} {factor} matches --note 'stow plan'",
        has_json=False,
    ),
    Step("Special operations: what met the criteria against what was examined.", "operations"),
    Step("", "operations 2005-03", longest=40),
    Step(
        "One is ordered by an approver at its ports, and counted with the next refresh.",
        "orders place 2006-01 --title 'Soft tops from Shanghai' --from 2006-05-01 "
        "--until 2006-05-31 --port 2704 --criteria is_soft_top --reason 'incident of April'",
        second_officer=True,
        has_json=False,
    ),
    Step("", "orders list"),
    Step("Every filter's yield, last evaluation, expiry and drift.", "lifecycle", longest=48),
    Step("Each lane against its plan.", "lanes --season 2006 --port 2704"),
    Step(
        "What a lane is expected to take is planned from a day on; the past stays as it was.",
        "lane-plans plan 2704 random --expected 0.01 --minimum-random 0.005 --from 2006-10-01 "
        "--reason 'for the coming season'",
        second_officer=True,
        has_json=False,
    ),
    Step("", "lane-plans list"),
    Step("Days from an incident to the filters that followed it.", "adoption"),
    Step("Lists that rules name.", "lists list"),
    Step(
        "Who leaves is barred by the keeper; what they decided stays.",
        "people deactivate account:second_officer --reason 'left the office'",
        heading="Leaving",
        has_json=False,
    ),
    Step(
        "",
        "lane-plans plan 2704 random --expected 0 --reason 'no more of it'",
        second_officer=True,
        exit_code=1,
        has_json=False,
    ),
    Step(
        "The store itself is kept by one person, who may hand it over to another that is active.",
        "people hand-over account:second_officer --reason 'leaving too'",
        exit_code=1,
        has_json=False,
    ),
    Step(
        "",
        "people activate account:second_officer --reason 'came back'",
        has_json=False,
    ),
    Step(
        "",
        "people hand-over account:second_officer --reason 'leaving too'",
        has_json=False,
    ),
)


def steady(printed: str) -> str:
    """Take out of a print what differs from machine to machine: user, times taken, true times."""
    text = re.sub(r"os:[a-z_][a-z0-9_-]*", "os:keeper", printed)
    text = re.sub(r"\b\d+ ms\b", "… ms", text)
    text = re.sub(r"\b20[2-9]\d-\d\d-\d\d(?: \d\d:\d\d)?", "(today)", text)
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(
        re.sub(r" {2,}", "  ", line) if "os:keeper" in line else line for line in lines
    )
