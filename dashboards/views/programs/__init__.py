"""Pages of the programs, one a program; what they share is in ``dashboards.programs``."""
