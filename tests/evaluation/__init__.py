"""The estimator's evaluation on planted worlds; `python -m tests.evaluation` writes its page."""
