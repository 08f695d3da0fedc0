"""Router of the pages: which pages there are, and which edition they read.

A page's content belongs in ``views/``; a SELECT belongs in ``queries``; a picture in ``charts``.
"""

import streamlit as st

from dashboards import edition_choice

SIDEBAR_PIXELS = 230

# A page keeps most of a narrow screen for its figures.
st.set_page_config(
    page_title="Tallyman",
    page_icon=":material/anchor:",
    layout="wide",
    initial_sidebar_state=SIDEBAR_PIXELS,
)
st.html("<style>.stMainBlockContainer {padding-left: 2.5rem; padding-right: 2.5rem}</style>")

PAGES = {
    "Performance": [
        st.Page("views/overview.py", title="Overview", icon=":material/anchor:", default=True),
        st.Page("views/measures/measures.py", title="Measures", icon=":material/straighten:"),
        st.Page(
            "views/measures/clearance_times.py", title="Clearance times", icon=":material/schedule:"
        ),
        st.Page(
            "views/measures/advance_data.py", title="Advance data", icon=":material/description:"
        ),
        st.Page(
            "views/measures/incidents.py", title="Incidents and ladder", icon=":material/stairs:"
        ),
        st.Page("views/measures/random_lane.py", title="Random lane", icon=":material/casino:"),
        st.Page(
            "views/targeting/commonalities.py", title="Commonalities", icon=":material/join_inner:"
        ),
        st.Page(
            "views/targeting/port_shift.py", title="Port-shift watch", icon=":material/trending_up:"
        ),
        st.Page("views/targeting/parties.py", title="Parties", icon=":material/groups:"),
        st.Page("views/targeting/proposal.py", title="Proposal", icon=":material/balance:"),
        st.Page(
            "views/targeting/season_backtest.py", title="Season backtest", icon=":material/replay:"
        ),
        st.Page("views/targeting/model_card.py", title="Model card", icon=":material/badge:"),
        st.Page("views/measures/ledger.py", title="Ledger", icon=":material/history_edu:"),
        st.Page("views/measures/catalogue.py", title="Catalogue", icon=":material/menu_book:"),
        st.Page("views/data_quality.py", title="Data quality", icon=":material/fact_check:"),
    ],
    "Filters": [
        st.Page(
            "views/filters/register.py",
            title="Filters",
            icon=":material/filter_alt:",
            url_path="filters",
        ),
        st.Page("views/filters/what_if.py", title="What if", icon=":material/tune:"),
        st.Page("views/filters/replay.py", title="Replay", icon=":material/history:"),
        st.Page("views/filters/threshold_map.py", title="Threshold map", icon=":material/map:"),
        st.Page("views/filters/backtest.py", title="Backtest", icon=":material/query_stats:"),
        st.Page("views/filters/practice.py", title="In practice", icon=":material/checklist:"),
    ],
    "Programs": [
        st.Page("views/programs/all_programs.py", title="Programs", icon=":material/folder_open:"),
        st.Page("views/programs/csi.py", title="CSI", icon=":material/public:"),
        st.Page(
            "views/programs/international.py",
            title="International",
            icon=":material/diversity_3:",
        ),
        st.Page("views/programs/scanning.py", title="Scanning", icon=":material/sensors:"),
        st.Page("views/programs/vessels.py", title="Vessels", icon=":material/directions_boat:"),
        st.Page(
            "views/programs/recommendations.py",
            title="Recommendations",
            icon=":material/assignment_turned_in:",
        ),
        st.Page("views/programs/ctpat.py", title="C-TPAT", icon=":material/handshake:"),
    ],
}

page = st.navigation(PAGES, expanded=True)
edition_choice.draw_sidebar()
page.run()
