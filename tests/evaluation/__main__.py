"""`make evaluate`: run the committed seeds, write docs/evaluation.md and its plots."""

import argparse
from pathlib import Path

from models.simulation.pattern_worlds_truth import SETTINGS
from tests.evaluation import page, plots
from tests.evaluation.keeping import is_kept
from tests.evaluation.runs import (
    FRESH_SEEDS,
    PROCESSES,
    SMALL_FITS,
    TUNED_SEEDS,
    TUNED_SETTINGS,
    Outcome,
    by_world,
    run,
)

DOCS = page.ROOT / "docs"
ORDER = sorted(SETTINGS, key=lambda name: "no_rising" in name)
"""Settings in the order they are run in: those with numbers to reach come first."""


def main() -> None:
    """Run all worlds, or a few to try it out, and write the page."""
    parser = argparse.ArgumentParser(prog="make evaluate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=len(FRESH_SEEDS), help="fresh seeds a setting")
    parser.add_argument("--small-fits", type=int, default=SMALL_FITS, help="fits for the intervals")
    parser.add_argument("--tuned", action="store_true", help="the seeds tuned on as well")
    parser.add_argument("--kept", action="store_true", help="only the worlds that are kept already")
    parser.add_argument("--processes", type=int, default=PROCESSES, help="at the same time")
    parser.add_argument("--into", type=Path, default=DOCS, help="folder to write to")
    arguments = parser.parse_args()
    tasks = [(name, seed) for name in ORDER for seed in FRESH_SEEDS[: arguments.seeds]]
    if arguments.tuned:
        tasks += [(name, seed) for seed in TUNED_SEEDS for name in TUNED_SETTINGS]
    if arguments.kept:
        tasks = [(name, seed) for name, seed in tasks if is_kept(f"{name}_{seed}")]
    publish(run(tasks, arguments.processes, arguments.small_fits), arguments.into)


def publish(outcome: Outcome, into: Path) -> None:
    """Write tables, plots and the page."""
    folder = into / "evaluation"
    folder.mkdir(parents=True, exist_ok=True)
    outcome.walk.drop(columns="points").round(6).to_csv(folder / "results.csv", index=False)
    fresh_walk, fresh_folds, fresh_rules = (
        part[part["seed"].isin(FRESH_SEEDS)]
        for part in (outcome.walk, outcome.folds, outcome.rules)
    )
    ideas = (Path(__file__).parent / "ideas.md").read_text(encoding="utf-8").strip()
    page.write(into / "evaluation.md", outcome, ideas)
    plots.draw(folder, fresh_walk, fresh_folds, fresh_rules, by_world(fresh_walk))


if __name__ == "__main__":
    main()
