"""A proposal in the browser: draft, what-if, a second person's approval, export; and its pages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from models.rules import FilterDocument
from pipelines.decisions import add_account, grant, os_person
from pipelines.editions import open_edition
from pipelines.filters.desk import Desk, open_desk
from pipelines.filters.what_if import what_if
from pipelines.filters.what_if_answer import WhatIfQuestion
from pipelines.settings import Settings
from tests.browser.conftest import (
    PASSWORDS,
    TURN_MILLISECONDS,
    opened,
    served,
    wait_until_drawn,
)
from tests.browser.test_filter_pages import decide, sign_in, sign_out, turn_to
from tests.browser.test_pages import open_page

RULE_SET = "human_smuggling"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def proposal_offices(
    accepted_world: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """The accepted world with a decision store of its own: two people, and no draft yet."""
    store = tmp_path_factory.mktemp("proposal") / "tallyman.sqlite"
    settings = accepted_world.model_copy(update={"decisions": f"sqlite:///{store}"})
    desk = open_desk(settings)
    keeper = os_person(desk.store)
    for account, role in (("author_one", "author"), ("approver_one", "approver")):
        person = add_account(desk.store, keeper, account, PASSWORDS[account])
        grant(desk.store, keeper, person.identity, role, reason="works on filters")
    return settings


@pytest.fixture(scope="module")
def proposal_pages(proposal_offices: Settings) -> Iterator[str]:
    with served(proposal_offices) as address:
        yield address


@pytest.fixture
def proposal_page(browser: Browser, proposal_pages: str) -> Iterator[Page]:
    with opened(browser, proposal_pages) as page:
        yield page


def settle(page: Page) -> None:
    """Wait until the page is drawn to its end."""
    expect(page.get_by_text("What if the threshold were")).to_be_visible()
    page.wait_for_timeout(TURN_MILLISECONDS)
    wait_until_drawn(page)


def stands(desk: Desk, number: int) -> str:
    return desk.register.standing(desk.register.version(RULE_SET, number))


def test_a_proposal_from_draft_to_export(proposal_page: Page, proposal_offices: Settings) -> None:
    page, desk = proposal_page, open_desk(proposal_offices)
    edition = open_edition(proposal_offices.editions)
    with edition.connect() as con:
        points = dict(
            con.execute(
                "select rule, proposed_points from published.proposal where origin = 'synthetic'"
            ).fetchall()
        )
    base = desk.register.version(RULE_SET, 1).content
    tried = what_if(edition, WhatIfQuestion(base, points=points))

    # The author reads the proposal and puts it into the register.
    open_page(page, "proposal", "Proposal")
    expect(page.get_by_text("Sign in, at the left, to put the proposal")).to_be_visible()
    sign_in(page, "author_one")
    page.get_by_role("button", name="Put it into the register as a draft").click()
    expect(page.get_by_text(f"{RULE_SET} version 2 is a draft.")).to_be_visible()
    expect(page.get_by_text("SYNTHETIC DATA ONLY")).to_be_visible()
    draft = desk.register.version(RULE_SET, 2)
    assert {rule.id: rule.points for rule in draft.content.rules} == points
    assert draft.author == "account:author_one"

    # What if: the draft against the version in force, as many as the answer says.
    settle(page)
    page.get_by_role("link", name="Try the draft on What if").click()
    page.wait_for_url("**/what_if")
    expect(page.get_by_role("heading", name="What if", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stMetricValue").first).to_have_text(f"{tried.selected:,}")
    assert stands(desk, 2) == "draft"

    # Submitting, and approving by a second person alone.
    page.get_by_role("link", name="Filters", exact=True).click()
    expect(page.get_by_role("heading", name="version 2")).to_be_visible()
    turn_to(page, "Decide").get_by_role("button", name="Submit").click()
    expect(page.get_by_text(f"{RULE_SET} version 2 is submitted.")).to_be_visible()
    decide(page, "it is my own proposal")
    expect(page.get_by_text("account:author_one is its author; a second person")).to_be_visible()
    assert stands(desk, 2) == "submitted"
    sign_out(page)
    sign_in(page, "approver_one")
    decide(page, "agreed after reading the model card")
    expect(page.get_by_text(f"{RULE_SET} version 2 is in force.")).to_be_visible()
    assert stands(desk, 2) == "in_force"

    # Export: the document carries points, note and approval.
    panel = turn_to(page, "Decide")
    with page.expect_download() as download:
        panel.get_by_role("button", name="Export with hash and approval").click()
    text = download.value.path().read_text(encoding="utf-8")
    document = FilterDocument.from_yaml(text, desk.vocabulary)
    assert {rule.id: rule.points for rule in document.rule_set.rules} == points
    assert document.approval is not None
    assert document.approval.approver == "account:approver_one"
    assert "SYNTHETIC DATA ONLY" in document.reason

    # Back on the proposal: no second draft is offered.
    open_page(page, "proposal", "Proposal")
    expect(page.get_by_text("In the filter register as")).to_contain_text("in force")
    assert page.get_by_role("button", name="Put it into the register").count() == 0


def test_season_backtest_and_model_card_say_what_the_edition_says(
    proposal_page: Page, proposal_offices: Settings
) -> None:
    page = proposal_page
    with open_edition(proposal_offices.editions).connect() as con:
        found, lost = con.execute(
            "select found, lost from published.moving_port where weights = 'named ports alone' "
            "and place = 'hidden' and origin = 'synthetic'"
        ).fetchone()
        kappa = con.execute(
            "select kappa from published.proposal_summary where origin = 'synthetic'"
        ).fetchone()[0]
    open_page(page, "season_backtest", "Season backtest")
    row = page.get_by_role("row", name="named ports alone")
    expect(row).to_contain_text(f"{found:.1f} ({-lost:+.1f})")
    assert page.get_by_test_id("stException").count() == 0
    open_page(page, "model_card", "Model card")
    expect(page.get_by_text(f"{kappa:.4f}")).to_be_visible()
    page.get_by_text("Real", exact=True).click()
    expect(page.get_by_text("there is no real traffic to compare with")).to_be_visible()
    expect(page.get_by_text("Nothing was fitted, so nothing is assumed.")).to_be_visible()
    assert page.get_by_test_id("stException").count() == 0
