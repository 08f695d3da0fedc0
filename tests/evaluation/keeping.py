"""Results that are kept between runs, so that a break costs one world and not all of them.

A result is found again only under the same code: the hash of every module it depends on is part of
where it is kept. Holds the files alone; what is worked out is in ``runs``.
"""

import hashlib
import pickle
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from models.simulation import calibration

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "evaluation"
DEPENDS_ON = (
    "models/refinement/*.py",
    "models/simulation/pattern_worlds*.py",
    "models/simulation/planted.py",
    "models/simulation/port_shares.py",
    "models/simulation/randomness.py",
    "models/evaluation/port_rules.py",
    "models/evaluation/recall.py",
    "models/evaluation/walk_forward.py",
    "tests/evaluation/coming_traffic.py",
    "tests/evaluation/runs.py",
    "tests/unit/refinement/planted.py",
    "requirements.lock",
)


@cache
def code_hash() -> str:
    """Hash the modules that results depend on, and the versions of the libraries.

    Of ``calibration``, which other simulations read as well, the values named in those modules.
    """
    digest = hashlib.sha256()
    named: set[str] = set()
    for pattern in DEPENDS_ON:
        for path in sorted(ROOT.glob(pattern)):
            content = path.read_bytes()
            digest.update(path.relative_to(ROOT).as_posix().encode() + content)
            named |= set(re.findall(r"\bcalibration\.([A-Z_]+)", content.decode("utf-8")))
    for name in sorted(named):
        digest.update(f"{name}={getattr(calibration, name).value!r}".encode())
    return digest.hexdigest()[:16]


def is_kept(name: str, folder: Path = FOLDER) -> bool:
    """Say whether a result is kept under a name."""
    return (folder / code_hash() / f"{name}.pickle").exists()


def kept(name: str, work: Callable[[], Any], folder: Path = FOLDER) -> Any:  # noqa: ANN401
    """Give the result kept under a name; work it out and keep it where there is none.

    Parameters
    ----------
    name
        What it is, as a file name.
    work
        Works it out.
    folder
        Where results are kept, by code hash.

    Returns
    -------
    Any
        What ``work`` gave, now or earlier. A file half written counts as none.
    """
    path = folder / code_hash() / f"{name}.pickle"
    if path.exists():
        return pickle.loads(path.read_bytes())  # noqa: S301 - written below, by this project
    result = work()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_bytes(pickle.dumps(result))
    unfinished.replace(path)
    return result
