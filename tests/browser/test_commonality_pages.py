"""Commonalities and the port-shift watch in a browser: cards, export, the rows behind."""

import csv

import pytest
from playwright.sync_api import Page, expect

from pipelines.editions import incident_traits, open_edition, port_watch
from pipelines.settings import Settings
from tests.browser.test_pages import open_page

pytestmark = pytest.mark.browser


def test_cards_say_what_the_edition_says_and_are_exported(
    page: Page, small_world: Settings
) -> None:
    edition = open_edition(small_world.editions)
    rows = incident_traits.read_commonalities(edition, "synthetic")
    open_page(page, "commonalities", "Commonalities")
    first = rows[0]
    expect(page.get_by_text(first["wording"], exact=True).first).to_be_visible()
    with_it = f"{first['incident_containers_with']} of {first['incident_containers']} incident"
    expect(page.get_by_text(with_it).first).to_be_visible()
    expect(page.get_by_text(first["verdict"], exact=True).first).to_be_visible()

    with page.expect_download() as started:
        page.get_by_role("button", name="Export (CSV)").click()
    with started.value.path().open(newline="", encoding="utf-8") as file:
        exported = list(csv.DictReader(file))
    every = incident_traits.read_commonalities(edition, "synthetic", era="all")
    assert [(row["era"], row["trait"]) for row in exported] == [
        (row["era"], row["trait"]) for row in every
    ]
    assert {(row["origin"], row["edition"]) for row in exported} == {("synthetic", edition.id)}


def test_the_number_compared_and_the_command_are_of_the_kind_chosen(
    page: Page, small_world: Settings
) -> None:
    edition = open_edition(small_world.editions)
    open_page(page, "commonalities", "Commonalities")
    expect(page.get_by_text("tallyman commonalities", exact=True).first).to_be_visible()

    page.get_by_role("combobox", name="Show").click()
    page.get_by_role("option", name="traits", exact=True).click()
    with edition.connect() as con:
        (compared, of_both) = con.execute(
            "select count(*) filter (kind = 'trait'), count(*) from published.commonalities "
            "where origin = 'synthetic' and era = '*' and holm_p_value is not null"
        ).fetchone() or (None, None)
    expect(page.get_by_text(f"{compared} traits compared")).to_be_visible()
    expect(page.get_by_text(f"for the {of_both} traits and pairs compared")).to_be_visible()
    expect(page.get_by_text("tallyman commonalities --kind trait", exact=True)).to_be_visible()
    listed = incident_traits.read_commonalities(edition, "synthetic", kind="trait")
    expect(page.get_by_text(f"All {len(listed)} traits looked at")).to_be_visible()


def test_real_incidents_are_shown_without_a_comparison(page: Page) -> None:
    open_page(page, "commonalities", "Commonalities")
    page.get_by_role("tab", name="Real incidents").click()
    expect(page.get_by_text("no comparison traffic").first).to_be_visible()
    expect(page.get_by_text("China | mainland China")).to_be_visible()


def test_the_watch_says_how_much_was_looked_at_and_lists_the_rows_behind(
    page: Page, small_world: Settings
) -> None:
    edition = open_edition(small_world.editions)
    season = port_watch.read_seasons(edition, "synthetic")[0]
    periods = port_watch.read_periods(edition, "synthetic", season)
    open_page(page, "port_shift", "Port-shift watch")
    compared = sum(row["compared"] for row in periods)
    expect(page.get_by_text(f"{compared:,}", exact=True).first).to_be_visible()
    expect(page.get_by_role("heading", name="What was looked at")).to_be_visible()

    page.get_by_role("combobox", name="List").click()
    page.get_by_role("option", name="no clear rise").click()
    rows = port_watch.read_watch(edition, "synthetic", season, state="no clear rise")
    strongest = max(rows, key=lambda row: row["z"])
    expect(
        page.get_by_text(f"{strongest['containers_with']:,} containers behind the first row")
    ).to_be_visible()
    expect(page.get_by_text("tallyman ports rows")).to_be_visible()
