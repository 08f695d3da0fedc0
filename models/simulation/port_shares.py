"""Shares of the ports of discharge and of lading in the synthetic trade, with their sources.

Codes are Schedule D (United States) and Schedule K (foreign). Which service calls where is in
`services.py`; names, regions and spellings come from the reference tables.
"""

from __future__ import annotations

import math

from models.simulation.calibration import (
    LOS_ANGELES_LONG_BEACH_SHARE,
    NATIONAL_CONTAINERS_A_YEAR,
)
from models.simulation.figure import Figure

_FHWA = "FHWA Freight Facts and Figures 2009, figure 3-18 (thousand import TEU, 2008)"
_BTS = "BTS State Transportation Statistics 2014, table 3-7 (thousand import TEU, 2012)"

US_PORT_TEU: dict[str, Figure] = {
    "2704": Figure(4014, f"{_FHWA}: Los Angeles"),
    "2709": Figure(3114, f"{_FHWA}: Long Beach"),
    "4601": Figure(2542, f"{_FHWA}: New York/New Jersey"),
    "1703": Figure(1086, f"{_FHWA}: Savannah"),
    "1401": Figure(807, f"{_FHWA}: Norfolk"),
    "2811": Figure(726, f"{_FHWA}: Oakland"),
    "1601": Figure(690, f"{_FHWA}: Charleston"),
    "3001": Figure(656, f"{_FHWA}: Seattle"),
    "3002": Figure(646, f"{_FHWA}: Tacoma"),
    "5301": Figure(574, f"{_FHWA}: Houston"),
    "5201": Figure(315, f"{_FHWA}: Miami"),
    "5203": Figure(283, f"{_FHWA}: Port Everglades"),
    "1303": Figure(259, f"{_FHWA}: Baltimore"),
    "1101": Figure(159, f"{_FHWA}: Philadelphia"),
    "4909": Figure(157, f"{_FHWA}: San Juan"),
    "1103": Figure(134, f"{_FHWA}: Wilmington, Delaware"),
    "1902": Figure(107, f"{_FHWA}: Gulfport"),
    "2904": Figure(97, f"{_FHWA}: Portland, Oregon"),
    "0401": Figure(90, f"{_FHWA}: Boston"),
    "1501": Figure(89, f"{_FHWA}: Wilmington, North Carolina"),
    "2002": Figure(81, f"{_FHWA}: New Orleans"),
    "1803": Figure(53, f"{_FHWA}: Jacksonville"),
    "2501": Figure(52, f"{_BTS}: San Diego"),
    "2713": Figure(48, f"{_BTS}: Port Hueneme"),
    "1901": Figure(38, f"{_FHWA}: Mobile"),
}
"""Import volume of the U.S. ports; only the proportions are used."""

_SFI = "GAO 2166-2192, table 6 (U.S.-bound containers, fiscal year 2007)"
_OIG = "OIG 580-583 and 626-627"
_CHOSEN = "chosen"

FOREIGN_CONTAINERS: dict[str, Figure] = {
    "58201": Figure(795_138, f"{_SFI}: Hong Kong"),
    "58023": Figure(645_467, f"{_SFI}: Busan"),
    "21531": Figure(75_800, f"{_SFI}: Puerto Cortes"),
    "52330": Figure(45_997, f"{_SFI}: Salalah"),
    "41374": Figure(25_627, f"{_SFI}: Southampton"),
    "53551": Figure(7_295, f"{_SFI}: Port Qasim"),
    "57035": Figure(
        800_000, f"{_OIG}: Shanghai and Yantian 1.5 million together; the split is chosen"
    ),
    "57078": Figure(
        700_000, f"{_OIG}: Shanghai and Yantian 1.5 million together; the split is chosen"
    ),
    "57018": Figure(
        200_000, f"{_OIG}: other Chinese ports 500,000 together; Shekou's part is chosen"
    ),
    "57067": Figure(
        60_000, f"{_OIG}: other Chinese ports 500,000 together; Chiwan's part is chosen"
    ),
    "57020": Figure(
        90_000, f"{_OIG}: other Chinese ports 500,000 together; Ningbo's part is chosen"
    ),
    "57069": Figure(
        60_000, f"{_OIG}: other Chinese ports 500,000 together; Xiamen's part is chosen"
    ),
    "57047": Figure(
        60_000, f"{_OIG}: other Chinese ports 500,000 together; Qingdao's part is chosen"
    ),
    "57017": Figure(
        15_000, f"{_OIG}: other Chinese ports 500,000 together; Xingang's part is chosen"
    ),
    "57051": Figure(
        15_000, f"{_OIG}: other Chinese ports 500,000 together; Dalian's part is chosen"
    ),
    "58309": Figure(620_000, _CHOSEN),
    "58301": Figure(240_000, _CHOSEN),
    "58031": Figure(110_000, _CHOSEN),
    "58886": Figure(260_000, _CHOSEN),
    "58895": Figure(130_000, _CHOSEN),
    "58857": Figure(190_000, _CHOSEN),
    "58840": Figure(190_000, _CHOSEN),
    "55976": Figure(440_000, _CHOSEN),
    "55751": Figure(170_000, _CHOSEN),
    "55750": Figure(110_000, _CHOSEN),
    "54930": Figure(330_000, _CHOSEN),
    "56033": Figure(230_000, _CHOSEN),
    "56549": Figure(130_000, _CHOSEN),
    "55224": Figure(150_000, _CHOSEN),
    "54201": Figure(120_000, _CHOSEN),
    "53313": Figure(220_000, _CHOSEN),
    "53550": Figure(50_000, _CHOSEN),
    "53827": Figure(60_000, _CHOSEN),
    "52051": Figure(30_000, _CHOSEN),
    "42157": Figure(380_000, _CHOSEN),
    "42305": Figure(320_000, _CHOSEN),
    "42870": Figure(330_000, _CHOSEN),
    "42879": Figure(130_000, _CHOSEN),
    "41323": Figure(140_000, _CHOSEN),
    "42737": Figure(130_000, _CHOSEN),
    "40117": Figure(40_000, _CHOSEN),
    "47031": Figure(90_000, _CHOSEN),
    "47094": Figure(110_000, _CHOSEN),
    "47061": Figure(80_000, _CHOSEN),
    "47527": Figure(120_000, _CHOSEN),
    "47531": Figure(150_000, _CHOSEN),
    "47536": Figure(120_000, _CHOSEN),
    "47537": Figure(110_000, _CHOSEN),
    "48452": Figure(30_000, _CHOSEN),
    "48939": Figure(50_000, _CHOSEN),
    "50801": Figure(40_000, _CHOSEN),
    "72901": Figure(20_000, _CHOSEN),
    "35177": Figure(270_000, _CHOSEN),
    "35705": Figure(80_000, _CHOSEN),
    "30107": Figure(90_000, _CHOSEN),
    "30764": Figure(30_000, _CHOSEN),
    "22313": Figure(130_000, _CHOSEN),
    "20505": Figure(110_000, _CHOSEN),
    "33131": Figure(110_000, _CHOSEN),
    "33303": Figure(70_000, _CHOSEN),
    "33779": Figure(90_000, _CHOSEN),
    "24741": Figure(80_000, _CHOSEN),
    "24722": Figure(50_000, _CHOSEN),
    "24128": Figure(70_000, _CHOSEN),
    "20199": Figure(60_000, _CHOSEN),
    "20193": Figure(50_000, _CHOSEN),
    "79113": Figure(40_000, _CHOSEN),
    "79101": Figure(25_000, _CHOSEN),
    "60237": Figure(90_000, _CHOSEN),
    "60267": Figure(40_000, _CHOSEN),
    "61401": Figure(80_000, _CHOSEN),
}
"""Containers a year to the United States by port of lading; those with a source keep their part of
the national 11 million."""


def us_port_shares() -> dict[str, float]:
    """Give each U.S. port's share of the containers.

    Los Angeles and Long Beach hold the 42 % of the OIG review, parted by their TEU; the other ports
    part the rest by theirs.

    Returns
    -------
    dict of str to float
        Schedule D code to share; the shares sum to 1.

    Examples
    --------
    >>> shares = us_port_shares()
    >>> round(shares["2704"] + shares["2709"], 6), round(sum(shares.values()), 6)
    (0.42, 1.0)
    """
    pair = ("2704", "2709")
    pair_teu = sum(US_PORT_TEU[code].value for code in pair)
    other_teu = sum(figure.value for figure in US_PORT_TEU.values()) - pair_teu
    together = LOS_ANGELES_LONG_BEACH_SHARE.value
    return {
        code: figure.value * (together / pair_teu if code in pair else (1 - together) / other_teu)
        for code, figure in US_PORT_TEU.items()
    }


def foreign_port_shares() -> dict[str, float]:
    """Give each foreign port's share of the containers, as a port of lading.

    Ports with a source hold their containers of the national 11 million; ours part the rest.

    Returns
    -------
    dict of str to float
        Schedule K code to share; the shares sum to 1.

    Examples
    --------
    >>> shares = foreign_port_shares()
    >>> round(shares["58201"] * 11_000_000), math.isclose(sum(shares.values()), 1)
    (795138, True)
    """
    nation = NATIONAL_CONTAINERS_A_YEAR.value
    sourced = sum(f.value for f in FOREIGN_CONTAINERS.values() if not f.is_chosen)
    chosen = sum(f.value for f in FOREIGN_CONTAINERS.values() if f.is_chosen)
    scale = (nation - sourced) / chosen
    shares = {
        code: figure.value * (scale if figure.is_chosen else 1.0) / nation
        for code, figure in FOREIGN_CONTAINERS.items()
    }
    if not math.isclose(sum(shares.values()), 1.0):
        raise AssertionError("shares of the ports of lading do not sum to 1")
    return shares
