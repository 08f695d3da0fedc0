"""A proposal's draft on the page: where it stands in the register, or putting it there.

The page only reflects what a person may do; the decision store decides. The draft itself is
``pipelines.filters.proposed_drafts``.
"""

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import sign_in, tables
from dashboards.filters import choice, decisions
from pipelines.decisions import DecisionError, Person, Version
from pipelines.filters.proposed_drafts import draft_proposal, proposed_content, same_version


def draw_draft(person: Person | None, summary: pd.Series, rules: pd.DataFrame) -> None:
    """Draw where the proposal stands in the filter register, or the button that drafts it.

    Parameters
    ----------
    person
        Who is signed in; None for a reader.
    summary
        Row of ``published.proposal_summary``.
    rules
        Rows of ``published.proposal`` of the same origin.
    """
    decisions.draw_notice()
    if summary["refused"] or not summary["changes"]:
        st.caption("Nothing to draft: a refusal, or a proposal that changes nothing, writes none.")
        return
    points = {
        rule: int(to) for rule, to in zip(rules["rule"], rules["proposed_points"], strict=True)
    }
    desk = sign_in.desk()
    try:
        base = desk.register.version(str(summary["rule_set"]), int(summary["version"]))
        there = same_version(desk.register, proposed_content(desk, base, points))
    except (DecisionError, ValueError) as error:
        st.warning(tables.plain(str(error)))
        return
    if there is not None:
        _draw_links(there)
    elif person is None:
        st.info("Sign in, at the left, to put the proposal into the filter register as a draft.")
    else:
        st.button(
            "Put it into the register as a draft",
            type="primary",
            on_click=_draft,
            args=(person, dict(summary), points),
        )


def _draw_links(there: Version) -> None:
    stands = sign_in.desk().register.standing(there).replace("_", " ")
    choice.keep(there.rule_set, there.version)
    st.markdown(
        f"In the filter register as **{tables.plain(there.subject)}**, {stands}, by "
        f"{tables.plain(there.author)}: {tables.plain(there.reason)}"
    )
    with st.container(horizontal=True):
        st.page_link(
            "views/filters/what_if.py", label="Try the draft on What if", icon=":material/tune:"
        )
        st.page_link(
            "views/filters/register.py",
            label="Compare, submit or withdraw it on Filters",
            icon=":material/filter_alt:",
        )


def _draft(person: Person, summary: dict[str, Any], points: dict[str, int]) -> None:
    """Put the proposal into the register, or leave why not for the page to say."""
    desk = sign_in.desk()
    decisions.attempt(lambda: f"{draft_proposal(desk, person, summary, points).message}.")
