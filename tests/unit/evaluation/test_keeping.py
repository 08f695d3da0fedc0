"""Results of the evaluation are kept: a break costs one world, and other code starts anew."""

from functools import partial
from pathlib import Path

import pytest

from tests.evaluation import keeping


def test_a_result_is_worked_out_once_and_a_break_leaves_the_others(tmp_path: Path) -> None:
    worked: list[str] = []

    def work(name: str) -> str:
        worked.append(name)
        if name == "breaks" and worked.count("breaks") == 1:
            raise KeyboardInterrupt
        return name.upper()

    def run() -> list[str]:
        return [keeping.kept(name, partial(work, name), tmp_path) for name in ("one", "breaks")]

    with pytest.raises(KeyboardInterrupt):
        run()
    assert run() == ["ONE", "BREAKS"]
    assert worked == ["one", "breaks", "breaks"]


def test_half_a_file_counts_as_none(tmp_path: Path) -> None:
    folder = tmp_path / keeping.code_hash()
    folder.mkdir()
    (folder / "one.unfinished").write_bytes(b"half")
    assert not keeping.is_kept("one", tmp_path)
    assert keeping.kept("one", lambda: 1, tmp_path) == 1
    assert keeping.kept("one", lambda: 2, tmp_path) == 1
    assert keeping.is_kept("one", tmp_path)


def test_every_module_named_exists() -> None:
    missing = [name for name in keeping.DEPENDS_ON if not list(keeping.ROOT.glob(name))]
    assert missing == []
