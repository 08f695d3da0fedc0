{#
The figures of the Container Security Initiative, in the order of its page: what each counts, by whose definition, and in
which cube of program_csi_figures its counts stand. The three coverages are three answers to three questions: never added.
#}
{% macro csi_figures() %}
    {% do return(
        csi_coverage_figures() + csi_request_figures() + csi_referral_figures() + csi_other_figures()
    ) %}
{% endmacro %}

{% macro csi_coverage_figures() %}
    {% set common = {
        "section": "Coverage",
        "unit": "container trips",
        "view": "cohort",
        "cube": "trip_cube",
        "denominator": "trips",
        "note": none,
        "geographies": ["national"],
    } %}
    {% set bound = "all U.S.-bound container trips laded then: loaded, not remaining on board for another country" %}
    {% set dated = "A port counts on the days on which a team worked there, or on which the team of its customs district targeted it. Three coverages, three questions: not to be added." %}
    {% do return([
        dict(common, id="CSI.coverage.laded", title="Laded at a CSI port", numerator="laded", unknown="laded_unknown",
            formula="laded at a port that was in CSI on the day of lading / " ~ bound,
            source="OIG-07-40, lines 566-571", note=dated),
        dict(common, section="Coverage by country of lading", id="CSI.countries.laded", title="Laded at a CSI port", numerator="laded", unknown="laded_unknown", geographies=["host"],
            formula="laded at a port that was in CSI on the day of lading / container trips laded in the country",
            source="OIG-07-40, lines 566-571 and 580-583", note="Shows where traffic moves outside CSI."),
        dict(common, id="CSI.coverage.passed", title="Laded at or carried through one", numerator="passed", unknown="passed_unknown",
            formula="laded at a CSI port, or on board when the vessel called at one after the lading and before the first U.S. port / " ~ bound,
            source="OIG-07-40, lines 533-535 and 566-571", note="Carried through is not targeted."),
        dict(common, id="CSI.coverage.targeted", title="Targeted by a CSI team", numerator="targeted", unknown="targeted_unknown",
            formula="the team told that it went through the manifest of the vessel at the port of lading before the lading, or settled on the container / " ~ bound,
            source="OIG-07-40, lines 247-248 and 568-571", note="Unknown: laded at a CSI port in a month for which its team told of no targeting at all."),
        dict(common, id="CSI.coverage.of_district", title="Laded at a port of a district", numerator="district", unknown=none, denominator=none,
            formula="of those laded at a CSI port, laded where no team sits: Shenzhen targets Shekou and Chiwan from Yantian",
            source="OIG-07-40, lines 607-617", note="Targeted by the team of the customs district; counted within Laded at a CSI port."),
        dict(common, id="CSI.coverage.two_ladings", title="Container trips with two ladings", numerator="two_ladings", unknown=none, denominator=none,
            formula="container trips whose bills name more than one port of lading",
            source="Tallyman definition", note="Transshipped: laded at a CSI port if any of its ladings was; counted once."),
        dict(common, section="The gap of 2005", id="CSI.gap.passed_untargeted", title="Passed a CSI port untargeted", numerator="gap", unknown="gap_unknown",
            formula="laded outside CSI, on board when the vessel called at a CSI port after it, and targeted by no CSI team / " ~ bound,
            source="OIG-07-40, lines 566-577", note="CSI does not target what remains on board; SAFE Framework standard 2 asks for authority to inspect it (GAO-08-538, lines 1768-1771)."),
        dict(common, section="The gap of 2005 by port", id="CSI.gap_ports.passed_untargeted", is_of_all=true, is_some=true, title="Passed a CSI port untargeted", numerator="gap", unknown="gap_unknown", geographies=["port"],
            formula="as the gap of 2005 / container trips laded at the port", source="OIG-07-40, lines 566-577"),
    ]) %}
{% endmacro %}

{% macro csi_request_figures() %}
    {% set common = {
        "section": "Requests to hosts",
        "unit": "requests",
        "view": "cohort",
        "cube": "request_cube",
        "unknown": none,
        "denominator": none,
        "note": none,
        "geographies": ["national"],
    } %}
    {% set by_request = "By the month of the request." %}
    {% do return([
        dict(common, id="CSI.funnel.high_risk", title="High risk, laded at a CSI port", unit="container trips", cube="trip_cube", numerator="high_risk",
            formula="high risk by any of the three routes on arrival, laded at a port in CSI that day", source="Tallyman definition; routes as S8.2",
            note="By the month of lading. The team judges by what is filed before lading, this count by what was known on arrival."),
        dict(common, id="CSI.funnel.requested", title="Examination requested", unit="container trips", cube="trip_cube", numerator="requested", denominator="high_risk", unknown="unrecorded",
            formula="a request to the host on record / high-risk containers laded at a CSI port", source="OIG-07-40, lines 242-246",
            note="By the month of lading. Unknown: no decision of the team on record."),
        dict(common, id="CSI.funnel.accepted", title="Requests accepted", numerator="accepted", denominator="answered",
            formula="accepted / (accepted + denied)", source="OIG-07-40, lines 242-246", note=by_request ~ " Pending and withdrawn requests stand apart."),
        dict(common, id="CSI.funnel.examined", title="Accepted requests examined", numerator="examined", denominator="accepted",
            formula="examined by the host / accepted", source="GAO-08-538, lines 502-511", note=by_request),
        dict(common, id="CSI.funnel.resolved", title="Examined and resolved", numerator="resolved", denominator="examined",
            formula="risk held to be settled by the team / examined by the host", source="Tallyman definition", note=by_request),
        dict(common, id="CSI.requests.denied", title="Denial rate", numerator="denied", denominator="answered",
            formula="denied / (accepted + denied)", source="OIG-07-40, lines 668-672", note=by_request ~ " Pending and withdrawn requests stand apart."),
        dict(common, id="CSI.requests.pending", title="Requests without an answer", numerator="pending", formula="requests that the host has not answered", source="Tallyman definition", note=by_request),
        dict(common, id="CSI.requests.withdrawn", title="Requests withdrawn", numerator="withdrawn", formula="requests taken back before an answer", source="Tallyman definition", note=by_request),
        dict(common, id="CSI.requests.not_requested", title="Decided not to request", unit="decision", numerator="not_requested", formula="decisions of the team not to ask the host", source="OIG-07-40, lines 648-653", note="By the month of the decision."),
        dict(common, section="Requests to hosts, by host", id="CSI.hosts.denied", title="Denial rate", numerator="denied", denominator="answered", is_of_all=true, geographies=["host"],
            formula="denied / (accepted + denied)", source="OIG-07-40, lines 668-672", note="Below 20 answers no percentage: less than 1 % of few requests is not less than 1 %."),
        dict(common, section="Requests to hosts, by host", id="CSI.hosts.pending", title="Requests without an answer", numerator="pending", is_of_all=true, is_some=true, geographies=["host"], formula="requests that the host has not answered", source="Tallyman definition"),
        dict(common, section="Requests to hosts, by host", id="CSI.hosts.withdrawn", title="Requests withdrawn", numerator="withdrawn", is_of_all=true, is_some=true, geographies=["host"], formula="requests taken back before an answer", source="Tallyman definition"),
        dict(common, section="Specificity of the reasons", id="CSI.specificity.accepted", title="Accepted, by what the reasons name", numerator="accepted", denominator="answered", geographies=["specificity"],
            formula="accepted / (accepted + denied), by how many of three the reasons name: a rule that was met, an entity on record, a document",
            source="OIG-07-40, lines 651-674; the three kinds are a Tallyman rule", note="An association, not a cause: what is asked with better reasons differs in other ways too. In synthetic data it was put in."),
    ]) %}
{% endmacro %}

{% macro csi_referral_figures() %}
    {% set common = {
        "section": "Referred to the U.S. port",
        "unit": "containers",
        "view": "cohort",
        "cube": "referral_cube",
        "unknown": none,
        "denominator": none,
        "source": "OIG-07-40, lines 674-675",
        "note": "By the month of arrival; of the decision where the container is in no manifest. A container asked for more than once counts once; one that the host accepted in the end only if it had been referred.",
        "geographies": ["national"],
    } %}
    {% do return([
        dict(common, id="CSI.referrals.referred", title="Denied or not requested, and referred", numerator="referred", denominator="unasked",
            formula="referred to the targeters of the U.S. port / denied or not requested"),
        dict(common, id="CSI.referrals.examined", title="Referred and examined before gate-out", numerator="closed", denominator="referred", unknown="closure_unknown",
            formula="completed examination aboard or at the U.S. port by gate-out / referred",
            note="By the month of arrival. What still waits at the terminal counts as not examined. Unknown: no container trip of that number, or an examination or gate-out without a time."),
        dict(common, id="CSI.referrals.late", title="Referred and examined after gate-out", numerator="late", formula="first completed examination ended after gate-out"),
        dict(common, id="CSI.referrals.left_unexamined", title="Referred and left unexamined", numerator="left", formula="gone from the terminal without a completed examination"),
        dict(common, id="CSI.referrals.waiting", title="Referred and still at the terminal", numerator="waiting", formula="not examined, not gone"),
    ]) %}
{% endmacro %}

{% macro csi_other_figures() %}
    {% set common = {"cube": none, "view": "as_of", "unknown": none, "denominator": none, "note": none, "geographies": ["national"]} %}
    {% do return([
        dict(common, section="Examinations abroad", id="CSI.exams.accepted_as_standard", title="Accepted as meeting the standard", unit="examination", view="activity", cube="exam_cube", numerator="standard", unknown="standard_unknown",
            formula="examinations by the host that CBP accepted as meeting its standard", source="Tallyman definition", note="By the month of the examination. An output that follows volume, not an outcome."),
        dict(common, section="Examinations abroad by host", id="CSI.host_exams.accepted_as_standard", title="Accepted as meeting the standard", unit="examination", view="activity", cube="exam_cube", numerator="standard", unknown="standard_unknown", is_of_all=true, geographies=["host"],
            formula="examinations by the host that CBP accepted as meeting its standard", source="Tallyman definition", note="An output that follows volume, not an outcome."),
        dict(common, section="Examinations abroad", id="CSI.exams.physical", title="Physical share of examinations abroad", unit="examination", view="activity", cube="exam_cube", numerator="physical", denominator="exams", unknown="method_unknown",
            formula="opened by the host / examined by the host", source="OIG-07-40, line 236", note="By the month of the examination. CSI means to keep it low through technology."),
        dict(common, section="Orders not to load", id="CSI.do_not_load.laded_without", title="Laded without scan or clearance", unit="container trips", view="cohort", cube="order_cube", numerator="laded_without", denominator="under_rule", unknown="laded_unknown",
            formula="laded without a completed scan or search and without information that settled the risk / high-risk containers laded at a CSI port since 13 October 2006",
            source="SAFE Port Act, section 205(k), 120 Stat. 1908", note="Expected to be 0. By the month of lading. Before 13 October 2006 the rule did not apply and no row stands here."),
        dict(common, section="Orders not to load", id="CSI.do_not_load.before_the_rule", title="The same before the rule", unit="container trips", view="cohort", cube="order_cube", numerator="before_rule",
            formula="laded without scan, search or information before 13 October 2006", source="Tallyman definition", note="No compliance figure: the rule was not in force."),
        dict(common, section="Orders not to load", id="CSI.do_not_load.orders", title="Orders not to load", unit="order", view="cohort", cube="order_cube", numerator="orders",
            formula="orders on record", source="OIG-07-40, lines 179-184", note="By the month of lading, or of the order where nothing was laded. The source calls them rare."),
        dict(common, section="Ports and partners", id="CSI.ports.covered", title="Ports in CSI on the list", unit="port", formula="ports on the list with a day of start by then",
            source="data/reference/csi_ports.csv and registers, each row with its source", note="The list holds 40 of the 58 ports the programme reached: the full list with dates was not found."),
        dict(common, section="Ports and partners", id="CSI.ports.of_district", title="Of these, ports of a district", unit="port", formula="ports without a team of their own", source="OIG-07-40, lines 607-617"),
        dict(common, section="Ports and partners", id="CSI.feeder_pilots", title="Feeder-port pilots begun", unit="pilot", formula="pilots under way or completed", source="GAO-08-538, lines 1258-1268", note="Examinations at feeder ports are not stated."),
        dict(common, section="Ports and partners", id="CSI.reciprocity", title="Partners with officers in U.S. ports", unit="country", formula="countries that had decided to", source="GAO-08-538, lines 1129-1132", note="Of 33 countries then in CSI."),
    ]) %}
{% endmacro %}
