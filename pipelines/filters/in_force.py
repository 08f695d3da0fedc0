"""What was in force at a port at a moment: the version of a rule set, or why none; the thresholds.

Reads the decision store's own records through its one definition of a version's time
(``pipelines.decisions.versions``). What a container scored under them is ``replay``.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipelines.decisions.register import FilterRegister
from pipelines.decisions.thresholds import Thresholds, in_force_at
from pipelines.decisions.versions import Version, period_at
from pipelines.filters.explanation import ThresholdThen


def version_at(versions: Sequence[Version], port: str, moment: datetime) -> Version | None:
    """Find the version of a rule set in force at a port at a moment; None where none is."""
    for version in versions:
        period = period_at(version, port, versions)
        if period and period[0] <= moment and (period[1] is None or moment < period[1]):
            return version
    return None


def why_none(versions: Sequence[Version], port: str, moment: datetime) -> str:
    """Say why no version of a rule set was in force at a port at a moment."""
    periods = [
        (version, period)
        for version in versions
        if (period := period_at(version, port, versions)) is not None
    ]
    over = [(version, end) for version, (_, end) in periods if end is not None and end <= moment]
    if over:
        version, end = max(over, key=lambda found: found[1])
        ended = "been withdrawn" if version.withdrawn_at == end else "expired"
        return f"version {version.version} had {ended} on {end:%Y-%m-%d %H:%M} UTC"
    coming = [(start, version) for version, (start, _) in periods if start > moment]
    if coming:
        start, version = min(coming, key=lambda found: found[0])
        return (
            f"no version in force yet; version {version.version} came into force on "
            f"{start:%Y-%m-%d %H:%M} UTC"
        )
    approved = [version for version in versions if version.in_force_from is not None]
    if approved:
        ports = sorted({port for version in approved for port in version.ports})
        return f"not for port {port}; for {', '.join(ports)} only"
    return "no version has ever been approved"


def thresholds_at(
    register: FilterRegister, rule_set: str, port: str, moment: datetime
) -> ThresholdThen | None:
    """Find the thresholds in force at a port, and the mandatory score before them."""
    rows = Thresholds(register.store, register.clock, register.zones).history(rule_set)
    found = in_force_at(rows, port, moment)
    if found is None or found.in_force_from is None:
        return None
    before = in_force_at(rows, port, found.in_force_from - timedelta(microseconds=1))
    return ThresholdThen(
        port_code=found.port_code,
        mandatory=found.mandatory,
        review=found.review,
        since=found.in_force_from,
        precision=found.effective_precision,
        reason=found.reason,
        approver=found.approver,
        previous_mandatory=None if before is None else before.mandatory,
    )
