"""What a run of dbt leaves undone because nobody would see it: half of the time of a small build.

Each of these replaces one function inside dbt by one that does less, in the process that runs dbt
and nowhere else. What a build makes is the same with and without them. What dbt is told to do
belongs in ``running``; what is said of the run belongs in ``process``.
"""

import functools
import gc
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from types import CodeType
from typing import Any, NoReturn

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.artifacts.schemas import base as artifacts
from dbt.context.macros import MacroNamespace
from dbt.contracts.graph.nodes import ParsedNode
from dbt.flags import get_flags
from dbt.task import runnable
from dbt_common.clients import agate_helper
from dbt_common.clients.jinja import MacroFuzzEnvironment
from dbt_common.events.base_types import BaseEvent, DebugLevel, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.utils.encoding import JSONEncoder
from jinja2.bccache import FileSystemBytecodeCache

from dbt import compilation
from pipelines.dbt_runs.environment import TEMPLATES_VARIABLE

make_message = BaseEvent.__init__
fire_event = EventManager.fire_event
compile_template: Callable[..., CodeType] = MacroFuzzEnvironment.compile
build_type_tester = agate_helper.build_type_tester
inject_ctes: Callable[[str, list[Any]], str] = compilation.inject_ctes_into_sql
write_code = ParsedNode.write_node
handle_result = runnable.GraphRunnableTask._handle_result

FIRST_WITH = re.compile(r"\s*with\b(?:\s+recursive\b)?", re.IGNORECASE)


def economise() -> None:
    """Replace what costs much and is seen by nobody; call once, before dbt runs."""
    _parse_once_for_all_warehouses()
    _make_no_message_that_nobody_hears()
    # the manifest was written when the project was read
    _replace(runnable, "write_manifest", lambda *_: None)
    _replace(agate_helper, "build_type_tester", _type_tester)
    _replace(agate_helper, "empty_table", functools.cache(agate_helper.empty_table))
    _replace(artifacts, "write_json", _write_json)
    _replace(compilation, "inject_ctes_into_sql", _inject_ctes)
    _look_a_macro_up_once()
    _write_code_of_what_failed()
    if os.environ.get(TEMPLATES_VARIABLE):
        _compile_a_template_once(Path(os.environ[TEMPLATES_VARIABLE]))
    # the project is a large web of objects that live as long as the process: looking through it for
    # garbage again and again took a sixth of a day's build
    gc.disable()


def end_process(code: int) -> NoReturn:
    """End the process at once: taking the web of objects apart takes a second.

    Parameters
    ----------
    code
        Code to exit with.
    """
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    os._exit(code)


def _replace(owner: object, name: str, by: object) -> None:
    """Put something else in a place of dbt's; a dbt without the place ends the run."""
    getattr(owner, name)
    setattr(owner, name, by)


def _parse_once_for_all_warehouses() -> None:
    """Let a project parsed for one warehouse serve the next.

    dbt parses all anew where the connection differs from the one it parsed with, because a model
    could read it. No model of ours reads the warehouse's path, and parsing takes longer than
    building a small warehouse.
    """
    keys: Callable[[DuckDBCredentials], Iterable[str]] = DuckDBCredentials._connection_keys

    def keys_that_matter(credentials: DuckDBCredentials) -> tuple[str, ...]:
        return tuple(key for key in keys(credentials) if key != "path")

    _replace(DuckDBCredentials, "_connection_keys", keys_that_matter)


class UnmadeMessage:
    """The message of a debug event, made where somebody asks for it.

    dbt makes two messages of each of its thousands of events, field by field in Python, whether
    anybody listens or not: a quarter of what a node costs.
    """

    def __get__(self, event: BaseEvent, owner: type | None = None) -> Any:
        """Make the message and keep it in this place."""
        make_message(event, **event.__dict__["made_of"])
        return event.__dict__["pb_msg"]


def _make_no_message_that_nobody_hears() -> None:
    """Leave debug events unmade and unfired; ``process`` hears of nothing below info."""

    def keep_what_it_is_made_of(event: BaseEvent, **values: Any) -> None:
        event.__dict__["made_of"] = values

    def fire_what_is_heard(
        manager: EventManager,
        event: BaseEvent,
        level: EventLevel | None = None,
        *rest: Any,
        **named: Any,
    ) -> None:
        if level is not None or not isinstance(event, DebugLevel):
            fire_event(manager, event, level, *rest, **named)

    DebugLevel.pb_msg = UnmadeMessage()
    _replace(DebugLevel, "__init__", keep_what_it_is_made_of)
    _replace(EventManager, "fire_event", fire_what_is_heard)


def _write_json(path: str, content: dict[str, Any]) -> bool:
    """Write an artefact in one piece; dbt encodes it bit by bit, which takes four times as long."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(json.dumps(content, cls=JSONEncoder), encoding="utf-8")
    return True


def _inject_ctes(sql: str, ctes: list[Any]) -> str:
    """Put the ephemeral models that a query reads before it.

    dbt parses the whole query for its first word.
    """
    first = FIRST_WITH.match(sql)
    head = len(sql) if first is None else first.end()
    return inject_ctes(sql[:head], ctes) + sql[head:]


def _look_a_macro_up_once() -> None:
    """Keep the macros that a node sees in one dictionary.

    dbt seeks each of them in five, twice for every node.
    """

    def seen(namespace: MacroNamespace) -> dict[str, Any]:
        found: dict[str, Any] | None = namespace.__dict__.get("seen")
        if found is None:
            found = {}
            # what is sought first is put in last
            for names in reversed(list(namespace._search_order())):
                found.update(names)
            namespace.__dict__["seen"] = found
        return found

    _replace(MacroNamespace, "keys", lambda namespace: seen(namespace).keys())
    _replace(MacroNamespace, "__getitem__", lambda namespace, name: seen(namespace)[name])


def _write_code_of_what_failed() -> None:
    """Write the SQL of a build's nodes where they fail, which is when somebody reads it."""
    unwritten: dict[str, list[tuple[Any, ...]]] = {}

    def write_later(node: Any, *place_and_code: Any) -> None:
        if get_flags().WHICH == "build":  # type: ignore[no-untyped-call]
            unwritten.setdefault(node.unique_id, []).append(place_and_code)
        else:
            write_code(node, *place_and_code)

    def write_and_handle(task: Any, result: Any) -> None:
        for place_and_code in unwritten.pop(result.node.unique_id, []):
            if result.status in task.MARK_DEPENDENT_ERRORS_STATUSES:
                write_code(result.node, *place_and_code)
        handle_result(task, result)

    _replace(ParsedNode, "write_node", write_later)
    _replace(runnable.GraphRunnableTask, "_handle_result", write_and_handle)


@functools.cache
def _tester_of_text_columns(text_columns: tuple[str, ...], nulls: tuple[str, ...] | None) -> Any:
    return build_type_tester(text_columns, nulls)


def _type_tester(
    text_columns: Iterable[str], string_null_values: Iterable[str] | None = ("null", "")
) -> Any:
    """Make what guesses the types of a query's few rows once for each list of columns."""
    nulls = None if string_null_values is None else tuple(string_null_values)
    return _tester_of_text_columns(tuple(text_columns), nulls)


def _compile_a_template_once(folder: Path) -> None:
    """Keep compiled templates of models and macros between runs, in Jinja's own kind of cache.

    Where the folder cannot be written to, each run compiles for itself.
    """
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    cache = FileSystemBytecodeCache(str(folder), "%s.jinja")
    made_by = f"jinja2 {metadata.version('jinja2')} dbt-common {metadata.version('dbt-common')}"

    def compile_or_read(
        environment: MacroFuzzEnvironment, source: Any, *rest: Any, **named: Any
    ) -> Any:
        if not isinstance(source, str) or rest or named:
            return compile_template(environment, source, *rest, **named)
        kind = f"{type(environment).__qualname__} {' '.join(sorted(environment.extensions))}"
        name = hashlib.sha256(f"{made_by}\n{kind}\n{source}".encode()).hexdigest()
        bucket = cache.get_bucket(environment, name, None, source)
        if bucket.code is None:
            bucket.code = compile_template(environment, source)
            with suppress(OSError):
                cache.set_bucket(bucket)
        return bucket.code

    _replace(MacroFuzzEnvironment, "compile", compile_or_read)
