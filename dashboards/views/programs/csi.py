"""CSI: three coverages, the gap of 2005, what hosts were asked and answered, what was closed."""

import pandas as pd
import streamlit as st

from dashboards import charts, tables
from dashboards.figures import counted
from dashboards.programs import csi_charts, program_page
from pipelines.editions.programs import every_figure, one_table, table_rows

PORTS_SHOWN = 12

page = program_page.draw(
    "csi",
    "What the ports and teams of the Container Security Initiative reach, what they ask of their "
    "hosts, and what becomes of what hosts deny.",
)
figures = pd.DataFrame(every_figure(page.edition, "csi"))
figures = figures[figures["origin"] == page.origin]


def of(figure: str, kind: str, geography: str = "national") -> pd.DataFrame:
    """Give the rows of a figure over the periods of a kind."""
    return figures[
        (figures["figure"] == figure)
        & (figures["period_kind"] == kind)
        & (figures["geography"] == geography)
    ].sort_values(["period", "subject"])


def count(figure: str, column: str = "numerator") -> int:
    """Give what a figure counts over every period."""
    rows = of(figure, "all")
    return 0 if rows.empty else int(rows.iloc[0][column])


def listed(name: str) -> pd.DataFrame:
    """Give the rows of a table of the program that are of the origin shown."""
    table = one_table(page.program, name)
    frame = pd.DataFrame(table_rows(page.edition, table), columns=list(table.columns))
    return frame[frame["origin"] == page.origin]


st.header("Pictures")
if page.origin == "real":
    st.subheader("Ports in CSI on the list, by day")
    st.altair_chart(csi_charts.ports_by_day(of("CSI.ports.covered", "as_of")), width="stretch")
    st.caption(
        "Ports on the list with a day of start by then, each with its source. The list holds 40 of "
        "the 58 ports the programme reached."
    )
    if of("CSI.coverage.laded", "all").empty:
        st.info("No container traffic of this origin is loaded, so there is no coverage to draw.")
        st.stop()
st.caption(f"Every picture shows {page.origin} rows, whatever day is chosen above.")

st.subheader("Three coverages")
st.markdown(
    "Three answers to three questions over the same container trips; never to be added. A port "
    "counts from the day on which its team, or the team of its customs district, worked."
)
kinds = {"season": "season", "fiscal_year": "fiscal year", "month": "month"}
kind = st.segmented_control(
    "By", list(kinds), default="season", format_func=kinds.get, required=True, key="csi_kind"
)
for column, (figure, (heading, definition)) in zip(
    st.columns(3), csi_charts.COVERAGES.items(), strict=True
):
    rows = of(figure, kind)
    column.markdown(f"**{heading}**")
    column.altair_chart(csi_charts.coverage(rows), width="stretch")
    newest = rows.iloc[-1]
    column.caption(f"{definition} {newest['period']}: {counted(newest)}, container trips.")

st.subheader("The gap of 2005")
st.markdown(
    "Laded outside CSI, carried through a CSI port on board, targeted by nobody: the way of the "
    "containers of January and April 2005 (OIG-07-40, lines 566-571)."
)
left, right = st.columns(2)
gap = of("CSI.gap.passed_untargeted", "season")
if not gap.empty:
    left.altair_chart(charts.measure_over_time(gap), width="stretch")
    left.caption("Share of all container trips, by season of lading.")
places = of("CSI.gap_ports.passed_untargeted", "all", "port")
places = places[places["numerator"] > 0].nlargest(PORTS_SHOWN, "numerator")
if not places.empty:
    right.altair_chart(csi_charts.gap_ports(places), width="stretch")
    right.caption(f"By port of lading, every period together; the {len(places)} with the most.")

st.subheader("From high risk to resolved")
asked = sum(count(f"CSI.requests.{name}") for name in ("pending", "withdrawn")) + count(
    "CSI.requests.denied", "denominator"
)
if asked:
    funnel = pd.DataFrame(
        [
            ("requests to hosts", asked, False),
            ("accepted", count("CSI.funnel.accepted"), False),
            ("examined by the host", count("CSI.funnel.examined"), False),
            ("resolved", count("CSI.funnel.resolved"), False),
            ("denied", count("CSI.requests.denied"), True),
            ("no answer yet", count("CSI.requests.pending"), True),
            ("withdrawn", count("CSI.requests.withdrawn"), True),
        ],
        columns=["step", "count", "is_apart"],
    )
    st.altair_chart(csi_charts.steps(funnel), width="stretch")
    st.caption(
        f"Every period together. {count('CSI.funnel.high_risk'):,} high-risk containers were laded "
        f"at CSI ports, of which {count('CSI.funnel.requested'):,} were asked for and "
        f"{count('CSI.funnel.requested', 'n_unknown'):,} have no decision on record; teams also "
        "ask about containers of the review band, so the requests are more. In grey: what stands "
        "beside the order of events."
    )
else:
    st.info("No request to a host is loaded: that is unknown, not nought.")

st.subheader("Denial by host")
hosts = of("CSI.hosts.denied", "all", "host")
register = pd.DataFrame(table_rows(page.edition, one_table(page.program, "dim_csi_register")))
ports_of: dict[str, list[str]] = {}
for row in register[register["kind"].str.startswith("port")].sort_values("begins_on").itertuples():
    ports_of.setdefault(row.country_code, []).append(row.place)
hosts = hosts.assign(host=[csi_charts.host_label(code, ports_of) for code in hosts["subject"]])
rated = hosts[hosts["value"].notna()]
if not rated.empty:
    st.altair_chart(csi_charts.denial(rated), width="stretch")
few = hosts[hosts["value"].isna()]
if len(few):
    told = "; ".join(f"{row['host']} {counted(row)}" for row in few.to_dict("records"))
    st.caption(tables.plain(f"Fewer than 20 answers, so no percentage. Denied: {told}."))
st.caption(
    "Exact 95 % intervals. Less than 1 % of few requests is not less than 1 %: where intervals "
    "overlap, hosts are not told apart. In synthetic data the rates were put in."
)

st.subheader("What the reasons name, and what is accepted")
specific = of("CSI.specificity.accepted", "all", "specificity")
if not specific.empty:
    st.altair_chart(
        charts.measure_over_time(
            specific[specific["value"].notna()].assign(period=specific["subject"])
        ),
        width="stretch",
    )
    few = specific[specific["value"].isna()]
    if len(few):
        told = "; ".join(
            f"{row['subject']} kinds: {counted(row)} accepted" for row in few.to_dict("records")
        )
        st.caption(f"Fewer than 20 answers, so no percentage: {told}.")
    st.caption(
        "Share accepted by how many of three kinds the reasons name: a rule that was met, an "
        "entity on record, a document. An association, no cause; in synthetic data it was put in."
    )

st.subheader("Denied or not requested, and then")
closing = listed("fct_csi_referrals")
if closing.empty:
    st.info("Nothing was denied or left unrequested, or no record of it is loaded.")
else:
    ends = closing["closure"].value_counts()
    frame = pd.DataFrame(
        [
            (words, int(ends.get(code, 0)), code in ("not_in_manifest", "not_known"))
            for code, words in csi_charts.CLOSURES.items()
        ],
        columns=["step", "count", "is_apart"],
    )
    st.altair_chart(csi_charts.steps(frame), width="stretch")
    only_open = st.toggle("Only those not examined before gate-out", value=True)
    shown = closing[closing["closure"] != "examined_before_gate_out"] if only_open else closing
    tables.draw(csi_charts.closing_table(shown), tallest=420)
    st.caption(f"{len(shown):,} of {len(closing):,} containers; times are UTC.")

st.subheader("High risk at CSI ports, against section 205(k)")
checked = listed("fct_csi_do_not_load")
if not checked.empty:
    found = checked["finding"].value_counts()
    frame = pd.DataFrame(
        [
            (words, int(found.get(code, 0)), code != "laded_without")
            for code, words in csi_charts.FINDINGS.items()
        ],
        columns=["step", "count", "is_apart"],
    )
    st.altair_chart(csi_charts.steps(frame), width="stretch")
    in_force = int(checked["is_rule_in_force"].fillna(False).sum())
    st.caption(
        f"The rule is of 13 October 2006: {in_force:,} of these containers were laded under it. "
        "For those before it nothing was required, and nothing was broken."
    )
