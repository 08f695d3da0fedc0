"""The filter pages in a browser: a version from its what-if to approval, and single containers."""

import contextlib

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

from pipelines.decisions import NotAllowed, authenticate
from pipelines.editions import open_edition
from pipelines.filters.desk import Desk, newest_version, open_desk
from pipelines.filters.what_if import what_if
from pipelines.filters.what_if_answer import WhatIfQuestion
from pipelines.settings import Settings
from tests.browser.conftest import PASSWORDS, wait_until_drawn
from tests.browser.test_pages import PAGE_MILLISECONDS, open_page

RULE_SET, RULE = "human_smuggling", "nvocc_house_bill"
SCENARIOS = [
    "SCENARIO-OIG-2005-01 A",
    "SCENARIO-OIG-2005-01 B",
    "SCENARIO-OIG-2005-04 A",
    "SCENARIO-OIG-2005-04 B",
    "SCENARIO-OIG-2006-04 A",
]

LOST_MILLISECONDS = 15_000
"""After which a click is taken for lost."""

pytestmark = pytest.mark.browser


def sign_in(page: Page, account: str) -> None:
    wait_until_drawn(page)
    page.get_by_text("Sign in to draft or approve").click()
    typed = {"Account": account, "Password": PASSWORDS[account]}
    boxes = {name: page.get_by_role("textbox", name=name) for name in typed}
    signed_in = page.get_by_text(f"Signed in as account:{account}")
    for _ in range(3):  # a page that is drawn anew empties what was typed, and loses a click
        for name, text in typed.items():
            boxes[name].fill(text)
        wait_until_drawn(page)
        if all(boxes[name].input_value() == text for name, text in typed.items()):
            page.get_by_role("button", name="Sign in", exact=True).click()
            with contextlib.suppress(TimeoutError):
                signed_in.wait_for(timeout=LOST_MILLISECONDS)
                return
    pytest.fail("what is typed to sign in does not stay in its boxes, or nobody takes it")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("Sign in to draft or approve")).to_be_visible()


def choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label, exact=True)
    box.focus()
    box.press("ArrowDown")
    page.get_by_role("option", name=option, exact=True).click()


def turn_to(page: Page, tab: str) -> Locator:
    page.get_by_role("tab", name=tab, exact=True).click()
    return page.get_by_role("tabpanel", name=tab, exact=True)


def decide(page: Page, reason: str) -> None:
    panel = turn_to(page, "Decide")
    box = panel.get_by_role("textbox", name="Reason")
    expect(box).to_have_count(1)  # while the page is drawn anew it stands there twice
    box.fill(reason)
    panel.get_by_role("button", name="Approve", exact=True).click()


def test_a_version_from_what_if_to_approval_by_a_second_person(
    office_page: Page, offices: Settings
) -> None:
    page, desk = office_page, open_desk(offices)
    old = newest_version(desk, RULE_SET)
    rule = next(one for one in old.content.rules if one.id == RULE)
    tried = what_if(
        open_edition(offices.editions), WhatIfQuestion(old.content, points={RULE: rule.max_points})
    )
    assert tried.selected > tried.selected_before

    # The author tries other points and sees what they would select.
    open_page(page, "what_if", "What if")
    sign_in(page, "author_one")
    selected = page.get_by_test_id("stMetricValue").first
    expect(selected).to_have_text(f"{tried.selected_before:,}")
    points = page.get_by_role("spinbutton", name=rule.wording)
    points.fill(str(rule.max_points))
    points.press("Enter")
    expect(selected).to_have_text(f"{tried.selected:,}", timeout=PAGE_MILLISECONDS)
    expect(page.get_by_text(f"Changed: {RULE} {rule.points} → {rule.max_points}")).to_be_visible()

    # They keep the points as a draft, compare it with its parent and submit it.
    page.get_by_role("textbox", name="Reason").fill("house bills carried most cases")
    page.get_by_role("button", name="Keep as a draft").click()
    name = f"{RULE_SET} version {old.version + 1}"
    expect(page.get_by_text(f"{name} is a draft.")).to_be_visible()
    page.get_by_role("link", name="Compare, submit or withdraw").click()
    expect(page.get_by_role("heading", name=f"version {old.version + 1}")).to_be_visible()
    row = turn_to(page, "Difference").get_by_role("row").nth(1)
    expect(row).to_contain_text(f"{RULE}{rule.wording}points{rule.points}{rule.max_points}")
    turn_to(page, "Decide").get_by_role("button", name="Submit").click()
    expect(page.get_by_text(f"{name} is submitted.")).to_be_visible()

    # Approving it themselves is refused, in the store's words.
    decide(page, "looks right to me")
    expect(page.get_by_text("account:author_one is its author; a second person")).to_be_visible()
    assert waiting_version(desk, old.version + 1) == "submitted"

    # The second person approves; difference and audit log say who did what.
    sign_out(page)
    sign_in(page, "approver_one")
    decide(page, "agreed after a second look")
    expect(page.get_by_text(f"{name} is in force.")).to_be_visible()
    assert waiting_version(desk, old.version + 1) == "in_force"
    expect(turn_to(page, "Difference").get_by_role("row").nth(1)).to_contain_text(RULE)
    log = turn_to(page, "Audit log").get_by_role("row")
    told = [("account:approver_one", "approve", "agreed after a second look")]
    told += [("account:author_one", "submit", ""), ("account:author_one", "draft", "house bills")]
    for place, words in enumerate(told, start=1):
        for word in words:
            expect(log.nth(place)).to_contain_text(word)


def waiting_version(desk: Desk, number: int) -> str:
    return desk.register.standing(desk.register.version(RULE_SET, number))


def test_wrong_password_signs_nobody_in_and_a_reader_may_change_nothing(office_page: Page) -> None:
    page = office_page
    open_page(page, "filters", "Filters")
    expect(turn_to(page, "Decide").get_by_text("Sign in, at the left")).to_be_visible()
    assert turn_to(page, "Decide").get_by_role("button", name="Withdraw").count() == 0
    page.get_by_text("Sign in to draft or approve").click()
    page.get_by_role("textbox", name="Account").fill("author_one")
    page.get_by_role("textbox", name="Password").fill("not the password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("account or password is wrong")).to_be_visible()
    assert page.get_by_text("Signed in as").count() == 0


def test_a_password_of_one_s_own_replaces_the_one_that_was_given(
    office_page: Page, offices: Settings
) -> None:
    page, given, own = office_page, PASSWORDS["reader_one"], "a password nobody else knows"
    open_page(page, "filters", "Filters")
    sign_in(page, "reader_one")
    page.get_by_text("Set a password", exact=True).click()
    page.get_by_role("textbox", name="Password now").fill(given)
    page.get_by_role("textbox", name="New password").fill(own)
    page.get_by_role("button", name="Set it").click()
    expect(page.get_by_text("The new password counts from now on.")).to_be_visible()
    store = open_desk(offices).store
    assert authenticate(store, "reader_one", own).identity == "account:reader_one"
    with pytest.raises(NotAllowed):
        authenticate(store, "reader_one", given)


def test_replay_says_held_under_the_lowered_threshold_and_not_under_the_old(page: Page) -> None:
    open_page(page, "replay", "Replay")
    choose(page, "A container of a known case", "SCENARIO-OIG-2006-04 A (scenario)")
    expect(page.get_by_role("heading", name="Why was it held?")).to_be_visible()
    sentence = page.get_by_text("terrorism version 1 scored 32 on arrival, mandatory from 32")
    expect(sentence).to_contain_text("not under the 37 in force before")
    expect(page.get_by_text("a labelled scenario after the OIG review")).to_be_visible()
    expect(page.get_by_role("cell", name="32 (37 before)").first).to_be_visible()


def test_replay_of_an_unknown_container_says_what_a_key_is(page: Page) -> None:
    open_page(page, "replay", "Replay")
    typed = page.get_by_role("textbox", name="or any container trip")
    typed.fill("no such container")
    typed.press("Enter")
    expect(page.get_by_text("has no such synthetic trip")).to_be_visible()


def test_threshold_map_shows_the_five_known_containers(page: Page) -> None:
    open_page(page, "threshold_map", "Threshold map")
    for name in SCENARIOS:
        expect(page.get_by_role("cell", name=name, exact=True)).to_be_visible()
    seattle = page.get_by_role("row", name=SCENARIOS[-1])
    expect(seattle).to_contain_text("Seattle (3001), 2006")
    expect(seattle).to_contain_text("32: selected")
    expect(seattle).to_contain_text("37: not")


def test_small_numbers_of_a_backtest_are_not_given_as_a_share(page: Page) -> None:
    open_page(page, "backtest", "Backtest")
    expect(page.get_by_role("cell", name="not enough evidence (n = ").first).to_be_visible()
    assert page.get_by_role("cell", name="nan").count() == 0
