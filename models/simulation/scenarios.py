"""The scenarios of the stream: the five containers of three real incidents, told again.

They are synthetic: what the sources tell is as they tell it, everything else (hours, goods,
parties, weights, ship) is ours. Incident numbers begin with SCENARIO- and sources with "scenario:";
the platform keeps them out of every count of confirmed incidents. How they enter a month is in
`scenario_months.py`.

"OIG" is DHS OIG-07-40 (redacted), by lines of its plain text; "press" the pages named for these
incidents in `data/reference/incident_history`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SCENARIO_PREFIX = "SCENARIO-"
"""Incident numbers of scenarios begin so."""

SCENARIO_SOURCE = "scenario:"
"""Sources of scenario rows begin so; the platform knows them by it."""


@dataclass(frozen=True, slots=True)
class ScenarioContainer:
    """A container of a scenario.

    Parameters
    ----------
    label : str
        A, B, ... within the incident.
    persons : int
        The sources tell them by incident; how they are parted is chosen.
    hs6, phrase : str
        Goods and their description, of `goods.GOODS`; at least 12 characters, so that the
        description itself is no reason.
    is_held : bool
        Held for an examination that never began.
    is_on_house_bill : bool
        On the house bill of an NVOCC.
    is_consignee_new, is_shipper_new : bool
        Never seen before; otherwise the one that has been known longest.
    usual_weight_share : float
        Weight over what is usual for the goods.
    tariff_factor : float
        Weight of the tariff lines over the weight of the bill. Where it is not near 1 the manifest
        has a discrepancy.
    """

    label: str
    persons: int
    hs6: str
    phrase: str
    is_held: bool = True
    is_on_house_bill: bool = False
    is_consignee_new: bool = True
    is_shipper_new: bool = False
    usual_weight_share: float = 1.0
    tariff_factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """A real incident told again.

    Parameters
    ----------
    incident_id : str
    service : str
        Service of `services.SERVICES` whose calls the voyage makes.
    lading_port_code, us_port_code : str
        Schedule K and Schedule D.
    arrived_at, discharged_at, discovered_at : datetime64[s]
        UTC.
    discovered_on : datetime64[D]
        Day of the discovery at the port.
    found_by : str
    persons_escaped : int
    containers : tuple of ScenarioContainer
    source : str
    """

    incident_id: str
    service: str
    lading_port_code: str
    us_port_code: str
    arrived_at: np.datetime64
    discharged_at: np.datetime64
    discovered_at: np.datetime64
    discovered_on: np.datetime64
    found_by: str
    persons_escaped: int
    containers: tuple[ScenarioContainer, ...]
    source: str


SCENARIOS: tuple[Scenario, ...] = (
    # OIG 92-102 and 565-568: laded in Shekou, past Hong Kong, both held for discrepancies on the
    # manifests, found before discharge. Press: clothing, found by a crane operator.
    Scenario(
        incident_id=f"{SCENARIO_PREFIX}OIG-2005-01",
        service="PS1",
        lading_port_code="57018",
        us_port_code="2704",
        arrived_at=np.datetime64("2005-01-15T14:00:00", "s"),
        discharged_at=np.datetime64("2005-01-16T03:00:00", "s"),
        discovered_at=np.datetime64("2005-01-15T20:30:00", "s"),
        discovered_on=np.datetime64("2005-01-15", "D"),
        found_by="crane_operator",
        persons_escaped=0,
        containers=(
            ScenarioContainer("A", 16, "610910", "KNITTED APPAREL", tariff_factor=0.6),
            ScenarioContainer("B", 16, "950300", "PLASTIC TOYS AND DOLLS", tariff_factor=0.6),
        ),
        source=f"{SCENARIO_SOURCE} OIG review, lines 92-102; the rest is chosen",
    ),
    # OIG 104-117 and 565-568: laded in Shekou, past Hong Kong, one of two held for discrepancies on
    # the manifest, found after discharge by port security, two of 31 escaped. Press: arrived on
    # 2 April at about 7:30, found on 3 April at about 23:00 local, two NVOCCs.
    Scenario(
        incident_id=f"{SCENARIO_PREFIX}OIG-2005-04",
        service="PS1",
        lading_port_code="57018",
        us_port_code="2704",
        arrived_at=np.datetime64("2005-04-02T15:30:00", "s"),
        discharged_at=np.datetime64("2005-04-03T22:00:00", "s"),
        discovered_at=np.datetime64("2005-04-04T06:00:00", "s"),
        discovered_on=np.datetime64("2005-04-03", "D"),
        found_by="terminal_security",
        persons_escaped=2,
        containers=(
            ScenarioContainer(
                "A", 16, "420292", "BAGS AND LUGGAGE", is_on_house_bill=True, tariff_factor=0.6
            ),
            ScenarioContainer(
                "B",
                15,
                "640299",
                "SPORTS SHOES",
                is_held=False,
                is_on_house_bill=True,
                is_consignee_new=False,
            ),  # fmt: skip
        ),
        source=f"{SCENARIO_SOURCE} OIG review, lines 104-117; the rest is chosen",
    ),
    # OIG 118-124 and 773-781: laded in Shanghai, held because of its terrorism score under the
    # lowered threshold, found on the morning of arrival by terminal security. Press: 15 days on the
    # way, far lighter than it should have been. The score is redacted; the traits here add up to 32
    # illustrative points: consignee and shipper never seen (12 + 9), weights that differ (11).
    Scenario(
        incident_id=f"{SCENARIO_PREFIX}OIG-2006-04",
        service="PN3",
        lading_port_code="57035",
        us_port_code="3001",
        arrived_at=np.datetime64("2006-04-05T08:00:00", "s"),
        discharged_at=np.datetime64("2006-04-05T12:30:00", "s"),
        discovered_at=np.datetime64("2006-04-05T15:00:00", "s"),
        discovered_on=np.datetime64("2006-04-05", "D"),
        found_by="terminal_security",
        persons_escaped=0,
        containers=(
            ScenarioContainer(
                "A",
                22,
                "820559",
                "TOOLS, ASSORTED",
                is_shipper_new=True,
                usual_weight_share=0.5,
                tariff_factor=1.6,
            ),  # fmt: skip
        ),
        source=f"{SCENARIO_SOURCE} OIG review, lines 118-127, 773-781; the rest is chosen",
    ),
)


def scenarios_of(month: np.datetime64) -> list[Scenario]:
    """List the scenarios whose ship arrives in a month.

    Parameters
    ----------
    month : datetime64[M]

    Returns
    -------
    list of Scenario

    Examples
    --------
    >>> [scenario.incident_id for scenario in scenarios_of(np.datetime64("2006-04", "M"))]
    ['SCENARIO-OIG-2006-04']
    >>> scenarios_of(np.datetime64("2006-05", "M"))
    []
    """
    return [one for one in SCENARIOS if one.arrived_at.astype("datetime64[M]") == month]
