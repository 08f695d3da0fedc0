"""Answers about filters, remembered as long as neither the edition nor a decision has changed.

An edition is immutable; the decision store is at a state, told by its newest audit entry and the
minute, since filters come into force and expire by the clock. The answers themselves are
``pipelines.filters``.
"""

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import sign_in
from models.rules import RuleSet
from pipelines.editions import Edition, open_edition
from pipelines.filters import adoption, lanes, operations, research, shadow
from pipelines.filters.backtest import Backtest, backtest_version
from pipelines.filters.life_cycle import LifeCycleReport, life_cycle
from pipelines.filters.replay import Replay, replay
from pipelines.filters.threshold_map import ThresholdMap, threshold_map
from pipelines.settings import get_settings

remembered = st.cache_data(show_spinner=False, max_entries=64)
"""Keeps an answer by its arguments: ``state`` and a hash of content are there for that alone, so
that a decision or a minute that has passed is asked anew."""


def _edition(edition_id: str) -> Edition:
    return open_edition(get_settings().editions, edition_id)


def _state() -> str:
    """Name the state of the decision store."""
    register = sign_in.desk().register
    newest = register.audit(limit=1)[0].audit_id
    return f"{newest} at {register.clock.now():%Y-%m-%d %H:%M}"


@remembered
def _backtest(edition_id: str, state: str, rule_set: str, version: int) -> Backtest:  # noqa: ARG001  key
    return backtest_version(_edition(edition_id), sign_in.desk().register, rule_set, version)


def backtest_of(edition: Edition, rule_set: str, version: int) -> Backtest:
    """Measure a version on past seasons, beside the one in force."""
    return _backtest(edition.id, _state(), rule_set, version)


@remembered
def _shadow(
    edition_id: str,
    state: str,  # noqa: ARG001  key
    rule_set: str,
    version: int,
) -> shadow.ShadowReport:
    register = sign_in.desk().register
    return shadow.shadow_report(_edition(edition_id), register, rule_set, version)


def shadow_of(edition: Edition, rule_set: str, version: int) -> shadow.ShadowReport:
    """Compare a version in shadow with the live one."""
    return _shadow(edition.id, _state(), rule_set, version)


@remembered
def _map(edition_id: str, content_sha256: str, _content: RuleSet) -> ThresholdMap:  # noqa: ARG001  key
    return threshold_map(_edition(edition_id), _content)


def map_of(edition: Edition, content_sha256: str, content: RuleSet) -> ThresholdMap:
    """Map the thresholds that select past incident containers under a version."""
    return _map(edition.id, content_sha256, content)


@remembered
def _replay(edition_id: str, state: str, container_trip_key: str) -> Replay:  # noqa: ARG001  key
    register = sign_in.desk().register
    return replay(_edition(edition_id), register, container_trip_key, origin="synthetic")


def replay_of(edition: Edition, container_trip_key: str) -> Replay:
    """Replay one container trip."""
    return _replay(edition.id, _state(), container_trip_key)


@remembered
def _life(edition_id: str, state: str) -> LifeCycleReport:  # noqa: ARG001  key
    return life_cycle(_edition(edition_id), sign_in.desk().register)


def life_of(edition: Edition) -> LifeCycleReport:
    """Report on the life of every filter."""
    return _life(edition.id, _state())


@remembered
def _research(edition_id: str, state: str) -> research.ResearchReport:  # noqa: ARG001  key
    factors = research.read_factors(get_settings().rulesets)
    return research.research_report(_edition(edition_id), sign_in.desk().register, factors)


def research_of(edition: Edition) -> research.ResearchReport:
    """Report on the research of containers that filters hit."""
    return _research(edition.id, _state())


@remembered
def _adoption(edition_id: str, state: str) -> adoption.AdoptionReport:  # noqa: ARG001  key
    return adoption.adoption_report(_edition(edition_id), sign_in.desk().register)


def adoption_of(edition: Edition) -> adoption.AdoptionReport:
    """Count the days from each incident to the filters that followed it."""
    return _adoption(edition.id, _state())


@remembered
def _operations(edition_id: str) -> list[tuple[dict[str, Any], operations.OperationReport]]:
    edition = _edition(edition_id)
    return [
        (one, operations.operation_report(edition, one["operation"]))
        for one in operations.list_operations(edition)
    ]


def operations_of(edition: Edition) -> list[tuple[dict[str, Any], operations.OperationReport]]:
    """Set what met each operation's criteria beside what was examined."""
    return _operations(edition.id)


@remembered
def _lanes(edition_id: str) -> pd.DataFrame:
    return lanes.lane_report(_edition(edition_id)).rows


def lanes_of(edition: Edition) -> pd.DataFrame:
    """Set each lane beside its plan, by season and port."""
    return _lanes(edition.id)
