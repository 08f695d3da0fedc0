"""Figures put into the feeds of the Container Security Initiative (CSI); none is a finding.

Drawn for high-risk containers laded at CSI ports, and for some of the review band there. Listed
with the others by `calibration.figures`.
"""

from __future__ import annotations

from models.simulation.figure import Figure

CSI_TARGETED_SHARE = Figure(0.96, "chosen: vessel calls whose manifest the team went through")
CSI_RECORDED_SHARE = Figure(0.9, "chosen: containers not examined abroad with a decision on record")
CSI_DENIED_IN_CHINA = Figure(0.19, "OIG 671: denied, of all that was requested in China")
CSI_DENIED_ELSEWHERE = Figure(0.008, "chosen within OIG 671-672: all other ports under 1 %")
CSI_ACCEPTED_UNEXAMINED_SHARE = Figure(0.01, "chosen: accepted, and laded before the exam")
CSI_PENDING_SHARE = Figure(0.03, "chosen: never answered, of what was asked")
CSI_WITHDRAWN_SHARE = Figure(0.03, "chosen: taken back before an answer, of what was asked")
CSI_BAND_ASKED_SHARE = Figure(
    0.3, "chosen: review band, laded at a CSI port, host asked; enough answers to tell hosts apart"
)
CSI_BAND_EXAMINED_SHARE = Figure(
    0.9,
    "chosen: review band, accepted, examined by the host; told by the team alone, so that the feed"
    " of examinations stays as it is",
)
CSI_REFERRED_SHARE = Figure(0.94, "chosen: denied or not requested, referred to the U.S. port")
CSI_STANDARD_SHARE = Figure(0.95, "chosen: host exams accepted as meeting the CBP standard")
CSI_SPECIFIC_IF_ACCEPTED = Figure(
    0.6,
    "chosen: a rule, an entity, a document, each named in so many accepted requests. Planted: the"
    " share accepted rises with what is named because of it. OIG 669-671 tell the direction",
)
CSI_SPECIFIC_IF_DENIED = Figure(0.3, "chosen: the same in requests denied, withdrawn or pending")
DO_NOT_LOAD_SHARE = Figure(
    0.5, "chosen: boxes that never arrived, laded at a CSI port, stopped by such an order"
)
