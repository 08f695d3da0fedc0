"""What people do with a filter on the page, and what the store says to it.

The page only reflects what a person may do: each change is asked of the decision store with the
revision the person saw, and its refusal is shown in its own words. Tables are in
``version_tables``.
"""

from collections.abc import Callable

import streamlit as st

from dashboards import port_names, sign_in, tables
from dashboards.filters import version_tables
from pipelines.decisions import DecisionError, Person, Version
from pipelines.decisions.thresholds import ThresholdDecision
from pipelines.editions import Edition
from pipelines.editions.published import SelectionError
from pipelines.filters.desk import submit_with_evidence

DONE, REFUSED = "decision_done", "decision_refused"
REASONS = {"decision_reason", "threshold_reason", "keep_reason", "split_reason", "merge_reason"}
"""Fields whose words belong to one change: emptied when it is made."""


def draw_notice() -> bool:
    """Say what became of the last change that was asked for.

    Returns
    -------
    bool
        Whether a change was made.
    """
    refused = st.session_state.pop(REFUSED, None)
    done = st.session_state.pop(DONE, None)
    with st.container():
        if refused:
            st.error(f"**Refused.** {tables.plain(refused)}", icon=":material/block:")
        if done:
            st.success(tables.plain(done), icon=":material/check:")
    return done is not None


def attempt(change: Callable[[], str]) -> None:
    """Make a change; keep what to say of it, done or refused, for the page drawn next.

    Parameters
    ----------
    change
        Makes the change and says what came of it.
    """
    try:
        st.session_state[DONE] = change()
        for written in REASONS & set(st.session_state):
            st.session_state[written] = ""
    except (DecisionError, SelectionError, ValueError) as error:
        st.session_state[REFUSED] = str(error)


def draw_evidence(version: Version) -> None:
    """Draw the findings, statute checks and traffic figures kept with a version."""
    evidence = version.evidence or {}
    if "traffic" not in evidence:
        told = evidence.get("source")
        st.info(
            f"Shipped with the platform, without findings or traffic figures. Source: {told}"
            if told
            else "Findings and traffic figures are made when the version is submitted."
        )
        return
    found = [*evidence.get("findings", []), *evidence.get("statute", [])]
    if found:
        tables.write(version_tables.finding_table(found))
    else:
        st.success("No finding, and the statute checks hold.")
    traffic = evidence["traffic"]
    seasons = ", ".join(map(str, traffic["seasons"]))
    limits = ", ".join(
        f"{limit} at {port_names.port(code, 'every port without its own')}"
        for code, limit in traffic["thresholds"].items()
    )
    st.caption(
        f"Tried on edition {traffic['edition']}, {traffic['origin']} traffic of season {seasons}, "
        f"mandatory from {limits}: {traffic['selected']:,} of {traffic['containers']:,} container "
        "trips selected."
    )


def draw_actions(edition: Edition, person: Person, version: Version) -> None:
    """Draw what people do with a version in its state; the store decides who may.

    Parameters
    ----------
    edition
        Traffic a submission is tried on.
    person
        Who is signed in.
    version
        As the person sees it: a change names its revision.
    """
    if version.state == "withdrawn":
        st.info("Withdrawn for good. What shall hold again is drafted and approved again.")
        return
    if version.state == "draft":
        st.caption(
            "Submitting fixes the content, and keeps findings, statute checks and traffic figures "
            "with it."
        )
        st.button("Submit", type="primary", on_click=_submit, args=(edition, person, version))
    with st.form(f"decide_{version.subject}", border=False):
        st.text_input("Reason", key="decision_reason", placeholder="kept in the audit log")
        with st.container(horizontal=True):
            if version.state == "submitted":
                _button("Approve", person, version, kind="primary")
                _button("Return to author", person, version)
            _button("Withdraw", person, version)
    if version.state == "submitted":
        st.caption("The author cannot approve: a second person with the approver role does.")
    if version.state == "approved":
        st.caption("After a withdrawal no earlier version comes back by itself.")


def _button(label: str, person: Person, version: Version, *, kind: str = "secondary") -> None:
    st.form_submit_button(label, type=kind, on_click=_decide, args=(label, person, version))


def _submit(edition: Edition, person: Person, version: Version) -> None:
    """Submit the draft the person saw."""
    desk = sign_in.desk()
    attempt(
        lambda: _told(
            submit_with_evidence(desk, edition, person, version, revision=version.revision)
        )
    )


def _decide(label: str, person: Person, version: Version) -> None:
    """Approve, return or withdraw the revision the person saw."""
    register = sign_in.desk().register
    change = {
        "Approve": register.approve,
        "Return to author": register.return_to_author,
        "Withdraw": register.withdraw,
    }[label]
    reason = str(st.session_state.get("decision_reason", ""))
    key = (person, version.rule_set, version.version)
    attempt(lambda: _told(change(*key, revision=version.revision, reason=reason)))


def _told(made: Version) -> str:
    stands = sign_in.desk().register.standing(made).replace("_", " ")
    return f"{made.subject} is {stands}."


def draw_thresholds(person: Person, version: Version) -> None:
    """Draw the proposal of thresholds, and the approval of those proposed."""
    desk = sign_in.desk()
    for row in desk.thresholds.history(version.rule_set):
        if row.state == "proposed":
            words = tables.plain(f"Proposal {row.threshold_id}, by {row.author}: {row.reason}")
            with st.form(f"threshold_{row.threshold_id}"):
                st.markdown(words)
                st.text_input("Reason", key=f"threshold_reason_{row.threshold_id}")
                st.form_submit_button(
                    "Approve these thresholds", on_click=_approve_threshold, args=(person, row)
                )
    codes = sorted(desk.register.zones)
    with st.expander("Propose thresholds"), st.form("propose_threshold", border=False):
        where = list(version.ports) if version.ports != ("*",) else ["*", *codes]
        left, middle, right = st.columns([2, 1, 1])
        left.selectbox("Port", where, format_func=_port, key="threshold_port")
        now = desk.thresholds.in_force(version.rule_set, where[0])
        mandatory, review = (now.mandatory, now.review) if now else (1, 0)
        middle.number_input("Mandatory from", value=mandatory, step=1, key="threshold_mandatory")
        right.number_input("Review from", value=review, step=1, key="threshold_review")
        st.text_input("Reason", key="threshold_reason", placeholder="kept in the audit log")
        st.form_submit_button("Propose", on_click=_propose, args=(person, version.rule_set))


def _port(code: str) -> str:
    return port_names.port(code, "every port without its own")


def _approve_threshold(person: Person, row: ThresholdDecision) -> None:
    reason = str(st.session_state.get(f"threshold_reason_{row.threshold_id}", ""))
    thresholds = sign_in.desk().thresholds

    def approve() -> str:
        made = thresholds.approve(person, row.threshold_id, revision=row.revision, reason=reason)
        return f"{made.subject}: approved."

    attempt(approve)


def _propose(person: Person, rule_set: str) -> None:
    asked = st.session_state

    def propose() -> str:
        made = sign_in.desk().thresholds.propose(
            person,
            rule_set,
            asked["threshold_port"],
            mandatory=int(asked["threshold_mandatory"]),
            review=int(asked["threshold_review"]),
            reason=asked["threshold_reason"],
        )
        waits = made.state == "proposed"
        how = "waits for a second person" if waits else "in force at once"
        return f"{made.subject}: mandatory from {made.mandatory}, {how}."

    attempt(propose)
