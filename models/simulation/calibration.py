"""Every figure the synthetic stream is built on, with the source it was taken from.

A figure whose source begins with 'chosen' is ours: no public text gives it. None of these figures
is a finding: the stream shows them because they were put in, and a page or report must never
present one as a result. Shares of ports lie in `port_shares.py`, goods in `goods.py`, planted
weights in `planted.py`.

"OIG n" and "GAO n" are lines of the DHS OIG review of human smuggling in maritime cargo containers
and of GAO-08-538.
"""

from __future__ import annotations

from models.simulation import calibration_csi
from models.simulation.figure import Figure

NULLS = "null shares over 3.8 million rows of the public AMS release"
LAYOUT = "observed in the public AMS release (3.8 million rows)"
TRADE_PRESS = "trade press (weak)"


# Volume and traffic.
NATIONAL_CONTAINERS_A_YEAR = Figure(11e6, "GAO 84-86 (fiscal year 2007)")
LOS_ANGELES_LONG_BEACH_SHARE = Figure(0.42, "OIG 130-131")
OFF_SEASON_VOLUME = Figure(
    0.6, "chosen: an off-season month against the mean month of the season; keeps the default small"
)
EMPTY_SHARE = Figure(0.03, "chosen: not known from any public source")
FROB_SHARE = Figure(0.02, "chosen: cargo remaining on board; not known from any public source")
NVOCC_FCL_SHARE = Figure(
    0.28, "chosen: NVOCC share of full boxes; not known from any public source"
)
LCL_SHARE = Figure(0.05, "chosen: boxes shared by several house bills")
LCL_EXTRA_HOUSES_MEAN = Figure(2.2, "chosen: house bills of a shared box beyond the second")
NEW_BILL_PROBABILITY = Figure(0.72, "chosen: a full box opens a new bill; else it joins the last")
TRIPS_A_CONTAINER_A_YEAR = Figure(4.0, "chosen: equipment numbers are reused")

# Containers.
WRONG_CHECK_DIGIT_SHARE = Figure(0.003, "chosen: check digits 'mostly hold' in real rows")
FORTY_FOOT_SHARE = Figure(0.72, "chosen: the four real vendor bills are all 40 ft")
FORTY_FIVE_FOOT_SHARE = Figure(0.05, "chosen")
SOFT_TOP_SHARE = Figure(0.015, "chosen: rare, so that a soft top is a usable trait")
SECOND_SEAL_SHARE = Figure(0.08, "chosen")
SEAL_MISSING_SHARE = Figure(0.03, "chosen")

# Header fields.
DESTINATION_NULL_SHARE = Figure(0.82, NULLS)
SHIPPER_NULL_SHARE = Figure(0.21, NULLS)
CONSIGNEE_NULL_SHARE = Figure(0.16, NULLS)
TARIFF_NUMBER_NULL_SHARE = Figure(0.58, NULLS)
TARIFF_VALUE_NULL_SHARE = Figure(0.54, NULLS)
HS_IN_TEXT_SHARE = Figure(0.14, "rows whose description carries 'HS CODE ...' in real AMS rows")
TARIFF_ROW_SHARE = Figure(
    0.5, "chosen: the two null shares leave at least 46 % of lines with a row"
)
RECEIPT_NULL_SHARE = Figure(0.18, "chosen")
WEIGHT_NULL_SHARE = Figure(0.04, "chosen: one of the four real vendor bills has no weight")
MEASUREMENT_NULL_SHARE = Figure(0.25, "chosen: two of the four real vendor bills have no volume")
POUNDS_SHARE = Figure(0.15, "chosen: units are mixed in real rows, the shares are not known")
NOTIFY_SHARE = Figure(0.62, "chosen")
MARKS_SHARE = Figure(0.6, "chosen")
HAZMAT_OF_DANGEROUS_GOODS = Figure(0.5, "chosen: shipments of goods that can be dangerous")
TWO_DESCRIPTIONS_SHARE = Figure(0.12, "chosen")
VAGUE_DESCRIPTION_SHARE = Figure(0.05, "chosen: 'GENERAL CARGO' and the like")
PORT_VARIANT_SHARE = Figure(0.3, "chosen: port texts in another spelling than the register's")
PORT_TYPO_SHARE = Figure(0.004, "chosen: port texts with a slip of the keyboard")

# Parties.
TOP_CONSIGNEE_ROWS = Figure(0.56, "rows held by the top 1 % of consignees in real AMS rows")
PLACEHOLDER_SHARE = Figure(
    0.03, "chosen: 535 placeholder names occur in real rows, their share is not known"
)
NEW_CONSIGNEE_SHARE = Figure(0.06, "chosen: bills of a consignee never seen before")
NEW_SHIPPER_SHARE = Figure(0.08, "chosen: bills of a shipper never seen before")
RETURNING_NEWCOMER_SHARE = Figure(
    0.04, "chosen: bills of a firm that was new earlier in the stream"
)
SPELLING_VARIANT_SHARE = Figure(
    0.08, "chosen: the same firm occurs under many spellings in real rows"
)
PUNCTUATION_VARIANT_SHARE = Figure(0.15, "chosen: case and punctuation only")
MOVED_FIRM_SHARE = Figure(0.3, "chosen: firms that file another address from some month on")

# Dirt in the AMS files.
DELETED_SHARE = Figure(
    0.006, "chosen: Deleted records occur (a literal real row is one), rate not known"
)
AMENDED_RECORD_SHARE = Figure(0.004, "chosen")
DUPLICATE_LINE_SHARE = Figure(
    0.004, "chosen: repeated lines occur in real rows, the rate is not known"
)
LONGEST_REPEAT = Figure(47, LAYOUT)
ROUNDED_IDENTIFIER_SHARE = Figure(0.0001, "chosen: spreadsheet damage occurs in real rows")
UNESCAPED_COMMA_SHARE = Figure(0.0002, "chosen: unescaped commas occur in real rows")
TRUNCATED_LINE_SHARE = Figure(0.0001, "chosen")
WRONG_TYPE_SHARE = Figure(0.0001, "chosen")
BAD_DATE_SHARE = Figure(0.0002, "chosen: bad dates occur in real rows")
LONG_DATE_MONTH_SHARE = Figure(
    0.15, "chosen: monthly releases that write dates as YYYY-MM-DDT00:00:00"
)

# Message times.
LATE_MANIFEST_SHARE = Figure(
    0.05,
    "chosen: the stream applies the 24-hour rule in every season although it was enforced only"
    " from 2003, so that a score 24 hours before lading exists throughout",
)
AMENDED_BILL_SHARE = Figure(0.08, "chosen")
AMENDED_AFTER_CLOSE_SHARE = Figure(
    0.004,
    "chosen: by rule none comes later than a day after arrival (OIG 268-269); a few do",
)
ENTRY_LINKED_SHARE = Figure(0.55, "chosen: entry data linked to the original filing")
UNKNOWN_LADING_TIME_SHARE = Figure(0.02, "chosen")
UNKNOWN_DISCHARGE_TIME_SHARE = Figure(0.01, "chosen")
UNKNOWN_RELEASE_TIME_SHARE = Figure(0.01, "chosen")

# Clearance and examination times.
CLEARANCE_LOW_HOURS = Figure(12, f"{TRADE_PRESS}: clearance without examination 12 to 24 hours")
CLEARANCE_HIGH_HOURS = Figure(24, f"{TRADE_PRESS}: clearance without examination 12 to 24 hours")
IMAGE_LOW_DAYS = Figure(1, f"{TRADE_PRESS}: image 1 to 3 days")
IMAGE_HIGH_DAYS = Figure(3, f"{TRADE_PRESS}: image 1 to 3 days")
TAILGATE_LOW_DAYS = Figure(2, f"{TRADE_PRESS}: tail-gate 2 to 6 days")
TAILGATE_HIGH_DAYS = Figure(6, f"{TRADE_PRESS}: tail-gate 2 to 6 days")
INTENSIVE_LOW_DAYS = Figure(5, f"{TRADE_PRESS}: intensive 5 to 30 days")
INTENSIVE_HIGH_DAYS = Figure(30, f"{TRADE_PRESS}: intensive 5 to 30 days")
FILTER_EXAM_HOURS = Figure(
    6, "OIG 928-931: containers hit by the filter examined within 6 hours of discharge"
)

# Selection and what becomes of it.
MITIGATED_SHARE = Figure(0.04, "chosen: mandatory score, resolved by research")
WAIVED_EXCEPTION_SHARE = Figure(0.02, "chosen: mandatory score, standard exception")
WAIVED_REASON_SHARE = Figure(0.015, "chosen: mandatory score, articulable reason")
DIVERTED_SHARE = Figure(0.004, "chosen: mandatory score, never arrived")
SEIZED_SHARE = Figure(0.002, "chosen: mandatory score, seized or refused before an exam")
NOTHING_RECORDED_SHARE = Figure(
    0.015,
    "chosen: mandatory score without any record; GAO-15-294 found disposition data inaccurate",
)
REVIEWED_SHARE = Figure(0.96, "chosen: containers in the review band that an officer reviewed")
RESEARCHED_SHARE = Figure(0.3, "chosen: reviews followed by a research checklist")
ESCALATED_SHARE = Figure(0.25, "chosen: reviews that end in an exam")
DISCRETION_SHARE = Figure(0.002, "chosen: containers picked by an officer's own judgement")
INTELLIGENCE_SHARE = Figure(0.0002, "chosen: containers flagged by intelligence")
RANDOM_DRAW_PROBABILITY = Figure(0.003, "chosen: probability of the random lane")
FOREIGN_EXAM_SHARE = Figure(
    0.12,
    "chosen: mandatory score, laded at a CSI port, imaged abroad; what hosts denied or were not"
    " asked for is told by the feed csi_requests",
)
TWO_PLACE_SHARE = Figure(0.15, "chosen: foreign images followed by an opening in the United States")
IMAGE_FIRST_SHARE = Figure(0.78, "chosen: the split of images and openings is not public")
TAILGATE_SHARE = Figure(0.45, "chosen: openings that are a tail-gate look")
FULL_SHARE = Figure(0.25, "chosen: openings that empty the container")
OPENED_AFTER_CLEAN_IMAGE_SHARE = Figure(
    0.03, "chosen: an anomaly in the image that proves harmless"
)
RADIATION_SHARE = Figure(0.1, "chosen: exams that also record a portal passage")
CANCELLED_SHARE = Figure(0.01, "chosen: exams ordered and cancelled")
INCONCLUSIVE_SHARE = Figure(0.01, "chosen")
ORPHAN_EXAM_SHARE = Figure(0.004, "chosen: exam rows whose container number was mistyped")
GATED_OUT_WHILE_HELD_SHARE = Figure(0.002, "chosen: a compliance failure the platform must publish")

# Smuggling.
SURFACING = Figure(0.40, "chosen: a smuggling event that comes to light without an exam")
DETECTION_IMAGE = Figure(0.55, "chosen: no public figure for persons in images")
DETECTION_PHYSICAL = Figure(0.97, "chosen")
INCIDENTS_A_SEASON = Figure(
    4.0,
    "chosen: confirmed and arrived, whatever the volume. OIG 82-85 give 23 found in the United"
    " States and 6 abroad in eight years among about 11 million containers a year: some 3.6 a year"
    " in the whole nation. At 52,000 containers a year four a season is about 230 times the true"
    " rate a container",
)
TWO_CONTAINER_SHARE = Figure(
    0.35, "chosen: the three incidents of the OIG review had 2, 2 and 1 containers"
)
CONFIRMED_SHARE_EXPECTED = Figure(
    0.465,
    "chosen: worked out by running the stream, 493 of 1,061 events confirmed; sets the attempts",
)
ABROAD_TO_ARRIVED_RATIO = Figure(
    6 / 23, "OIG 82-85: 6 intercepted abroad beside 23 found in the United States"
)
PERSONS_MEAN = Figure(17.0, "OIG 92-122: 85 persons in 5 containers")
ESCAPED_SHARE = Figure(0.02, "OIG 92-122: 2 of 85 persons")
LESSER_POSITIVE_RATE = Figure(0.008, "chosen: containers with a lesser violation")
LESSER_DETECTION_IMAGE = Figure(0.35, "chosen")
LESSER_DETECTION_PHYSICAL = Figure(0.8, "chosen")
RISING_TRACE = Figure(
    3.0,
    "chosen: first-time consignees at the coming port in the season before, against usual; the"
    " platform's trait port_rising works in this stream because this was planted",
)

# Trade partnership (C-TPAT).
PARTNER_IMPORTERS = Figure(3231, "OIG 208: certified importers")
PARTNER_CARRIERS = Figure(1655, "OIG 208: certified carriers")
PARTNER_BROKERS = Figure(637, "OIG 208: certified brokers")
PARTNER_TERMINALS = Figure(38, "OIG 208: certified terminals")
PARTNER_VALIDATED_SHARE = Figure(0.604, "OIG 224-225: 3,926 validated of 6,502 certified members")
PARTNER_SHARE_OF_LARGE = Figure(0.7, "chosen: members among the first tenth of consignees")
PARTNER_SHARE_OF_OTHERS = Figure(0.12, "chosen: members among the other established consignees")
PARTNER_SUSPENDED_SHARE = Figure(0.03, "chosen: members suspended for a time")
PARTNER_REMOVED_SHARE = Figure(0.02, "chosen: members removed")
PARTNER_REVALIDATED_SHARE = Figure(0.7, "chosen: validated members that are validated again")
PARTNER_CREDIT_LOGGED_SHARE = Figure(
    0.95, "chosen: bills of members in standing whose score reduction is in the log"
)
PARTNER_MOST_POINTS_OFF = Figure(
    6,
    "chosen: up to 16 to 19 % of the thresholds, within the 20 % of the SAFE Port Act, section"
    " 214(a); the log alone: no container is selected otherwise because of it",
)
PARTNER_NVOCC_SHARE = Figure(
    0.4, "chosen: NVOCCs that are members; OIG 208-212 print no count of consolidators"
)
PARTNER_NOTICE_WITH_DUTIES_SHARE = Figure(
    0.9, "chosen: notices after an incident that state duties (OIG 363-379: one did not)"
)
PARTNER_DUTY_DONE_SHARE = Figure(0.85, "chosen: stated duties that are done")
PARTNER_FINE_PER_PERSON = Figure(2000, "OIG 389-390: for each stowaway not detained, in USD")
PARTNER_FINE_MITIGATED_SHARE = Figure(0.3, "chosen: fines mitigated to half")
PARTNER_CRITERIA_MET_SHARE = Figure(
    0.85, "chosen: carriers that state compliance with the criteria of 1 March 2006 (OIG 217)"
)

# Returns of partner administrations.
RETURN_SLIP_SHARE = Figure(
    0.03, "chosen: counts of partners' returns that are one too low, requests and exams each"
)

# Acknowledgements of protocols.
PROTOCOL_STAFF_LEAST = Figure(12, "chosen: staff of a port who are asked, at least")
PROTOCOL_STAFF_MOST = Figure(45, "chosen: staff of a port who are asked, at most")
PROTOCOL_AWARE_SHARE = Figure(
    0.6, "chosen: know the protocol when asked; OIG 1386-1388 give no rate, only that nobody did"
)
PROTOCOL_NO_ANSWER_SHARE = Figure(0.08, "chosen: asked, and no answer recorded")

# Scanning abroad (SFI, Megaports).
SCAN_TERMINAL_SHARE = Figure(
    0.3,
    "chosen: calls at the terminal with the scanner; GAO 2203-2205 tell of one terminal in the"
    " port, not of its share",
)
TERMINAL_UNKNOWN_SHARE = Figure(0.03, "chosen: calls whose terminal no record gives")
SCAN_PRESENTED_SHARE = Figure(0.93, "chosen: containers that the terminal sends through")
SCAN_IMAGE_SHARE = Figure(0.95, "chosen: passages with an image")
SCAN_RADIATION_SHARE = Figure(0.97, "chosen: passages with a radiation measurement")
SCAN_RECEIVED_SHARE = Figure(0.96, "chosen: passages whose data reach the United States")
SCANNED_AFTER_LADING_SHARE = Figure(0.02, "chosen: passages recorded later than the lading")
SCAN_ALARM_SHARE = Figure(0.03, "chosen: measurements with an alarm")
SCAN_UNRESOLVED_SHARE = Figure(0.05, "chosen: alarms never resolved")

# Assessment of whole vessels.
RATED_ARRIVAL_SHARE = Figure(0.97, "chosen: arrivals that are assessed at all")
FULL_GRID_SHARE = Figure(0.8, "chosen: assessed arrivals without a missing cell")
MISSING_CELL_SHARE = Figure(0.08, "chosen: cells missing from the other assessed arrivals")
UNSETTLED_CELL_SHARE = Figure(0.004, "chosen: cells looked at and left without a level")
RATED_LATE_SHARE = Figure(0.04, "chosen: assessed arrivals rated only after they came")
HIGH_CELL_SHARE = Figure(0.004, "chosen: cells rated high, stowaways apart")
MEDIUM_CELL_SHARE = Figure(0.04, "chosen: cells rated medium, stowaways apart")
STOWAWAY_HIGH_SHARE = Figure(
    0.05, "chosen: arrivals rated high for stowaways by cargo, those of the highest filter scores"
)
BOARDED_OF_HIGH_SHARE = Figure(0.85, "chosen: arrivals rated high for stowaways that are boarded")
BOARDED_OF_OTHER_SHARE = Figure(0.12, "chosen: other arrivals that are boarded")
BOARDING_FINDING_SHARE = Figure(0.01, "chosen: boardings that find something")
DISCHARGE_CHECK_SHARE = Figure(0.1, "chosen: arrivals whose discharge is checked")
SHIFT_WITHOUT_SUPERVISOR_SHARE = Figure(
    0.03, "chosen: OIG 755-758 tell of supervisors on every shift, as the port's staff say"
)


def figures() -> dict[str, Figure]:
    """List every figure of this module, and of those it is parted into, by name.

    Returns
    -------
    dict of str to Figure
        In the order of the module.

    Examples
    --------
    >>> figures()["LOS_ANGELES_LONG_BEACH_SHARE"].is_chosen
    False
    """
    listed = globals() | vars(calibration_csi)
    return {name: value for name, value in listed.items() if isinstance(value, Figure)}
