import pandas as pd
import pytest

from models.resolution import PlaceWords, PortText, normalise_port_text

WORDS = PlaceWords(
    pd.DataFrame(
        [
            ("CHINA", "foreign", "CN", ""),
            ("CHINA", "foreign", "HK", ""),
            ("HONG KONG", "foreign", "HK", ""),
            ("GUANGDONG", "foreign", "CN", ""),
            ("SPAIN", "foreign", "ES", ""),
            ("WASHINGTON", "us", "US", "WA"),
            ("USA", "us", "US", ""),
        ],
        columns=["words", "side", "country_code", "subdivision"],
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Port Hueneme, California", "PORT HUENEME CALIFORNIA"),
        ("Puerto Bolivar,Ecuador", "PUERTO BOLIVAR ECUADOR"),
        ("Barcelona ,Spain", "BARCELONA SPAIN"),
        ("PUERTO BOLIVAR -", "PUERTO BOLIVAR"),
        ("Göteborg", "GOTEBORG"),
        ("København", "KOBENHAVN"),
        ("Świnoujście", "SWINOUJSCIE"),
        ("Saint John's", "SAINT JOHNS"),
        ("  Ning\tBo ", "NING BO"),
        ("上海", ""),
        (" - ", ""),
    ],
)
def test_texts_come_to_one_form(text: str, expected: str) -> None:
    assert normalise_port_text(text) == expected


def test_normalising_twice_changes_nothing() -> None:
    once = normalise_port_text("New York/Newark Area, Newark, New Jersey")
    assert normalise_port_text(once) == once == "NEW YORK NEWARK AREA NEWARK NEW JERSEY"


def readings(text: str, side: str) -> list[PortText]:
    return list(WORDS.readings(text, side))


def test_the_whole_text_is_read_before_its_end_is_taken_for_a_place() -> None:
    assert readings("PORT OF SPAIN", "foreign") == [
        PortText("PORT OF SPAIN"),
        PortText("PORT OF", frozenset({("ES", "")})),
    ]


def test_a_place_alone_is_a_name() -> None:
    assert readings("HONG KONG", "foreign") == [PortText("HONG KONG")]


def test_places_one_after_another_narrow_each_other_down() -> None:
    assert readings("CHIWAN GUANGDONG CHINA", "foreign")[-1] == PortText(
        "CHIWAN", frozenset({("CN", "")})
    )


def test_places_that_contradict_stop_the_reading() -> None:
    # Spain is not in China: the name keeps the word that cannot be a place here.
    assert readings("SHEKOU SPAIN CHINA", "foreign")[-1].name == "SHEKOU SPAIN"


def test_words_of_one_side_mean_nothing_on_the_other() -> None:
    assert readings("VANCOUVER WASHINGTON", "foreign") == [PortText("VANCOUVER WASHINGTON")]


def test_a_state_and_its_country_keep_the_state() -> None:
    last = readings("TACOMA WASHINGTON USA", "us")[-1]
    assert last == PortText("TACOMA", frozenset({("US", "WA")}))
    assert last.admits("US", "WA")
    assert not last.admits("US", "OR")


def test_a_port_that_serves_two_states_is_admitted_by_either() -> None:
    assert PortText("NEWARK", frozenset({("US", "NJ")})).admits("US", "")
    assert not PortText("NEWARK", frozenset({("US", "NJ")})).admits("PR", "")
