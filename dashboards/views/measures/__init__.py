"""The pages of measures; what they share is in ``dashboards.measures``."""
