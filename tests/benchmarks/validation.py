"""Validation of a rule set of a hundred rules, from plain data to its findings."""

import sys
from typing import Any

from models.rules import RuleSet
from models.rules.findings import structural_findings
from models.rules.statute import statute_checks
from pipelines.rulesets import read_vocabulary
from pipelines.settings import Settings
from tests.benchmarks import hundred_rules
from tests.benchmarks.measuring import Line, in_own_process, medians, report
from tests.benchmarks.worlds import REPEATS, Size

HIGH_RISK = 37


def run(size: Size) -> list[Line]:  # noqa: ARG001  a rule set is as large at every size
    """Measure reading, checking and compiling the rules, and what is found odd in them."""
    found = medians([in_own_process(__name__, "ours") for _ in range(REPEATS)])
    what = f"validation of {found.answer['rules']} rules, {found.answer['findings']} findings"
    return [Line(what, found.seconds, None, "< 1 s", found.peak_mib, unit="ms")]


def validate(content: dict[str, object], vocabulary: Any) -> dict[str, int]:
    """Check every expression, then look for what is odd and what the statute forbids."""
    rule_set = RuleSet.from_mapping(content, vocabulary)
    findings = (*structural_findings(rule_set), *statute_checks(rule_set, HIGH_RISK))
    return {"rules": len(rule_set.rules), "findings": len(findings)}


if __name__ == "__main__":
    if sys.argv[1:] == ["ours"]:
        columns = read_vocabulary(Settings().features_yml)
        report(lambda: validate(hundred_rules.content(), columns))
