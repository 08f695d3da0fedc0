"""The last build must be green before anything is estimated or proposed from it."""

import duckdb

from pipelines.builds import last_build
from pipelines.stages.errors import StageError


def require_green_build(con: duckdb.DuckDBPyConnection) -> None:
    """Refuse to go on from anything but a green build.

    Parameters
    ----------
    con
        Connection to the warehouse.

    Raises
    ------
    StageError
        Naming the build and its state.
    """
    newest = last_build(con)
    if newest is None or newest.state != "green":
        state = f"build {newest.build_id} is {newest.state}" if newest else "nothing was built"
        raise StageError(
            f"There is no green build to estimate from: {state}. Type `tallyman build` and repair "
            "what it names."
        )
