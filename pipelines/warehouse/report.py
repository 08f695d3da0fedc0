"""What a build is about to do and how it ended, as records; nothing is decided or run here."""

from dataclasses import dataclass, field
from datetime import datetime

from pipelines.builds import TouchedMonth
from pipelines.dbt_runs.running import DbtNode


class BuildError(Exception):
    """A build was not green; the message lists what failed.

    Attributes
    ----------
    report
        The whole report of the build.
    """

    def __init__(self, report: "BuildReport") -> None:
        super().__init__(report.failure_text())
        self.report = report


@dataclass(frozen=True)
class BuildPlan:
    """A build that was entered in the ledger and is about to run.

    Attributes
    ----------
    build_id
        Its number in the ledger.
    arguments
        Arguments after ``dbt``.
    as_known_at
        Cut of the data.
    full_refresh_reason
        Why every month is replaced; None for an incremental build.
    kept_from
        Green build whose seeds and views stand as they are, and whose tests hold outside the
        months changed since; None where everything is built and tested.
    last_load_id
        Newest load it takes in; later ones wait for the next build.
    started
        Monotonic seconds.
    """

    build_id: int
    arguments: list[str]
    as_known_at: datetime | None
    full_refresh_reason: str | None
    kept_from: int | None
    last_load_id: int
    started: float


@dataclass(frozen=True)
class BuildReport:
    """How a build ended.

    Attributes
    ----------
    build_id
        Its number in the ledger.
    nodes
        What became of each seed, model and test.
    months
        Months of arrival that were replaced, and why.
    full_refresh_reason
        Why every month was replaced; None for an incremental build.
    seconds
        Wall time.
    dropped
        Tables and views of models that the project no longer has.
    """

    build_id: int
    nodes: list[DbtNode]
    months: list[TouchedMonth]
    full_refresh_reason: str | None
    seconds: float
    dropped: list[str] = field(default_factory=list)

    @property
    def failures(self) -> list[DbtNode]:
        """Nodes that failed; any one of them blocks publishing."""
        return [node for node in self.nodes if node.status in {"fail", "error"}]

    @property
    def warnings(self) -> list[DbtNode]:
        """Tests that warned; they do not block."""
        return [node for node in self.nodes if node.status == "warn"]

    def count(self, kind: str) -> int:
        """Count nodes of a kind (``model``, ``seed``, ``test``) that ended well."""
        good = {"success", "pass", "warn"}
        return sum(node.kind == kind and node.status in good for node in self.nodes)

    def summary(self) -> str:
        """Say in one line what was built."""
        models, tests = self.count("model"), self.count("test")
        why = self.full_refresh_reason
        months = f"{len(self.months)} months of arrival replaced"
        said = f"{models} models, {tests} data tests passed; {months}{f' ({why})' if why else ''}"
        if self.dropped:
            said += f"; dropped, as no model makes it any more: {', '.join(self.dropped)}"
        return said

    def failure_text(self) -> str:
        """Say what failed and what to do, one line a node."""
        lines = [f"Build {self.build_id} is not green: {len(self.failures)} failed."]
        lines += [
            f"  {node.kind} {node.name}: {(node.message or node.status).strip()}"
            for node in self.failures
        ]
        lines.append(
            "Nothing was published and nothing will be until a build is green. The SQL of a failed "
            "test lies in build/dbt/compiled; repair the data or the model, then `tallyman build`."
        )
        return "\n".join(lines)
