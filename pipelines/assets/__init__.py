"""Dagster assets, a file per stage; each asset calls a named function and reports counts.

What an asset does belongs in ``stages`` and below; here it only gets a name, a group, what it
depends on and when it runs.
"""

import warnings

import dagster as dg

# The version is pinned; backfill policies and the like are beta in it and work.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
