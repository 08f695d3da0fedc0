"""The test suite: unit, integration, browser, docs, and the benchmarks beside it."""
