# One line a target. `make run` and `make test` set up what they need by themselves.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup run test check dashboard dagster bench evaluate evaluate-intervals evaluate-streams hand-worked filters-page docs screenshots lock clean

help:  ## what can be typed
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: build/.setup  ## virtual environment from the hashed lock, dbt parsed

build/.setup: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	mkdir -p build && touch $@

run: setup  ## synthetic stream and real incident history to a published edition, with figures
	$(BIN)/tallyman simulate
	$(BIN)/tallyman refresh

# files in their order: those that build whole worlds first, the many quick ones fill up at the end
test: setup  ## the whole test suite, a process a core
	$(BIN)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder

check: setup  ## lint, types, layers, SQL format, docs
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfmt --check dbt
	$(BIN)/python -m pytest -q tests/docs

dashboard: setup  ## the pages, on the current edition
	$(BIN)/streamlit run dashboards/app.py

dagster: setup  ## the Dagster UI on the same definitions
	mkdir -p build/dagster && cp pipelines/dagster.yaml build/dagster/ && DAGSTER_HOME=$(CURDIR)/build/dagster $(BIN)/dagster dev -m pipelines.definitions

bench: setup  ## the ratios, measured side by side (SIZE=national for a national year)
	$(BIN)/python -m tests.benchmarks $(if $(SIZE),--size $(SIZE))

hand-worked: setup  ## the world worked out by hand beside the pipeline's result (DIFFERENCES=1 for those alone)
	$(BIN)/python -m tests.integration.hand_worked $(if $(DIFFERENCES),--only-differences)

evaluate: setup  ## the estimator on planted worlds: docs/evaluation.md with its plots
	$(BIN)/python -m tests.evaluation

evaluate-intervals: setup  ## whether the intervals of the weights hold: docs/evaluation-intervals.md
	$(BIN)/python -m tests.evaluation.intervals

evaluate-streams: setup  ## a proposal on each of sixteen streams: docs/evaluation-streams.md
	$(BIN)/python -m tests.evaluation.streams

screenshots: setup  ## take the pages' screenshots anew
	TALLYMAN_TAKE_SCREENSHOTS=1 $(BIN)/python -m pytest -q tests/browser

filters-page: setup  ## docs/filters.md written anew from the session it shows
	TALLYMAN_WRITE_FILTERS_PAGE=1 $(BIN)/python -m pytest -q tests/integration/filters/test_officers_session.py

docs: setup  ## generated pages of docs/ and the dbt docs
	$(BIN)/tallyman docs

lock: setup  ## resolve the dependencies anew
	$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements.lock

clean:  ## remove everything generated
	rm -rf build
