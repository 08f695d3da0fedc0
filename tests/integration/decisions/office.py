"""A small office for the tests of the decision store: people, a rule set, ways to decide."""

from datetime import UTC, datetime

from models.rules import RuleSet, Vocabulary, VocabularyColumn
from pipelines.decisions import (
    Clock,
    DecisionStore,
    FilterRegister,
    Person,
    Thresholds,
    Version,
    add_os_person,
    grant,
    os_person,
    person_of,
)

VOCABULARY = Vocabulary.from_columns(
    [
        VocabularyColumn("is_soft_top", "boolean"),
        VocabularyColumn("weight_kg", "double"),
        VocabularyColumn("port_of_lading", "varchar"),
        VocabularyColumn("importer_ctpat_tier", "integer"),
        VocabularyColumn("other_ctpat_sector", "varchar"),
    ]
)
EVIDENCE = {"findings": [], "statute": [], "traffic": {"containers": 1200}}
SOFT_TOP = {
    "id": "soft_top",
    "wording": "Soft top",
    "expression": "is_soft_top",
    "points": 12,
    "sign": 1,
    "min_points": 0,
    "max_points": 25,
    "kind": "trait",
    "source": "chosen",
}
GRANTS = {
    "author_one": [("author", "*")],
    "author_two": [("author", "*")],
    "approver_one": [("approver", "*")],
    "approver_two": [("approver", "*")],
    "both": [("author", "*"), ("approver", "*")],
    "seattle": [("author", "3001"), ("author", "3002")],
    "los_angeles": [("author", "2704"), ("author", "2709")],
    "seattle_approver": [("approver", "3001"), ("approver", "3002")],
    "viewer": [("viewer", "*")],
}


def rule_set(name: str = "smuggling", points: int = 12, **changes: object) -> RuleSet:
    """One rule; the version's number is given by the store."""
    content: dict[str, object] = {
        "rule_set": name,
        "version": 1,
        "title": "Smuggling",
        "owner_role": "targeting",
        "risk": "human_smuggling",
        "labelled": "illustrative",
        "rules": [{**SOFT_TOP, "points": points}],
    }
    return RuleSet.from_mapping({**content, **changes}, VOCABULARY)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


APRIL_7 = utc(2006, 4, 7, 12)


def fill(store: DecisionStore) -> None:
    """Add the people of the office with their roles."""
    keeper = os_person(store)
    for name, grants in GRANTS.items():
        add_os_person(store, keeper, name, reason="works here")
        for role, port in grants:
            grant(store, keeper, f"os:{name}", role, port, reason="works here")


class Office:
    """People deciding on filters in one store."""

    def __init__(self, store: DecisionStore, moment: datetime = APRIL_7) -> None:
        self.store = store
        self.moment = moment

    @property
    def register(self) -> FilterRegister:
        return FilterRegister(self.store, Clock(self.moment), VOCABULARY)

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(self.store, Clock(self.moment))

    @property
    def keeper(self) -> Person:
        return os_person(self.store)

    def __getitem__(self, name: str) -> Person:
        return person_of(self.store, f"os:{name}")

    def draft(self, author: str = "author_one", points: int = 12, **terms: object) -> Version:
        name = terms.pop("name", "smuggling")
        terms = {"track": "national", "ports": ("*",), "reason": "an incident", **terms}
        return self.register.draft(self[author], rule_set(name, points), **terms)

    def submit(self, version: Version, author: str = "author_one") -> Version:
        return self.register.submit(
            self[author],
            version.rule_set,
            version.version,
            revision=version.revision,
            evidence=EVIDENCE,
        )

    def approve(self, version: Version, approver: str = "approver_one") -> Version:
        return self.register.approve(
            self[approver],
            version.rule_set,
            version.version,
            revision=version.revision,
            reason="agreed",
        )

    def withdraw(self, version: Version, person: str = "approver_one") -> Version:
        return self.register.withdraw(
            self[person],
            version.rule_set,
            version.version,
            revision=version.revision,
            reason="no longer needed",
        )

    def national(self, points: int = 12, **terms: object) -> Version:
        """Draft, submit and approve a national version."""
        return self.approve(self.submit(self.draft(points=points, **terms)))

    def port_filter(
        self, author: str = "seattle", ports: tuple[str, ...] = ("3001",), **terms: object
    ) -> Version:
        """Draft and submit a port filter."""
        terms = {"name": "quick_filter", **terms}
        return self.submit(self.draft(author, track="port", ports=ports, **terms), author)
