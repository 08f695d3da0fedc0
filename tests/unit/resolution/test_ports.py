import math

import pandas as pd
import pytest

from models.resolution import PlaceWords, PortResolver

PORTS = pd.DataFrame(
    [
        ("33159", "foreign", "Puerto Bolivar", "EC", "", "ECPBO"),
        ("30121", "foreign", "Puerto Bolivar", "CO", "", "COPBO"),
        ("57020", "foreign", "Ningbo", "CN", "", "CNNGB"),
        ("57078", "foreign", "Yantian", "CN", "", "CNYTN"),
        ("57055", "foreign", "Yantai", "CN", "", "CNYNT"),
        ("58201", "foreign", "Hong Kong", "HK", "", "HKHKG"),
        ("24128", "foreign", "Kingston", "JM", "", "JMKIN"),
        ("48001", "foreign", "Aalborg", "DK", "", "DKAAL"),
        ("48002", "foreign", "Aalburg", "NL", "", "NLAAB"),
        ("12493", "foreign", "Vancouver", "CA", "", "CAVAN"),
        ("2704", "us", "Los Angeles", "US", "CA", "USLAX"),
        ("0101", "us", "Portland, Maine", "US", "ME", "USPWM"),
        ("2904", "us", "Portland, Oregon", "US", "OR", "USPDX"),
        ("2908", "us", "Vancouver, Washington", "US", "WA", "USVAN"),
        ("4601", "us", "New York/Newark Area", "US", "", "USNYC"),
        ("1001", "us", "New York", "US", "NY", "USNYC"),
    ],
    columns=["port_code", "side", "port_name", "country_code", "subdivision", "unlocode"],
)
ALIASES = pd.DataFrame(
    [
        ("NINGPO", "foreign", "57020"),
        ("PUERTO DE BOLIVAR COLOMBIA", "foreign", "30121"),
        ("NEW YORK NEWARK AREA NEWARK NEW JERSEY", "us", "4601"),
        ("SAN PEDRO CALIFORNIA", "us", "2704"),
    ],
    columns=["alias", "side", "port_code"],
)
PLACES = PlaceWords(
    pd.DataFrame(
        [
            ("ECUADOR", "foreign", "EC", ""),
            ("COLOMBIA", "foreign", "CO", ""),
            ("PERU", "foreign", "PE", ""),
            ("CHINA", "foreign", "CN", ""),
            ("CHINA", "foreign", "HK", ""),
            ("DENMARK", "foreign", "DK", ""),
            ("MAINE", "us", "US", "ME"),
            ("OREGON", "us", "US", "OR"),
            ("TEXAS", "us", "US", "TX"),
            ("WASHINGTON", "us", "US", "WA"),
            ("CALIFORNIA", "us", "US", "CA"),
            ("NEW JERSEY", "us", "US", "NJ"),
        ],
        columns=["words", "side", "country_code", "subdivision"],
    )
)
OTHER_PLACES = pd.DataFrame([("KINGSTOWN", "foreign")], columns=["name", "side"])
RESOLVER = PortResolver(PORTS, ALIASES, PLACES, other_places=OTHER_PLACES)


def resolved(text: str, side: str, resolver: PortResolver = RESOLVER) -> tuple[str | None, str]:
    row = resolver.resolve([text], side).iloc[0]
    return row["port_code"], row["method"]


@pytest.mark.parametrize(
    ("text", "side", "port_code", "method"),
    [
        ("Ningbo", "foreign", "57020", "exact"),
        ("NINGBO, CHINA", "foreign", "57020", "exact"),
        ("Ningpo", "foreign", "57020", "alias"),
        ("Ningpo, China", "foreign", "57020", "alias"),
        ("Ningboo, China", "foreign", "57020", "fuzzy"),
        ("Los Angeles, California", "us", "2704", "exact"),
        ("los angeles", "us", "2704", "exact"),
        ("Los Angelos, California", "us", "2704", "fuzzy"),
        ("San Pedro, California", "us", "2704", "alias"),
        ("New York/Newark Area, Newark, New Jersey", "us", "4601", "alias"),
        # Codes stand for themselves.
        ("57020", "foreign", "57020", "exact"),
        ("CNYTN", "foreign", "57078", "exact"),
        ("2704", "us", "2704", "exact"),
        # Hong Kong lies in China, and its name is a place too.
        ("Hong Kong, China", "foreign", "58201", "exact"),
    ],
)
def test_exact_then_alias_then_code_then_likeness(
    text: str, side: str, port_code: str, method: str
) -> None:
    assert resolved(text, side) == (port_code, method)


def test_the_country_named_is_binding() -> None:
    assert resolved("Puerto Bolivar,Ecuador", "foreign") == ("33159", "exact")
    assert resolved("PUERTO BOLIVAR, COLOMBIA", "foreign") == ("30121", "exact")
    assert resolved("Puerto de Bolivar, Colombia", "foreign") == ("30121", "alias")
    assert resolved("Puerto Bolivar, Peru", "foreign") == (None, "unresolved")


def test_the_country_named_binds_likeness_too() -> None:
    assert resolved("Puerto Boliwar, Ecuador", "foreign") == ("33159", "fuzzy")
    assert resolved("Ningboo, Denmark", "foreign") == (None, "unresolved")


def test_a_name_of_two_ports_resolves_to_neither() -> None:
    assert resolved("PUERTO BOLIVAR -", "foreign") == (None, "unresolved")
    assert resolved("Puerto Boliwar", "foreign") == (None, "unresolved")


def test_a_name_told_with_its_state_needs_the_state() -> None:
    assert resolved("Portland, Maine", "us") == ("0101", "exact")
    assert resolved("Portland, Oregon", "us") == ("2904", "exact")
    assert resolved("Portland", "us") == (None, "unresolved")
    assert resolved("Portland, Texas", "us") == (None, "unresolved")
    assert resolved("Vancouver", "us") == (None, "unresolved")


def test_an_alias_told_with_its_state_needs_the_state() -> None:
    assert resolved("San Pedro", "us") == (None, "unresolved")


def test_the_sides_do_not_mix() -> None:
    assert resolved("Vancouver", "foreign") == ("12493", "exact")
    assert resolved("Vancouver, Washington", "us") == ("2908", "exact")
    assert resolved("Ningbo", "us") == (None, "unresolved")


def test_a_code_of_two_ports_resolves_to_neither() -> None:
    assert resolved("USNYC", "us") == (None, "unresolved")


def test_two_ports_within_two_points_stay_unresolved() -> None:
    # AALBRG is one letter short of both names: 2 * 6 / 13 = 92.3 of 100 each.
    row = RESOLVER.resolve(["Aalbrg"], "foreign").iloc[0]
    assert (row["port_code"], row["method"]) == (None, "unresolved")
    assert row["score"] == pytest.approx(100 * 2 * 6 / 13)
    assert resolved("Aalbrg, Denmark", "foreign") == ("48001", "fuzzy")


def test_another_places_name_is_not_taken_for_a_similar_port() -> None:
    # 2 * 8 / 17 = 94.1 of 100: near enough, were it not known to be Kingstown.
    assert resolved("Kingstown", "foreign") == (None, "unresolved")
    without = PortResolver(PORTS, ALIASES, PLACES)
    assert resolved("Kingstown", "foreign", without) == ("24128", "fuzzy")


def test_the_score_decides_what_is_near_enough() -> None:
    # YANTXIAN against YANTIAN: 2 * 7 / 15 = 93.3 of 100.
    assert resolved("Yantxian", "foreign") == ("57078", "fuzzy")
    assert RESOLVER.resolve(["Yantxian"], "foreign")["score"].item() == pytest.approx(1400 / 15)
    strict = PortResolver(PORTS, ALIASES, PLACES, minimum_score=94.0)
    assert resolved("Yantxian", "foreign", strict) == (None, "unresolved")


def test_short_names_are_not_guessed() -> None:
    ports = pd.concat(
        [
            PORTS,
            pd.DataFrame([("58840", "foreign", "Kobe", "JP", "", "JPUKB")], columns=PORTS.columns),
        ]
    )
    resolver = PortResolver(ports, ALIASES, PLACES, minimum_score=50.0)
    assert resolved("Kobe", "foreign", resolver) == ("58840", "exact")
    assert resolved("Kobi", "foreign", resolver) == (None, "unresolved")


@pytest.mark.parametrize("text", ["", " - ", "上海"])
def test_a_text_without_letters_is_unresolved(text: str) -> None:
    assert resolved(text, "foreign") == (None, "unresolved")


def test_result_keeps_order_and_text_as_given() -> None:
    frame = RESOLVER.resolve(["Nowhere", "Ningpo", "Ningbo"], "foreign")
    assert frame.columns.tolist() == ["port_text", "side", "port_code", "method", "score"]
    assert frame["port_text"].tolist() == ["Nowhere", "Ningpo", "Ningbo"]
    assert frame["side"].unique().tolist() == ["foreign"]
    assert frame["score"].tolist()[1:] == [100.0, 100.0]
    assert math.isnan(frame["score"].iloc[0])


def test_no_texts_no_rows() -> None:
    assert len(RESOLVER.resolve([], "us")) == 0


def test_an_alias_of_an_unknown_port_is_refused() -> None:
    aliases = pd.DataFrame([("ATLANTIS", "foreign", "99999")], columns=ALIASES.columns)
    with pytest.raises(ValueError, match="'ATLANTIS' .* points to port '99999'"):
        PortResolver(PORTS, aliases, PLACES)
