"""The controls of the what-if page: points within their boxes, thresholds, ports, cost of an exam.

What is tried with them is answered in ``pipelines.filters``; nothing is changed until a draft is
kept, and then in the decision store.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboards import port_names, sign_in, tables
from dashboards.filters import choice, decisions
from models.evaluation.workload import ExamTime
from pipelines.decisions import DecisionError, Person, Version, standing
from pipelines.editions import Edition
from pipelines.filters.desk import Desk, mandatory_scores, with_points
from pipelines.filters.thresholds import ALL_PORTS, mandatory_for_season, threshold_history

IN_A_ROW = 3
ROWS_IN_FULL = 4
LIST_PIXELS = 430


def baseline_of(desk: Desk, of_it: Sequence[Version]) -> Version:
    """Give the version to hold a trial against: in force now, else the newest."""
    now = desk.clock.now()
    live = [one for one in of_it if standing(one, now, of_it) == "in_force"]
    return (live or list(of_it))[-1]


def draw_ports(
    column: st.delta_generator.DeltaGenerator, edition: Edition, version: Version
) -> tuple[str, ...] | None:
    """Draw the choice of ports; None for all, which a filter for some ports never has."""
    own = None if version.ports == (ALL_PORTS,) else version.ports
    chosen = column.multiselect(
        "Ports",
        own or sorted(port_names.with_traffic(edition)),
        format_func=port_names.port,
        placeholder="all ports of the filter" if own else "all ports",
    )
    return tuple(chosen) or own


def draw_points(version: Version) -> dict[str, int]:
    """Draw each rule's points, and give those that differ from the version's.

    Returns
    -------
    dict of str to int
        Points tried, by rule id.
    """
    rules = version.content.rules
    keys = {rule.id: f"points {version.subject} {rule.id}" for rule in rules}
    st.markdown("**Points**, each within its box")
    tried: dict[str, int] = {}
    is_long = len(rules) > IN_A_ROW * ROWS_IN_FULL
    with st.container(height=LIST_PIXELS if is_long else "content", border=True):
        for start in range(0, len(rules), IN_A_ROW):
            columns = st.columns(IN_A_ROW, vertical_alignment="bottom")
            for column, rule in zip(columns, rules[start : start + IN_A_ROW], strict=False):
                number = column.number_input(
                    tables.plain(rule.wording),
                    min_value=rule.min_points,
                    max_value=rule.max_points,
                    value=rule.points,
                    step=1,
                    key=keys[rule.id],
                    help=f"{rule.id}: {rule.min_points} to {rule.max_points} points",
                )
                if number != rule.points:
                    tried[rule.id] = int(number)
    if tried:
        was = {rule.id: rule.points for rule in rules}
        told = ", ".join(f"{rule} {was[rule]} → {number}" for rule, number in tried.items())
        left, right = st.columns([4, 1], vertical_alignment="center")
        left.markdown(f"Changed: {tables.plain(told)}")
        right.button("Undo all", on_click=_forget, args=(list(keys.values()),))
    return tried


def _forget(keys: list[str]) -> None:
    for key in keys:
        st.session_state.pop(key, None)


def draw_thresholds(
    desk: Desk,
    edition: Edition,
    version: Version,
    season: int,
    ports: Sequence[str] | None,
) -> dict[str, int]:
    """Draw the mandatory scores, and give those that differ from the ones that held.

    Parameters
    ----------
    desk, edition
        Where thresholds are known: at the season's end in the edition, else now.
    version
        The version tried.
    season
        Season at whose end the thresholds count.
    ports
        Ports tried; None for all.

    Returns
    -------
    dict of str to int
        Mandatory scores tried, by port; all of them where the edition knows none.
    """
    held = mandatory_for_season(threshold_history(edition, version.rule_set), season)
    try:
        known = held or mandatory_scores(desk, version)
    except DecisionError as error:
        st.warning(str(error))
        st.stop()
    shown = [port for port in known if port == ALL_PORTS or ports is None or port in ports]
    more = st.multiselect(
        "Mandatory score, also at",
        [port for port in ports or sorted(port_names.with_traffic(edition)) if port not in shown],
        format_func=port_names.port,
        placeholder="give a port a score of its own",
    )
    tried: dict[str, int] = {}
    columns = st.columns(IN_A_ROW, vertical_alignment="bottom")
    for place, port in enumerate([*shown, *more]):
        value = known.get(port, known.get(ALL_PORTS, 0))
        number = columns[place % IN_A_ROW].number_input(
            f"Mandatory from, {port_names.port(port, 'every port without its own')}",
            value=value,
            step=1,
            key=f"mandatory {version.rule_set} {season} {port}",
        )
        if number != value or not held:
            tried[port] = int(number)
    return tried


def draw_exam_time() -> ExamTime:
    """Draw what an exam costs; the starting numbers are ours."""
    image, physical, opened = st.columns(IN_A_ROW, vertical_alignment="bottom")
    usual = ExamTime()
    return ExamTime(
        image.number_input("Minutes of an image exam", 1.0, 600.0, usual.minutes_per_image_exam),
        physical.number_input(
            "Minutes of an opening", 1.0, 2000.0, usual.minutes_per_physical_exam
        ),
        opened.number_input(
            "Share of the imaged that are opened", 0.0, 1.0, usual.share_opened, step=0.05
        ),
    )


def draw_keeping(
    person: Person | None,
    version: Version,
    points: Mapping[str, int],
    limits: Mapping[str, int],
) -> None:
    """Draw keeping the points as a draft of a new version."""
    if decisions.draw_notice() or version.state == "draft":
        st.page_link(
            "views/filters/register.py",
            label="Compare, submit or withdraw it on the page Filters",
            icon=":material/filter_alt:",
        )
    if person is None:
        st.info("Sign in, at the left, to keep points as a draft of a new version.")
        return
    if not points:
        st.caption("Points that differ from the version's can be kept as a draft.")
        return
    if limits:
        st.caption("A draft holds points. Thresholds are proposed on the page Filters.")
    with st.form("keep"):
        st.text_input("Reason", key="keep_reason", placeholder="why these points")
        st.form_submit_button(
            "Keep as a draft", type="primary", on_click=_keep, args=(person, version, points)
        )


def _keep(person: Person, version: Version, points: Mapping[str, int]) -> None:
    """Write the draft and make it the chosen version, or leave why not for the page to say."""
    desk = sign_in.desk()
    national = version.ports == (ALL_PORTS,)

    def keep() -> str:
        made = desk.register.draft(
            person,
            with_points(desk, version.content, points),
            track="national" if national else "port",
            ports=version.ports,
            reason=str(st.session_state.get("keep_reason", "")),
            parent_version=version.version,
        )
        choice.keep(made.rule_set, made.version)
        return f"{made.subject} is a draft."

    decisions.attempt(keep)
