"""C-TPAT: members and how they fare, credit, exams, and what follows an incident."""

import pandas as pd
import streamlit as st

from dashboards import tables
from dashboards.charts import cut_words
from dashboards.figures import percent
from dashboards.programs import partner_charts, partner_queries, program_page

CASES_SHOWN = 20
FINDINGS = {
    "credit_over_limit": "bills with more than 20 % of the threshold taken off",
    "credit_to_other_than_importer": "bills with credit for another than an importer",
    "credit_out_of_standing": "bills with credit for a member neither certified nor validated",
    "validated_never_certified": "members validated without having been certified",
    "several_sectors": "members of several sectors",
    "suspension_without_act": "suspensions in the register without an act and its reason",
    "no_duty_stated": "partners told of no duty after an incident",
    "duty_overdue": "duties overdue",
    "fine_not_as_rated": "fines that are not the rate in force times the persons not detained",
}


def draw_census(page: program_page.ProgramPage) -> bool:
    """Draw members by status over time, and by sector on the last day; False without members."""
    rows = partner_queries.series(page.edition, page.origin, "CTPAT.census.")
    if page.as_of is not None:
        rows = rows[rows["period"] <= str(page.as_of)]
    if rows.empty:
        return False
    st.subheader("Members over time")
    national = rows[rows["subject"] == "*"].pivot_table(
        index="period", columns="figure", values="numerator", aggfunc="first"
    )
    national["CTPAT.census.certified_only"] = (
        national["CTPAT.census.certified"] - national["CTPAT.census.validated"]
    )
    parts = [
        pd.DataFrame(
            {
                "day": pd.to_datetime(national.index),
                "status": words,
                "rank": rank,
                "members": national[figure].to_numpy(),
            }
        )
        for rank, (figure, words) in enumerate(partner_charts.STATUSES.items())
    ]
    st.altair_chart(partner_charts.census(pd.concat(parts)), width="stretch")
    last = rows[(rows["period"] == rows["period"].max()) & rows["denominator"].isna()]
    last = last[last["figure"] != "CTPAT.census.sector_gap"]
    matrix = last.pivot_table(index="subject", columns="title", values="numerator", aggfunc="first")
    order = [*sorted(set(matrix.index) - {"*"}), "*"]
    matrix = matrix.reindex(order).rename(index={"*": "all, counted once"}).astype("Int64")
    tables.write(matrix.reset_index(names="sector"))
    gap = rows[(rows["figure"] == "CTPAT.census.sector_gap")].iloc[-1]
    st.caption(
        f"As of {rows['period'].max()}. Sum of the sectors less members counted once: "
        f"{int(gap['numerator'])}. The certified contain the validated."
    )
    return True


def draw_cohorts(page: program_page.ProgramPage) -> bool:
    """Draw the share of each year's members that reached the next status in time."""
    rows = partner_queries.series(page.edition, page.origin, "CTPAT.timely.")
    rows = rows[rows["subject"] == "*"]
    if rows.empty:
        return False
    st.subheader("In time, by the year in which the clock began")
    told = rows[rows["value"].notna()]
    if told.empty:
        st.info("No cohort has 20 members of whom it is known; the counts are below.")
    else:
        st.altair_chart(
            partner_charts.shares(told, by="title", title="share in time"), width="stretch"
        )
    shown = rows.assign(
        period=rows["period"].str.removeprefix("CY"),
        share=[percent(value) if pd.notna(value) else "–" for value in rows["value"]],
        interval=[
            f"{low:.0%} to {high:.0%}" if pd.notna(low) else note
            for low, high, note in zip(rows["low"], rows["high"], rows["value_note"], strict=True)
        ],
    )
    shown = shown.rename(
        columns={"numerator": "in time", "denominator": "members", "n_unknown": "time still runs"}
    )
    names = ["title", "period", "in time", "members", "time still runs", "share", "interval"]
    tables.draw(shown[names].rename(columns={"title": "what", "period": "year"}), tallest=420)
    st.caption(
        "The stock of validated among certified members rises too when members that were never "
        "validated leave; a cohort does not forget them. The limits are law from 13 October 2006 "
        "and a yardstick before."
    )
    return True


def draw_credit(page: program_page.ProgramPage) -> bool:
    """Draw the sizes of score reductions, and the lists that must be empty."""
    bands = partner_queries.series(page.edition, page.origin, "CTPAT.credit.band")
    if bands.empty:
        return False
    st.subheader("Sizes of score reductions")
    st.altair_chart(partner_charts.credit_bands(bands), width="stretch")
    found = partner_queries.findings(page.edition, page.origin).set_index("finding")["rows"]
    bills = int(bands["numerator"].sum())
    lines = [
        f"- {'✓ none' if not found.get(name) else f'**{found[name]:,}**'}: {FINDINGS[name]}"
        for name in list(FINDINGS)[:3]
    ]
    st.markdown("\n".join([f"Of {bills:,} bills with credit:", *lines]))
    return True


def draw_exams(page: program_page.ProgramPage) -> bool:
    """Draw the raw ratio of exam rates beside the standardised one."""
    ratios = partner_queries.exam_ratios(page.edition, page.origin)
    if ratios["member_count"].sum() == 0:
        return False
    st.subheader("Exams of members against others")
    st.warning(
        "The raw ratio mixes the lower risk of members with what credit does. Read the "
        "standardised one: members against others at the same port, from the same country of "
        "lading, with the same commodity, in the same score band before credit."
    )
    words = {"*": "all seasons"} | {p: f"season {p}" for p in ratios["period"] if p != "*"}
    shown = ratios.assign(
        period=ratios["period"].map(words), ratio=ratios["ratio"].map(partner_charts.RATIOS)
    )
    told = shown[shown["value"].notna()]
    if told.empty:
        st.info("Fewer than 20 containers can be compared in every season.")
    else:
        st.altair_chart(partner_charts.exam_ratios(told), width="stretch")
        st.caption(cut_words(told["low"], told["high"], partner_charts.RATIO_AXIS))
    tables.draw(
        pd.DataFrame(
            {
                "Season": shown["period"],
                "Ratio": shown["ratio"],
                "Exams of members": [
                    f"{exams:,} of {count:,}"
                    for exams, count in zip(
                        shown["member_exam_count"], shown["member_count"], strict=True
                    )
                ],
                "At the rates of others": shown["expected_exam_count"].round(1),
                "Value": [
                    f"{value:.2f}" if pd.notna(value) else note
                    for value, note in zip(shown["value"], shown["note"], strict=True)
                ],
                "95 % interval": [
                    f"{low:.2f} to {high:.2f}" if pd.notna(high) else "–"
                    for low, high in zip(shown["low"], shown["high"], strict=True)
                ],
                "Members without a match": shown["left_out_count"],
                "Membership or exams unknown": shown["unknown_count"],
            }
        )
    )
    if page.origin == "synthetic":
        st.caption(
            "In the synthetic stream nothing that membership brings is planted: the standardised "
            "ratio should lie about 1, and a raw ratio away from 1 shows what it mixes."
        )
    return True


def draw_cases(page: program_page.ProgramPage) -> None:
    """Draw what happened after incidents, and for how long members were suspended."""
    st.subheader("After an incident")
    days = partner_queries.duty_days(page.edition, page.origin)
    if page.as_of is not None:
        days = days[pd.to_datetime(days["day"]) <= pd.Timestamp(page.as_of)]
    if days.empty:
        st.info("No incident of a member of this origin.")
    else:
        cases = list(dict.fromkeys(days["case"]))
        shown = days[days["case"].isin(cases[-CASES_SHOWN:])]
        st.altair_chart(partner_charts.moments(shown), width="stretch")
        st.caption(
            f"{min(len(cases), CASES_SHOWN)} of {len(cases)} cases, the latest. Only days that a "
            "source states are drawn. A duty counts because a notice states it; a partner told of "
            "no duty owes none, and is a finding."
        )
    suspended = partner_queries.suspensions(page.edition, page.origin)
    if not suspended.empty:
        tables.write(_suspension_table(suspended))


def _suspension_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Give suspensions in words; a day that no source states says so."""

    def day(row: dict[str, object], name: str, *, was: bool) -> str:
        value = pd.Timestamp(str(row[name])) if pd.notna(row[name]) else None
        return f"{value:%Y-%m-%d}" if value is not None else ("not stated" if was else "–")

    table = []
    for row in rows.to_dict("records"):
        state = row["state"]
        days = row["suspended_days"]
        table.append(
            {
                "member": row["party_name"],
                "state": state.replace("_", " "),
                "suspended": day(row, "suspended_on", was=state != "not_suspended"),
                "agreed": day(row, "agreed_on", was=False),
                "reinstated": day(row, "reinstated_on", was=state == "reinstated"),
                "days": f"{int(days)}" if pd.notna(days) else "–",
                "reason": row["reason"] or "not stated",
            }
        )
    return pd.DataFrame(table)


def draw_exposure(page: program_page.ProgramPage) -> bool:
    """Draw the share of members' containers under house bills of non-member NVOCCs."""
    rows = partner_queries.series(page.edition, page.origin, "CTPAT.exposure.")
    rows = rows[rows["value"].notna()]
    if rows.empty:
        return False
    st.subheader("Exposure through NVOCCs that are no members")
    st.altair_chart(
        partner_charts.shares(
            rows.assign(period="season " + rows["period"]),
            by="subject",
            title="share of their containers",
        ),
        width="stretch",
    )
    totals = rows.groupby("subject")[["numerator", "denominator"]].sum()
    st.caption(
        "; ".join(
            f"{subject}: {row.numerator:,.0f} of {row.denominator:,.0f} containers"
            for subject, row in totals.iterrows()
        )
        + ". A container under one such house bill counts; the NVOCCs are listed above."
    )
    return True


page = program_page.draw(
    "ctpat",
    "The trade partnership: who is a member and how each fares in time, what credit is given, "
    "whether members are examined less, and what follows an incident.",
)
draw_cases(page)
drawn = {
    "members": draw_census(page),
    "cohorts": draw_cohorts(page),
    "score credit": draw_credit(page),
    "exams of members": draw_exams(page),
    "exposure through NVOCCs": draw_exposure(page),
}
missing = [name for name, is_drawn in drawn.items() if not is_drawn]
if missing:
    st.info(f"No {page.origin} records are loaded, or too few, of: {', '.join(missing)}.")
