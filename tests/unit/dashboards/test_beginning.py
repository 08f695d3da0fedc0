"""A program's page where nothing is registered: what is missing, and what begins it."""

from datetime import date

from dashboards.programs.beginning import missing


def test_it_names_what_is_missing_and_the_command_that_begins_it() -> None:
    said = missing("No port of origin real is registered", "scanning_ports")
    assert said.startswith("No port of origin real is registered: that is unknown, not nought.")
    assert "`scanning_ports`" in said
    assert "`tallyman refresh`" in said
    assert "later day" not in said


def test_of_a_day_chosen_it_says_that_a_later_one_may_have_it() -> None:
    said = missing("No recommendation is registered", "recommendations", date(1995, 1, 1))
    assert "registered by 1995-01-01: that is unknown" in said
    assert "A later day may have it." in said
