import csv
import datetime as dt
import re
import zoneinfo
from collections import Counter
from pathlib import Path

import pytest

from models.resolution import normalise_port_text

REFERENCE = Path(__file__).resolve().parents[3] / "data" / "reference"
COLUMNS = {
    "ports": (
        "port_code,side,port_name,country_code,subdivision,unlocode,region,customs_district,"
        "time_zone,schedule,is_seaport,source"
    ),
    "field_offices": "port_code,field_office,source",
    "port_aliases": "alias,side,port_code,source",
    "place_words": "words,side,country_code,subdivision,source",
    "other_places": "name,side",
    "seasons": "season,opens_on,closes_on",
    "csi_ports": "port_code,operational_on,precision,source",
    "loading_port_eras": "era,port_code,starts_on,starts_precision,source",
    "commodity_chapters": "chapter,title",
    "placeholder_parties": "normalised_name",
    "incident_control_totals": "what,count,source",
    "safe_evidence": "standard,kind,evidence,shows",
    "joint_rules": ("joint_rule_set,version,rule,wording,expression,points,mandatory_score,source"),
}
KEYS = {
    "ports": ("port_code",),
    "field_offices": ("port_code",),
    "port_aliases": ("alias", "side"),
    "place_words": ("words", "side", "country_code"),
    "other_places": ("name", "side"),
    "seasons": ("season",),
    "csi_ports": ("port_code",),
    "loading_port_eras": ("era",),
    "commodity_chapters": ("chapter",),
    "placeholder_parties": ("normalised_name",),
    "incident_control_totals": ("what",),
    "safe_evidence": ("standard", "evidence"),
    "joint_rules": ("joint_rule_set", "version", "rule"),
}


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


PORTS = rows("ports")
PORT_BY_CODE = {row["port_code"]: row for row in PORTS}


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_are_as_documented_and_every_field_is_there(name: str) -> None:
    table = rows(name)
    assert ",".join(table[0]) == COLUMNS[name]
    assert all(None not in row and None not in row.values() for row in table)


@pytest.mark.parametrize("name", KEYS)
def test_keys_are_unique(name: str) -> None:
    keys = Counter(tuple(row[column] for column in KEYS[name]) for row in rows(name))
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("name", [name for name in COLUMNS if "source" in COLUMNS[name]])
def test_every_row_names_its_source(name: str) -> None:
    assert [row for row in rows(name) if not row["source"].strip()] == []


@pytest.mark.parametrize("name", COLUMNS)
def test_every_table_has_a_section_in_sources(name: str) -> None:
    sources = (REFERENCE / "SOURCES.md").read_text(encoding="utf-8")
    assert f"## {name}.csv" in sources


def test_codes_have_the_form_of_their_schedule() -> None:
    form = {"D": ("us", r"\d{4}"), "K": ("foreign", r"\d{5}")}
    for row in PORTS:
        side, pattern = form[row["schedule"]]
        assert row["side"] == side
        assert re.fullmatch(pattern, row["port_code"]), row
        assert re.fullmatch(r"[A-Z]{2}[A-Z2-9]{3}", row["unlocode"]), row
        assert row["unlocode"][:2] == row["country_code"], row


def test_ports_are_complete() -> None:
    for row in PORTS:
        assert row["port_name"].strip()
        assert row["region"].strip()
        assert row["is_seaport"] in {"true", "false"}
        zoneinfo.ZoneInfo(row["time_zone"])
        if row["side"] == "us":
            assert row["customs_district"].strip()
            assert row["country_code"] in {"US", "PR", "VI"}
        else:
            assert row["country_code"] not in {"US", "PR", "VI"}
    sides = Counter(row["side"] for row in PORTS)
    assert sides["us"] >= 80
    assert sides["foreign"] >= 300


def test_a_un_locode_stands_for_one_port_but_for_new_york() -> None:
    shared = Counter(row["unlocode"] for row in PORTS)
    assert {code for code, count in shared.items() if count > 1} == {"USNYC"}


@pytest.mark.parametrize(
    ("port_code", "unlocode", "region"),
    [
        ("57018", "CNSHK", "Pearl River Delta"),
        ("57067", "CNCWN", "Pearl River Delta"),
        ("57078", "CNYTN", "Pearl River Delta"),
        ("58201", "HKHKG", "Hong Kong"),
        ("57035", "CNSHA", "Yangtze Delta"),
        ("57020", "CNNGB", "Yangtze Delta"),
        ("57069", "CNXMN", "Fujian"),
        ("57047", "CNTAO", "Bohai"),
        ("58023", "KRPUS", "Korea"),
        ("58840", "JPUKB", "Japan"),
        ("58309", "TWKHH", "Taiwan"),
        ("42157", "NLRTM", "North Europe"),
        ("2704", "USLAX", "Southern California"),
        ("2709", "USLGB", "Southern California"),
        ("3001", "USSEA", "Puget Sound"),
        ("3002", "USTIW", "Puget Sound"),
    ],
)
def test_ports_that_the_domain_texts_name(port_code: str, unlocode: str, region: str) -> None:
    row = PORT_BY_CODE[port_code]
    assert (row["unlocode"], row["region"]) == (unlocode, region)


def test_shenzhen_has_customs_authority_over_its_ports() -> None:
    district = {row["unlocode"] for row in PORTS if row["customs_district"] == "Shenzhen"}
    assert district >= {"CNYTN", "CNSHK", "CNCWN"}


def test_aliases_are_normalised_and_point_to_ports_of_their_side() -> None:
    for row in rows("port_aliases"):
        assert row["alias"] == normalise_port_text(row["alias"]) != "", row
        assert PORT_BY_CODE[row["port_code"]]["side"] == row["side"], row


def test_an_alias_is_not_another_ports_name() -> None:
    names = {(normalise_port_text(row["port_name"]), row["side"]): row for row in PORTS}
    for row in rows("port_aliases"):
        port = names.get((row["alias"], row["side"]))
        assert port is None or port["port_code"] == row["port_code"], row


def test_place_words_are_normalised_and_cover_the_countries_of_our_ports() -> None:
    words = rows("place_words")
    for row in words:
        assert row["words"] == normalise_port_text(row["words"]) != ""
        assert re.fullmatch(r"[A-Z]{2}", row["country_code"]), row
        assert bool(row["subdivision"]) <= (row["side"] == "us"), row
    places = {(row["side"], row["country_code"]) for row in words}
    assert {(row["side"], row["country_code"]) for row in PORTS} <= places


def test_other_places_are_no_ports_of_ours() -> None:
    ours = {row["alias"] for row in rows("port_aliases")}
    ours |= {normalise_port_text(row["port_name"]) for row in PORTS if row["side"] == "foreign"}
    names = [row["name"] for row in rows("other_places")]
    assert ours.isdisjoint(names)
    assert [name for name in names if name != normalise_port_text(name)] == []


def test_seasons_follow_each_other_from_october_to_may() -> None:
    seasons = [
        (
            int(row["season"]),
            dt.date.fromisoformat(row["opens_on"]),
            dt.date.fromisoformat(row["closes_on"]),
        )
        for row in rows("seasons")
    ]
    assert [season for season, _, _ in seasons] == list(range(1998, 2013))
    for season, opens_on, closes_on in seasons:
        assert opens_on == dt.date(season - 1, 10, 1)
        assert closes_on == dt.date(season, 5, 31)
    for (_, _, closes_on), (_, opens_on, _) in zip(seasons, seasons[1:], strict=False):
        # From 1 June to 30 September there is no season: 122 days, never more, never fewer.
        assert (opens_on - closes_on).days - 1 == 122


def test_chapters_are_01_to_97() -> None:
    assert [row["chapter"] for row in rows("commodity_chapters")] == [
        f"{number:02}" for number in range(1, 98)
    ]


def test_csi_ports_are_foreign_ports_with_a_dated_start() -> None:
    precisions = {"day", "month", "day expected", "by day", "from month"}
    for row in rows("csi_ports"):
        assert PORT_BY_CODE[row["port_code"]]["side"] == "foreign"
        dt.date.fromisoformat(row["operational_on"])
        assert row["precision"] in precisions


def test_shekou_was_no_csi_port_when_its_containers_were_laded() -> None:
    start = {row["port_code"]: row["operational_on"] for row in rows("csi_ports")}
    assert start["57018"] > "2005-04-05"
    assert start["58201"] < "2005-01-01"
    assert start["57035"] < "2006-04-05"


def test_eras_follow_each_other_in_the_order_the_review_tells() -> None:
    eras = rows("loading_port_eras")
    assert [row["era"] for row in eras] == ["Hong Kong", "Busan", "Shenzhen", "Shanghai"]
    starts = [dt.date.fromisoformat(row["starts_on"]) for row in eras]
    assert starts == sorted(starts)
    assert starts[1] == dt.date(2001, 1, 1)  # Hong Kong through the year 2000
    ports = [PORT_BY_CODE[row["port_code"]]["port_name"] for row in eras]
    assert ports == ["Hong Kong", "Busan", "Shekou", "Shanghai"]


def test_control_totals_add_up() -> None:
    totals = {row["what"]: int(row["count"]) for row in rows("incident_control_totals")}
    assert totals["discovered in the United States"] == 23
    assert totals["intercepted abroad"] == 6
    assert (
        totals["discovered at Los Angeles/Long Beach"] + totals["discovered at Seattle/Tacoma"]
        == 23
    )


def test_placeholders_are_normalised() -> None:
    names = [row["normalised_name"] for row in rows("placeholder_parties")]
    assert names == sorted(names)
    assert [name for name in names if name != normalise_port_text(name)] == []
    assert {"TO ORDER", "UNKNOWN"} <= set(names)
