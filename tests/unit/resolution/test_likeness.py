"""What the shipped minimum score costs and brings, measured on the shipped reference tables."""

import random
import string
from pathlib import Path

import pandas as pd
import pytest

from models.resolution import PlaceWords, PortResolver, normalise_port_text

REFERENCE = Path(__file__).resolve().parents[3] / "data" / "reference"
SEED = 20051001


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(REFERENCE / f"{name}.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def ports() -> pd.DataFrame:
    return table("ports")


@pytest.fixture(scope="module")
def resolver(ports: pd.DataFrame) -> PortResolver:
    """The shipped tables, without the list of other places: their names stand for unknown ones."""
    return PortResolver(ports, table("port_aliases"), PlaceWords(table("place_words")))


def with_one_slip(name: str, chance: random.Random) -> str:
    """A name with a letter added, lost or changed, or with two neighbours swapped."""
    at = chance.randrange(len(name) - 1)
    letter = chance.choice(string.ascii_uppercase)
    slips = (
        name[:at] + letter + name[at:],
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    )
    return chance.choice(slips)


def test_slips_of_the_pen_are_mostly_mended_and_hardly_ever_wrongly(
    ports: pd.DataFrame, resolver: PortResolver
) -> None:
    chance = random.Random(SEED)  # noqa: S311
    foreign = ports.loc[(ports["side"] == "foreign") & (ports["port_name"].str.len() >= 5)]
    planted = [
        (with_one_slip(normalise_port_text(name), chance), code)
        for name, code in zip(foreign["port_name"], foreign["port_code"], strict=True)
        for _ in range(3)
    ]
    found = resolver.resolve([text for text, _ in planted], "foreign")["port_code"]
    right = sum(code == meant for code, (_, meant) in zip(found, planted, strict=True))
    wrong = int(found.notna().sum()) - right
    assert len(planted) > 2000
    assert right / len(planted) > 0.55
    assert wrong / len(planted) < 0.005


def test_names_of_places_unknown_to_the_table_are_hardly_ever_taken_for_a_port(
    resolver: PortResolver,
) -> None:
    names = table("other_places")["name"].tolist()
    found = resolver.resolve(names, "foreign")
    assert len(names) > 2500
    assert (found["method"] == "fuzzy").mean() < 0.01


def test_the_list_of_other_places_leaves_none_of_them_to_likeness(ports: pd.DataFrame) -> None:
    others = table("other_places")
    resolver = PortResolver(
        ports, table("port_aliases"), PlaceWords(table("place_words")), other_places=others
    )
    found = resolver.resolve(others["name"].tolist(), "foreign")
    assert "fuzzy" not in set(found["method"])


@pytest.mark.parametrize(
    ("text", "side", "port_code"),
    [
        ("Port Hueneme, California", "us", "2713"),
        ("New York/Newark Area, Newark, New Jersey", "us", "4601"),
        ("Los Angeles, California", "us", "2704"),
        ("Long Beach, California", "us", "2709"),
        ("Seattle, Washington", "us", "3001"),
        ("Tacoma, Washington", "us", "3002"),
        ("San Juan, Puerto Rico", "us", "4909"),
        ("Wilmington, North Carolina", "us", "1501"),
        ("Puerto Bolivar,Ecuador", "foreign", "33159"),
        ("Puerto Bolivar,Colombia", "foreign", "30121"),
        ("PUERTO BOLIVAR -", "foreign", None),
        ("Anvers,Belgium", "foreign", "42305"),
        ("Barcelona ,Spain", "foreign", "47061"),
        ("Southhampton", "foreign", "41374"),
        ("Ningpo", "foreign", "57020"),
        ("NINGBO", "foreign", "57020"),
        ("Pusan", "foreign", "58023"),
        ("Busan, South Korea", "foreign", "58023"),
        ("Yantian", "foreign", "57078"),
        ("Yantien, China", "foreign", "57078"),
        ("She Kou", "foreign", "57018"),
        ("Shekou, Guangdong, China", "foreign", "57018"),
        ("Chiwan", "foreign", "57067"),
        ("Hong Kong, China", "foreign", "58201"),
        ("Saigon", "foreign", "55224"),
        ("Ho Chi Minh City, Vietnam", "foreign", "55224"),
        ("Kaohsiung, China (Taiwan)", "foreign", "58309"),
        ("Shangai", "foreign", "57035"),
        ("Port of Spain", "foreign", "27431"),
        ("Vancouver, BC", "foreign", "12493"),
        ("Chongqing, China", "foreign", None),
    ],
)
def test_texts_as_they_are_filed(
    text: str, side: str, port_code: str | None, resolver: PortResolver
) -> None:
    assert resolver.resolve([text], side)["port_code"].item() == port_code
