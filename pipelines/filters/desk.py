"""The desk people work at: the decision store opened, with the shipped filters in it.

Holds what commands and pages need before they ask or change anything, and the two steps that need
both an edition and the store: a version with other points, and submission with its evidence. What
may be decided by whom is `pipelines.decisions`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from models.rules import RuleSet, Vocabulary
from pipelines.decisions import (
    Clock,
    DecisionStore,
    FilterRegister,
    Invalid,
    Lists,
    Thresholds,
    Version,
)
from pipelines.decisions.clock import port_zones
from pipelines.decisions.people import Person
from pipelines.editions import Edition
from pipelines.filters.findings import submission_evidence
from pipelines.rulesets import open_filled_store, read_vocabulary
from pipelines.settings import Settings


@dataclass(frozen=True)
class Desk:
    """What one process works with.

    Attributes
    ----------
    settings, clock, vocabulary
        Paths, the moment taken for now, and what rules may name.
    store, register, thresholds, lists
        The decision store and its parts.
    """

    settings: Settings
    clock: Clock
    vocabulary: Vocabulary
    store: DecisionStore
    register: FilterRegister
    thresholds: Thresholds
    lists: Lists


def open_desk(settings: Settings) -> Desk:
    """Open the decision store, made and filled with the shipped filters where it is absent.

    Parameters
    ----------
    settings
        Paths of the installation.

    Returns
    -------
    Desk
    """
    vocabulary = read_vocabulary(settings.features_yml)
    zones = port_zones(settings.reference)
    store = open_filled_store(settings, vocabulary, zones)
    clock = Clock(settings.clock)
    return Desk(
        settings=settings,
        clock=clock,
        vocabulary=vocabulary,
        store=store,
        register=FilterRegister(store, clock, vocabulary, zones),
        thresholds=Thresholds(store, clock, zones),
        lists=Lists(store, clock),
    )


def newest_version(desk: Desk, rule_set: str) -> Version:
    """Give the version people mean by a rule set's bare name: in force now, else the newest.

    Raises
    ------
    Invalid
        If the register has no such rule set.
    """
    versions = desk.register.versions(rule_set)
    if not versions:
        known = sorted({one.rule_set for one in desk.register.versions()})
        raise Invalid(f"rule set {rule_set!r} is not in the register; there are {', '.join(known)}")
    live = [one for one in versions if desk.register.standing(one) == "in_force"]
    return (live or versions)[-1]


def with_points(
    desk: Desk,
    content: RuleSet,
    points: Mapping[str, int],
    frozen: Mapping[str, bool] | None = None,
) -> RuleSet:
    """Give a version's content with other points; everything is checked again.

    Parameters
    ----------
    desk
        Whose vocabulary the rules are checked against.
    content
        The version to start from.
    points : mapping of str to int
        New points by rule id.
    frozen : mapping of str to bool, optional
        Rules whose points the owner freezes (no proposal moves them), or sets free again.

    Returns
    -------
    RuleSet

    Raises
    ------
    Invalid
        If a rule is not there, or its points would leave their box.
    """
    plain = content.model_dump(mode="json", exclude_defaults=True)
    rules = {rule["id"]: rule for rule in plain["rules"]}
    held = dict(frozen or {})
    unknown = sorted({*points, *held} - set(rules))
    if unknown:
        raise Invalid(
            f"{content.rule_set} has no rule {', '.join(unknown)}; its rules: {', '.join(rules)}"
        )
    for rule, number in points.items():
        low, high = rules[rule]["min_points"], rules[rule]["max_points"]
        if not low <= number <= high:
            raise Invalid(f"{rule}: {number} points lie outside its box {low} to {high}")
        rules[rule]["points"] = number
    for rule, is_frozen in held.items():
        rules[rule]["frozen"] = is_frozen
    return RuleSet.from_mapping(plain, desk.vocabulary)


def mandatory_scores(desk: Desk, version: Version) -> dict[str, int]:
    """Give the mandatory scores in force now at a version's ports, '*' for those not named.

    Raises
    ------
    Invalid
        If there is none at a port the version names.
    """
    ports = [*version.ports]
    if ports == ["*"]:
        ports += sorted({row.port_code for row in desk.thresholds.history(version.rule_set)})
    found = {
        port: row.mandatory
        for port in dict.fromkeys(ports)
        if (row := desk.thresholds.in_force(version.rule_set, port)) is not None
    }
    missing = [port for port in version.ports if port not in found]
    if missing:
        raise Invalid(
            f"{version.subject}: no threshold is in force at {', '.join(missing)}; propose one "
            "first"
        )
    return found


def submit_with_evidence(
    desk: Desk, edition: Edition, person: Person, version: Version, *, revision: int
) -> Version:
    """Submit a draft with its findings, statute checks and traffic figures.

    Parameters
    ----------
    desk
        Where.
    edition
        Traffic the draft is tried on; its newest season.
    person
        The author.
    version
        The draft.
    revision
        The revision the person saw.

    Returns
    -------
    Version
        Submitted; a port filter is in force.
    """
    evidence = submission_evidence(
        edition,
        version.content,
        mandatory_scores(desk, version),
        ports=None if version.ports == ("*",) else version.ports,
    )
    return desk.register.submit(
        person, version.rule_set, version.version, revision=revision, evidence=evidence
    )
