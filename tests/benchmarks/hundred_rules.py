"""A hundred rules over the vocabulary, spelled for each engine, and random rows to try them on."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from models.rules import RuleSet
from pipelines.rulesets import read_vocabulary
from tests.benchmarks.worlds import ROOT

N_RULES = 100
PORTS = ["CNSHK", "CNCWN", "CNYTN", "CNSHA", "HKHKG", "KRPUS", "TWKHH", "SGSIN", "JPTYO", "DEHAM"]
CARRIERS = ["COSU", "NYKS", "MAEU", "EVRG", "HJSC", "APLU", "OOLU", "MSCU"]
CHAPTERS = [f"{chapter:02d}" for chapter in range(39, 97)]


@dataclass(frozen=True)
class Test:
    """A column held against a value: ``<`` and ``>`` numbers, ``=`` and ``in`` texts, flags."""

    column: str
    operator: str
    value: float | str | list[str] | bool

    def rule_language(self) -> str:
        """As an officer writes it."""
        if isinstance(self.value, bool):
            return self.column
        if isinstance(self.value, list):
            return f"{self.column} in ({', '.join(map(repr, self.value))})"
        return f"{self.column} {self.operator} {self.value!r}"

    def pandas(self) -> str:
        """As ``DataFrame.eval`` reads it."""
        return f"({self.column} {'==' if self.operator == '=' else self.operator} {self.value!r})"

    def rule_engine(self) -> str:
        """As the PyPI package rule-engine reads it; it compares no number with null."""
        value = str(self.value).lower() if isinstance(self.value, bool) else repr(self.value)
        test = f"{self.column} {'==' if self.operator == '=' else self.operator} {value}"
        return f"({self.column} != null and {test})" if self.operator in "<>" else f"({test})"


NUMBERS = [
    *(Test("weight_kg", "<", 2000.0 * step) for step in range(1, 6)),
    *(Test("description_length", "<", 6 + 3 * step) for step in range(4)),
    *(Test("weight_to_usual_ratio", "<", step / 10) for step in range(2, 7)),
    *(Test("weight_mismatch_share", ">", step / 10) for step in range(1, 5)),
    *(Test("hours_filed_before_lading", "<", 24 + 6 * step) for step in range(4)),
    *(Test("transit_days", ">", 12 + 2 * step) for step in range(4)),
    Test("amendment_count", ">", 1),
    Test("foreign_call_count", ">", 2),
    Test("bill_count", ">", 3),
]
TRAITS = [
    *(Test("port_of_lading", "=", port) for port in PORTS),
    *(Test("place_of_receipt", "in", PORTS[first : first + 3]) for first in range(0, 8, 2)),
    *(Test("carrier_code", "=", carrier) for carrier in CARRIERS),
    *(Test("commodity_chapter", "in", CHAPTERS[first::9]) for first in range(4)),
    *(
        Test(name, "=", True)
        for name in (
            "is_soft_top", "is_reefer", "is_seal_missing", "is_placeholder_party",
            "is_first_time_consignee", "is_first_time_shipper", "is_nvocc_house_bill",
            "is_late_manifest", "has_hazmat", "is_entry_linked",
        )
    ),
]  # fmt: skip


def rules() -> list[tuple[tuple[Test, ...], int]]:
    """A hundred rules, each one test or two of which both must hold, with their points."""
    singles = [(test,) for test in (*NUMBERS[::2], *TRAITS[::2])]
    pairs = [
        (NUMBERS[place % len(NUMBERS)], TRAITS[(7 * place) % len(TRAITS)])
        for place in range(N_RULES - len(singles))
    ]
    return [(tests, place % 11 - 2) for place, tests in enumerate([*singles, *pairs])]


def content() -> dict[str, object]:
    """The rules as a rule set that is still to be validated."""
    return {
        "rule_set": "hundred",
        "version": 1,
        "title": "A hundred rules",
        "owner_role": "benchmark",
        "risk": "benchmark",
        "labelled": "illustrative",
        "rules": [
            {
                "id": f"rule_{place}",
                "wording": f"Rule {place}",
                "expression": " and ".join(test.rule_language() for test in tests),
                "points": points,
                "sign": 0,
                "min_points": -50,
                "max_points": 50,
                "kind": "trait",
                "source": "chosen",
            }
            for place, (tests, points) in enumerate(rules())
        ],
    }


def rule_set() -> RuleSet:
    """The rules, validated against the platform's own vocabulary."""
    features_yml = ROOT / "dbt" / "models" / "intermediate" / "features" / "_features.yml"
    return RuleSet.from_mapping(content(), read_vocabulary(features_yml))


def features_file(trips: int) -> Path:
    """A DuckDB file with a table ``features`` of random container trips; made once."""
    path = ROOT / "build" / "bench" / f"features_{trips}.duckdb"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        frame = random_features(trips)
        with duckdb.connect(str(path)) as connection:
            connection.register("frame", frame)
            connection.execute("create table features as select * from frame")
    return path


def random_features(trips: int) -> pd.DataFrame:
    """Random values of every column the rules read, one in twenty of them unknown."""
    draw = np.random.default_rng(20060405)
    columns: dict[str, object] = {"trip": np.arange(trips)}
    for name, values in (
        ("weight_kg", draw.gamma(6, 2500, trips)),
        ("weight_to_usual_ratio", draw.gamma(9, 1 / 9, trips)),
        ("weight_mismatch_share", draw.beta(1, 12, trips)),
        ("hours_filed_before_lading", draw.gamma(5, 10, trips)),
        ("transit_days", draw.gamma(14, 1, trips)),
        ("description_length", draw.integers(3, 120, trips).astype(float)),
        ("amendment_count", draw.poisson(0.4, trips).astype(float)),
        ("foreign_call_count", draw.integers(1, 5, trips).astype(float)),
        ("bill_count", (1 + draw.poisson(0.5, trips)).astype(float)),
    ):
        columns[name] = np.where(draw.random(trips) < 0.05, np.nan, values)
    for name, texts in (
        ("port_of_lading", PORTS),
        ("place_of_receipt", PORTS),
        ("carrier_code", CARRIERS),
        ("commodity_chapter", CHAPTERS),
    ):
        columns[name] = draw.choice(np.array([*texts, None], dtype=object), trips)
    flags = [test.column for test in TRAITS if isinstance(test.value, bool)]
    for name in flags:
        states = np.array([True, False, None], dtype=object)
        columns[name] = draw.choice(states, trips, p=[0.06, 0.89, 0.05])
    return pd.DataFrame(columns)
