"""Options that commands of every kind take: plain JSON, and which edition is asked."""

from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.settings import get_settings

if TYPE_CHECKING:
    from pipelines.editions import Edition

Json = Annotated[bool, typer.Option("--json", help="Plain JSON on standard output, nothing else.")]
EditionId = Annotated[
    str | None, typer.Option("--edition", help="Id of an edition. Without it: the current one.")
]


def edition_of(edition_id: str | None) -> "Edition":
    """Open the edition that was named, or the current one."""
    from pipelines.editions import open_edition

    return open_edition(get_settings().editions, edition_id)
