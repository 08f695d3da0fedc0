"""Each page opens in a browser, says what it shows, and prints the edition's own numbers."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pipelines.editions import open_edition
from pipelines.settings import Settings
from tests.browser.conftest import (
    DRAWING_MILLISECONDS,
    TAKES_SCREENSHOTS,
    TURN_MILLISECONDS,
    wait_until_drawn,
)

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "docs" / "screenshots"
PAGES = {
    "overview": ("", "Overview"),
    "measures": ("measures", "Measures"),
    "clearance_times": ("clearance_times", "Clearance times"),
    "advance_data": ("advance_data", "Advance data"),
    "incidents": ("incidents", "Incidents and ladder"),
    "random_lane": ("random_lane", "Random lane"),
    "commonalities": ("commonalities", "Commonalities"),
    "port_shift": ("port_shift", "Port-shift watch"),
    "parties": ("parties", "Parties"),
    "proposal": ("proposal", "Proposal"),
    "season_backtest": ("season_backtest", "Season backtest"),
    "model_card": ("model_card", "Model card"),
    "ledger": ("ledger", "Ledger"),
    "catalogue": ("catalogue", "Catalogue"),
    "data_quality": ("data_quality", "Data quality"),
    "filters": ("filters", "Filters"),
    "what_if": ("what_if", "What if"),
    "replay": ("replay", "Replay"),
    "threshold_map": ("threshold_map", "Threshold map"),
    "backtest": ("backtest", "Backtest"),
    "practice": ("practice", "Filters in practice"),
    "all_programs": ("all_programs", "Programs"),
    "csi": ("csi", "Container Security Initiative (CSI)"),
    "ctpat": ("ctpat", "C-TPAT"),
    "international": ("international", "International standards"),
    "recommendations": ("recommendations", "Recommendations"),
    "scanning": ("scanning", "Scanning abroad (SFI, Megaports)"),
    "vessels": ("vessels", "Vessel assessment (ITAG)"),
}
SHOWN_REAL = {
    "csi", "ctpat", "international", "recommendations", "scanning", "vessels",
}  # fmt: skip
"""Pages that show real records first."""
DRAWN_SYNTHETIC = {"csi", "ctpat", "international", "scanning", "vessels"}
"""Of those, the ones that have more to draw of the synthetic stream."""
BOTH, SYNTHETIC, REAL = "Real and synthetic.", "Synthetic.", "Real records."
SHOWN_BOTH = {
    "overview", "incidents", "commonalities", "proposal", "ledger", "data_quality", "practice",
    "all_programs",
}  # fmt: skip
"""Pages that show real records and the synthetic stream, section by section."""
PAGE_MILLISECONDS = 60_000

pytestmark = pytest.mark.browser


def sources_digest() -> str:
    """One hash over everything that decides how a page looks."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "dashboards").rglob("*.py")):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def open_page(page: Page, path: str, title: str) -> None:
    page.goto(f"/{path}", timeout=PAGE_MILLISECONDS)
    expect(page.get_by_role("heading", name=title, exact=True).first).to_be_visible(
        timeout=PAGE_MILLISECONDS
    )
    wait_until_drawn(page)


def turn_to_synthetic(page: Page) -> None:
    page.get_by_role("radio", name="synthetic").or_(
        page.get_by_role("button", name="synthetic")
    ).first.click()
    expect(page.get_by_test_id("stAlert").first).to_contain_text(SYNTHETIC)
    wait_until_drawn(page)


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_says_its_edition_and_shows_no_error(
    page: Page, small_world: Settings, name: str
) -> None:
    path, title = PAGES[name]
    open_page(page, path, title)
    edition = open_edition(small_world.editions)

    expect(page.get_by_text(f"Edition {edition.id}").first).to_be_visible()
    expect(page.get_by_text("as known at").first).to_be_visible()
    said = BOTH if name in SHOWN_BOTH else REAL if name in SHOWN_REAL else SYNTHETIC
    expect(page.get_by_test_id("stAlert").first).to_contain_text(said)
    if name in DRAWN_SYNTHETIC:
        expect(page.get_by_text("Real records:").first).to_be_visible()
        turn_to_synthetic(page)
    assert page.get_by_test_id("stException").count() == 0

    if TAKES_SCREENSHOTS:
        take_screenshot(page, name)
    assert len(page.screenshot()) > 20_000


def take_screenshot(page: Page, name: str) -> None:
    """Keep a picture of the whole page, and which pages it was taken from."""
    height = page.evaluate(
        "Math.max(...[...document.querySelectorAll('[data-testid=stMain]')]"
        ".map(e => e.scrollHeight))"
    )
    page.set_viewport_size({"width": 1440, "height": min(int(height) + 40, 2600)})
    page.wait_for_timeout(DRAWING_MILLISECONDS)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
    (SCREENSHOTS / "taken_from.json").write_text(
        json.dumps({"dashboards_sha256": sources_digest()}, indent=2) + "\n", encoding="utf-8"
    )


def test_measure_on_the_page_is_the_edition_s_and_its_rows_are_listed(
    page: Page, small_world: Settings
) -> None:
    with open_edition(small_world.editions).connect() as connection:
        numerator, title = connection.execute(
            "select numerator, title from published.measures where measure = 'S8.1a' "
            "and unit = 'container_trip' and period_kind = 'season' and port_code = '*' "
            "and origin = 'synthetic' order by period desc limit 1"
        ).fetchone()
    open_page(page, "measures", "Measures")
    expect(page.get_by_role("heading", name=re.compile(r"^S8\.1a"))).to_contain_text(title)
    expect(page.get_by_text(f"Rows behind the numerator: {numerator:,}")).to_be_visible()


def test_the_catalogue_is_searched_read_and_says_who_set_the_target(page: Page) -> None:
    open_page(page, "catalogue", "Catalogue")
    expect(page.get_by_role("heading", name=re.compile(r"^S8\.1a"))).to_be_visible()
    search = page.get_by_role("textbox", name="Search")
    search.fill("actual LADING bulk")
    search.press("Enter")
    expect(page.get_by_role("heading", name=re.compile(r"^A24 "))).to_be_visible()
    expect(page.get_by_text("Against lading, not departure.")).to_be_visible()
    expect(page.get_by_text("Came with the platform, taken over on").first).to_be_visible()
    expect(page.get_by_text("19 CFR 4.7(b)(2)").first).to_be_visible()
    expect(page.get_by_role("heading", name="Vocabulary map")).to_be_visible()
    expect(page.get_by_text("A container opened, emptied and looked through")).to_be_visible()
    search.fill("no measure has these words")
    search.press("Enter")
    expect(page.get_by_text("No measure has all of these words.")).to_be_visible()


def test_threshold_slider_changes_the_exams_it_costs(page: Page) -> None:
    open_page(page, "proposal", "Proposal")
    selected = page.get_by_test_id("stMetricValue").first
    before = int(selected.inner_text().replace(",", ""))
    slider = page.get_by_role("slider").first
    threshold = int(slider.input_value())
    slider.focus()
    for _ in range(5):
        slider.press("ArrowLeft")
    expect(slider).to_have_value(str(threshold - 5))
    expect(selected).not_to_have_text(f"{before:,}")
    page.wait_for_timeout(TURN_MILLISECONDS)
    wait_until_drawn(page)
    assert int(selected.inner_text().replace(",", "")) > before


def test_committed_screenshots_were_taken_from_these_pages() -> None:
    taken_from = json.loads((SCREENSHOTS / "taken_from.json").read_text(encoding="utf-8"))
    assert {path.stem for path in SCREENSHOTS.glob("*.png")} == set(PAGES)
    assert taken_from["dashboards_sha256"] == sources_digest(), (
        "the pages changed since the screenshots were taken; type: make screenshots"
    )


def test_a_programs_page_keeps_real_and_synthetic_apart(page: Page, small_world: Settings) -> None:
    open_page(page, "csi", "Container Security Initiative (CSI)")
    edition = open_edition(small_world.editions)
    with edition.connect() as con:
        (counted, known) = con.execute(
            "select numerator, denominator - n_unknown from published.program_figures "
            "where figure = 'CSI.coverage.laded' and period = '2006' and period_kind = 'season' "
            "and subject = '*' and origin = 'synthetic'"
        ).fetchone() or (None, None)

    expect(page.get_by_text("Real records:").first).to_be_visible()
    turn_to_synthetic(page)
    expect(page.get_by_text(f"{counted:,} of {known:,}").first).to_be_attached()
    expect(page.get_by_text("tallyman pack csi").first).to_be_attached()


def test_the_model_card_of_real_records_stands_under_no_synthetic_heading(page: Page) -> None:
    open_page(page, "model_card", "Model card")
    heading = page.get_by_test_id("stAlert").first
    expect(heading).to_contain_text(SYNTHETIC)
    page.get_by_test_id("stRadio").get_by_text("Real", exact=True).click()
    expect(heading).to_contain_text(REAL)
    wait_until_drawn(page)
    expect(page.get_by_text("no real traffic to compare with").first).to_be_visible()
    assert page.get_by_text("no figure here describes real traffic").count() == 0


def test_sections_of_a_page_that_shows_both_are_marked(page: Page) -> None:
    open_page(page, "overview", "Overview")
    marks = page.get_by_test_id("stMarkdownBadge").or_(page.locator(".stMarkdownBadge"))
    # Season and arrivals, then the incidents that happened, then the rows of either.
    told = ["synthetic", "synthetic", "real records", "real records", "synthetic"]
    expect(marks).to_contain_text(told)


def test_a_share_on_the_overview_is_of_what_is_known(page: Page, small_world: Settings) -> None:
    with open_edition(small_world.editions).connect() as con:
        (hit, among, unknown) = con.execute(
            "select numerator, denominator, n_unknown from published.measures where measure in "
            "('S8.1a', 'S8.1b', 'S8.2', 'S8.3') and unit = 'container_trip' and port_code = '*' "
            "and period_kind = 'season' and origin = 'synthetic' and view = 'cohort' "
            "order by period desc, n_unknown desc limit 1"
        ).fetchone() or (None, None, None)
    open_page(page, "overview", "Overview")
    assert unknown > 0
    expect(
        page.get_by_text(f"{hit:,} of {among - unknown:,} known, {unknown:,} unknown")
    ).to_be_visible()
    assert page.get_by_text(f"{hit:,} of {among:,} ").count() == 0


@pytest.mark.parametrize(("path", "title"), [("proposal", "Proposal"), ("what_if", "What if")])
def test_a_season_in_whole_weeks_says_so_beside_the_count_by_day(
    page: Page, small_world: Settings, path: str, title: str
) -> None:
    """Days from 1 October to 31 May; weeks from Monday, by the month their Monday lies in."""
    with open_edition(small_world.editions).connect() as con:
        arrived = "from marts.fct_container_trips where origin = 'synthetic' and is_in_scope and "
        by_day, by_week = (
            con.execute(f"select count(*) {arrived} {day} between ? and ?", ends).fetchone()[0]
            for day, ends in (
                ("arrival_date", ["2005-10-01", "2006-05-31"]),
                ("date_trunc('week', arrival_date)", ["2005-10-01", "2006-05-31"]),
            )
        )
    open_page(page, path, title)
    assert by_day != by_week
    expect(page.get_by_text(f"of {by_week:,} container trips").first).to_be_visible()
    expect(
        page.get_by_text(
            f"Counted in whole weeks: a week belongs to the season its Monday lies in. "
            f"By day of arrival, as Measures counts, it is {by_day:,}."
        )
    ).to_be_visible()


def test_no_title_of_a_large_figure_is_cut_on_a_narrow_page(page: Page) -> None:
    page.set_viewport_size({"width": 1024, "height": 1000})
    open_page(page, "clearance_times", "Clearance times")
    expect(page.get_by_test_id("stMetric")).to_have_count(6)
    for part in ("stMetricLabel", "stMetricValue"):
        cut = page.get_by_test_id(part).evaluate_all(
            "parts => parts.flatMap(part => [part, ...part.querySelectorAll('*')])"
            ".filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)"
            ".map(one => one.textContent)"
        )
        assert cut == []
