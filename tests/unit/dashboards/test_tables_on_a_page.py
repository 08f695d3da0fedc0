"""A table on a page: what is missing is a dash, and a heading is words a reader knows."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.tables import words


def draw_with_gaps() -> None:
    import pandas as pd

    from dashboards import tables

    tables.draw(
        pd.DataFrame(
            {
                "told": pd.Series(["yes", None], dtype=object),
                "hours": [None, 2.5],
                "rows": pd.array([None, 7], dtype="Int64"),
                "arrived_at": pd.to_datetime(["2006-01-01 08:00", None]),
                "is_held": pd.array([True, None], dtype="boolean"),
            }
        )
    )


def test_a_missing_value_is_a_dash_and_neither_none_nor_nought() -> None:
    page = AppTest.from_function(draw_with_gaps).run()

    assert not page.exception
    (drawn,) = page.dataframe
    assert drawn.proto.placeholder == "–"
    # The cells stay empty, so that they are neither sorted nor added up as 0.
    assert drawn.value["told"].tolist()[0] == "yes"
    assert drawn.value.isna().to_numpy().sum() == 5


def test_a_missing_value_written_out_is_the_same_dash() -> None:
    def write() -> None:
        import pandas as pd

        from dashboards import tables

        tables.write(pd.DataFrame({"told": ["yes", None], "hours": [None, 2.5]}))

    page = AppTest.from_function(write).run()

    assert not page.exception
    assert "None" not in page.table[0].proto.arrow_data.styler.display_values.decode(
        "utf-8", "ignore"
    )


@pytest.mark.parametrize(
    ("column", "heading"),
    [
        ("us_port_code", "U.S. port code"),
        ("vessel_imo", "Vessel IMO"),
        ("weight_kg", "Weight (kg)"),
        ("is_smuggling_hit", "Smuggling hit"),
        ("one_rule_looked_at", "One rule looked at"),
        ("95 % interval", "95 % interval"),
    ],
)
def test_a_column_is_named_in_words(column: str, heading: str) -> None:
    assert words(column) == heading


def test_a_moment_says_whose_clock_it_is_by() -> None:
    page = AppTest.from_function(draw_with_gaps).run()

    assert "Arrived (UTC)" in page.dataframe[0].proto.columns


def test_long_frames_keep_their_order() -> None:
    assert [words(name) for name in pd.DataFrame(columns=["port", "us_port"])] == [
        "Port",
        "U.S. port",
    ]
