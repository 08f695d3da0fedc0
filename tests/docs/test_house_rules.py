"""Rules of the house that no linter knows: names, layers of the dbt graph, docs kept true."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
PACKAGES = ("models", "pipelines", "dashboards")
LONGEST_MODULE_LINES = 320
"""A module longer than this is reviewed for what else it holds."""


def tracked_files() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listing.stdout.splitlines() if (ROOT / line).is_file()]


def python_modules() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def dbt_models() -> dict[str, Path]:
    return {path.stem: path for path in sorted((ROOT / "dbt" / "models").rglob("*.sql"))}


def test_no_file_or_folder_is_named_after_nothing() -> None:
    vague = [
        path
        for path in tracked_files()
        if BANNED_NAMES & {part.removesuffix(path.suffix) for part in path.relative_to(ROOT).parts}
    ]
    assert vague == []


@pytest.mark.parametrize("module", python_modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_holds_and_stays_small(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "a module's docstring says what it holds"
    assert len(text.splitlines()) <= LONGEST_MODULE_LINES


def test_dbt_folder_holds_no_python_package() -> None:
    # An __init__.py in dbt/ would shadow the installed dbt package.
    assert list((ROOT / "dbt").rglob("__init__.py")) == []


def test_only_staging_reads_sources_and_marts_read_no_staging() -> None:
    allowed_sources = {"staging", "intermediate"}
    for name, path in dbt_models().items():
        layer = path.relative_to(ROOT / "dbt" / "models").parts[0]
        sql = path.read_text(encoding="utf-8")
        references = set(re.findall(r"ref\(\s*['\"](\w+)['\"]", sql))
        raw_sources = re.findall(r"source\(\s*['\"]raw['\"]\s*,\s*['\"](\w+)['\"]", sql)
        if layer == "marts":
            # The quality marts show the load ledger itself; no other mart reads a source.
            if path.parent.name != "quality":
                assert not raw_sources, f"{name} reads raw tables past staging"
        else:
            assert layer in allowed_sources or not raw_sources
        if layer == "staging":
            assert not {r for r in references if r.startswith(("int_", "fct_", "dim_"))}, name


def test_every_dbt_model_is_described_beside_itself() -> None:
    described: set[str] = set()
    for path in (ROOT / "dbt" / "models").rglob("*.yml"):
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for model in document.get("models", []):
            assert model.get("description", "").strip(), f"{model['name']} has no description"
            described.add(model["name"])
    assert set(dbt_models()) - described == set()


def _keys_said_twice(node: yaml.Node) -> list[str]:
    """Name the keys of a document that stand twice in one mapping; a parser keeps the last."""
    if isinstance(node, yaml.MappingNode):
        names = [key.value for key, _ in node.value]
        below = [found for _, value in node.value for found in _keys_said_twice(value)]
        return [*{name for name in names if names.count(name) > 1}, *below]
    if isinstance(node, yaml.SequenceNode):
        return [found for value in node.value for found in _keys_said_twice(value)]
    return []


def test_no_dbt_document_says_a_thing_twice() -> None:
    for path in (ROOT / "dbt" / "models").rglob("*.yml"):
        assert _keys_said_twice(yaml.compose(path.read_text(encoding="utf-8"))) == [], path


def test_every_dependency_has_its_reason_in_the_decisions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    requirements = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.split(r"[\[=<>~ ;]", requirement)[0] for requirement in requirements}
    decisions = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "decisions").glob("*.md")
    )
    assert {name for name in names if f"`{name}`" not in decisions} == set()


def test_lock_carries_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    pins = re.findall(r"^[a-z0-9._-]+(?:\[[a-z,-]+\])?==", lock, flags=re.MULTILINE)
    hashed = re.findall(r"^[a-z0-9._\[\],-]+==[^\n]+\\\n    --hash=sha256:", lock, re.MULTILINE)
    assert len(pins) == len(hashed) > 50


def test_readme_names_only_targets_and_files_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    assert set(re.findall(r"`make\s([a-z-]+)", readme)) <= targets
    links = re.findall(r"\]\(((?!https?:)[^)#]+)\)", readme)
    assert [link for link in links if not (ROOT / link).exists()] == []
