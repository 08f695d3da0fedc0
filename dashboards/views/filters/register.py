"""Filters: every version of every filter, what it says, and what may be done with it."""

import streamlit as st

from dashboards import edition_choice, sign_in, tables
from dashboards.filters import choice, decisions, version_tables
from pipelines.decisions import export

person = sign_in.draw_sidebar()
desk = sign_in.desk()
edition = edition_choice.draw_heading(
    "Filters",
    "Rule sets and port filters, version by version. A port filter is in force at once, at its "
    "ports, and expires by itself; a national version needs a second person. Nothing is ever "
    "written to the targeting system.",
    ["synthetic"],
    "Evidence is counted in it. Versions, thresholds and who decided them are the register's.",
)
st.caption(
    f"The register as decided up to {desk.clock.now():%Y-%m-%d %H:%M} UTC. All points and "
    "thresholds that came with the platform are ours and illustrative: the real ones are redacted."
)
decisions.draw_notice()

versions = desk.register.versions()
waiting = [one for one in versions if one.state == "submitted"]
with st.container():
    for one in waiting:
        said, opened = st.columns([6, 1], vertical_alignment="center")
        said.info(
            f"**{tables.plain(one.subject)}** waits for a second person; submitted by "
            f"{tables.plain(one.author)} on {version_tables.minute(one.submitted_at)} UTC.",
            icon=":material/pending_actions:",
        )
        opened.button(
            "Look at it",
            key=f"look at {one.subject}",
            on_click=choice.keep,
            args=(one.rule_set, one.version),
        )
with_ended = st.toggle("With expired, superseded and withdrawn versions", value=True)
tables.write(version_tables.register_table(desk, versions, with_ended=with_ended))

of_it, version = choice.choose(desk)
stands = choice.standings(desk, of_it)[version.version]
st.subheader(f"{version.content.title}, version {version.version}")
approved = (
    f"approved by {version.approver}"
    if version.approver
    else version_tables.NOT_APPROVED[version.track]
)
st.markdown(
    f"**{stands}** · written by {tables.plain(version.author)} · {tables.plain(approved)} · "
    f"{version_tables.TRACKS[version.track]} · revision {version.revision}"
)
st.caption(f"Why: {tables.plain(version.reason)}")
rules_tab, diff_tab, evidence_tab, threshold_tab, audit_tab, decide_tab = st.tabs(
    ["Rules", "Difference", "Evidence", "Thresholds", "Audit log", "Decide"]
)
with rules_tab:
    tables.write(version_tables.rule_table(version), code=("expression",))
with diff_tab:
    others = [one.version for one in of_it if one.version != version.version]
    if not others:
        st.info("The only version of its filter: there is nothing to compare it with.")
    else:
        parent = version.parent_version
        against = st.selectbox(
            "Against version", others, index=others.index(parent) if parent in others else 0
        )
        difference = desk.register.difference(version.rule_set, version.version, against)
        if difference:
            tables.write(version_tables.difference_table(difference.to_records(), version, against))
        else:
            st.info("Both versions say the same.")
with evidence_tab:
    decisions.draw_evidence(version)
with threshold_tab:
    rows = desk.thresholds.history(version.rule_set)
    if rows:
        tables.write(version_tables.threshold_table(rows))
    else:
        st.info("No threshold yet: nothing is selected by this filter's score.")
    st.caption(
        "Mandatory: scores from here on are examined. Review: scores from here on are reviewed. A "
        "port that lowers its own mandatory score is in force at once; everything else needs a "
        "second person."
    )
    if person is not None:
        decisions.draw_thresholds(person, version)
with audit_tab:
    tables.write(version_tables.audit_table(desk.register.audit(version.rule_set, version.version)))
    st.caption("Newest first. Entries are only ever added, and sealed one to the next.")
with decide_tab:
    if person is None:
        st.info("Sign in, at the left, to submit, approve, return or withdraw.")
    else:
        decisions.draw_actions(edition, person, version)
    if stands in ("in force", "scheduled"):
        st.download_button(
            "Export with hash and approval (YAML)",
            export(desk.register, version.rule_set, version.version),
            file_name=f"{version.rule_set}_v{version.version}.yml",
        )
    else:
        st.caption("Only what is in force or scheduled is exported.")
