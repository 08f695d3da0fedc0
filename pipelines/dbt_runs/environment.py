"""The environment variables that a run of dbt reads, here and in the process it runs in.

What dbt is told by arguments belongs in ``running``.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.settings import Settings

TEMPLATES_VARIABLE = "TALLYMAN_DBT_TEMPLATES"
"""Names the folder of compiled templates."""


def dbt_environment(settings: Settings, kept_from: int | None = None) -> dict[str, str]:
    """Name the environment variables that dbt reads.

    Parameters
    ----------
    settings
        Paths of the installation.
    kept_from
        Green build that whatever lies outside the changed months stands from, tested then; None
        where everything is tested.

    Returns
    -------
    dict of str to str
        The warehouse, the project and where artefacts and logs go.
    """
    return {
        "TALLYMAN_WAREHOUSE": str(settings.warehouse),
        "TALLYMAN_KEPT_FROM": "" if kept_from is None else str(kept_from),
        "DBT_PROJECT_DIR": str(settings.dbt_project),
        "DBT_PROFILES_DIR": str(settings.dbt_project),
        "DBT_TARGET_PATH": str(settings.dbt_target),
        "DBT_LOG_PATH": str(settings.dbt_target),
        # what dbt says is read from its standard output; its own log costs a tenth of a run
        "DBT_LOG_LEVEL_FILE": "none",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_VERSION_CHECK": "false",
        TEMPLATES_VARIABLE: str(settings.dbt_parsed.with_name("templates")),
    }


@contextmanager
def dbt_variables(settings: Settings, kept_from: int | None = None) -> Iterator[None]:
    """Set dbt's environment variables while a run is started that copies this process's own.

    Parameters
    ----------
    settings
        Paths of the installation.
    kept_from
        As for ``dbt_environment``.
    """
    before = dict(os.environ)
    os.environ.update(dbt_environment(settings, kept_from))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
