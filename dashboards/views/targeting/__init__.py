"""The pages on evidence and proposal; what they share is in ``dashboards.targeting``."""
