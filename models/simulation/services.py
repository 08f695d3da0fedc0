"""The weekly liner services of the synthetic trade: which ports a service calls at, in order.

Rotations are invented; only the kind of rotation (which coasts a lane joins) follows the trade of
the years. Carriers and ships are invented too. How much each service carries is worked out in
`network.py`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """A weekly service.

    Parameters
    ----------
    name : str
        Short name of the service, unique.
    foreign_ports : tuple of str
        Schedule K codes in the order of the calls.
    us_ports : tuple of str
        Schedule D codes in the order of the calls.
    crossing_days : float
        Days at sea from the last foreign port to the first U.S. port.
    """

    name: str
    foreign_ports: tuple[str, ...]
    us_ports: tuple[str, ...]
    crossing_days: float


def _service(name: str, foreign: str, united_states: str, crossing_days: float) -> Service:
    return Service(name, tuple(foreign.split()), tuple(united_states.split()), crossing_days)


SERVICES: tuple[Service, ...] = (
    # East Asia to California.
    _service("PS1", "57018 58201 57078", "2704 2811", 12.5),
    _service("PS2", "57067 58201 58309", "2709 2811", 12.5),
    _service("PS3", "57069 58201 57078", "2709", 13.0),
    _service("PS4", "58201 57078 58301", "2704", 12.5),
    _service("PS5", "57020 57035 58023", "2704 2811", 11.0),
    _service("PS6", "57047 57035 58023", "2709", 11.0),
    _service("PS7", "57035 58840 58857 58886", "2709 2811", 9.5),
    _service("PS8", "57017 57051 57047 58023", "2709", 11.0),
    _service("PS9", "55976 54930 58201 58309", "2704", 12.5),
    _service("PS10", "55751 55976 55224 57078", "2709", 13.0),
    _service("PS11", "56033 55750 56549 58309", "2704", 13.0),
    _service("PS12", "58031 58023", "2704 2811", 10.5),
    _service("PS13", "58840 58857 58878 58886", "2704 2811", 9.5),
    _service("PS14", "53313 54201 55976 58201", "2704", 13.5),
    _service("PS15", "57018 57078", "2704", 13.0),
    _service("PS16", "55976 54930 55224 57078", "2709", 13.0),
    _service("PS17", "57035 58023 58895", "2704", 10.5),
    _service("PS18", "58309 58301 58895", "2709 2811", 11.0),
    # East Asia to the Pacific Northwest; two services pass Hong Kong after the port of lading.
    _service("PN1", "57018 58201 58309 58023", "3001 2904", 11.0),
    _service("PN2", "57078 58201 57020 57035 58023", "3002", 10.5),
    _service("PN3", "57035 58201", "3001", 13.5),
    _service("PN4", "54930 58309 58301 58895", "3002 2904", 10.5),
    _service("PN5", "57047 57035 58023 58886", "3001", 9.5),
    _service("PN6", "58201 57078 58309 12493", "3001 3002", 2.0),
    _service("PN7", "57018 57067 58201 58023", "3002", 11.0),
    # East Asia to the Atlantic and the Gulf by the Panama Canal.
    _service("AW1", "58201 57078 58309 58023 22575", "1703 4601", 6.0),
    _service("AW2", "57035 57020 58023 22556", "4601 1401 1703 1601", 5.5),
    _service("AW3", "57018 58201 57078 22575", "5301 1901 5201", 6.5),
    _service("AW4", "57069 58309 58201 22556", "1703 1601 1401", 5.5),
    # South and Southeast Asia by Suez.
    _service("SZ1", "55976 55751 54201 52330", "4601 1401 1703", 19.0),
    _service("SZ2", "53550 53551 53313 52051 52330", "4601 1601 1703", 19.0),
    _service("SZ3", "53827 54201 53313", "4601 1401 1601", 21.0),
    _service("SZ4", "56033 55750 54930 55976", "4601 1703 5301", 24.0),
    # North Europe.
    _service("NE1", "42870 41323 42157 42737", "4601 1401 1601", 9.5),
    _service("NE2", "42305 42879 41374", "4601 1303 1401", 9.5),
    _service("NE3", "42879 42305 42737", "5301 2002 1901", 13.0),
    _service("NE4", "40117 42870 41323", "0401 4601 1303 1501", 9.5),
    _service("NE5", "42157 42737 41374", "5201 1703 5301 1803", 11.0),
    _service("NE6", "42879 42157 42305 42737 22556", "2709 2811 3001", 9.0),
    _service("NE7", "42305 42870 42157", "4601 1501 1601 1703", 9.5),
    # Mediterranean.
    _service("MD1", "47536 47531 47061 47094 47031", "4601 1401 1703", 9.0),
    _service("MD2", "48939 48452 47537", "4601 1601 5201", 12.0),
    _service("MD3", "72901 50801 48452 47061", "4601 1303 1703", 11.0),
    _service("MD4", "47527 47061 47094", "5301 2002", 14.0),
    _service("MD5", "47537 47527 47531 47094 22556", "2704 2811", 9.0),
    # Latin America and the Caribbean.
    _service("LA1", "35705 35177", "4601 1101 1401 5203", 12.5),
    _service("LA2", "35177 30764 30107", "5301 2002 5201", 5.0),
    _service("LA3", "33779 33303 33131", "1101 1103 4601 1303", 7.5),
    _service("LA4", "22313 20505 21531", "1902 1103", 3.5),
    _service("LA5", "21531 20505 22313", "5201 5203", 3.0),
    _service("LA6", "24741 24722 24128", "5203 5201 4909 1803", 2.5),
    _service("LA7", "20199 20193", "5301 2002 5201", 2.5),
    _service("LA8", "33779 33303 33131 22575", "2704 2713 2501", 8.0),
    _service("LA9", "30107 24128 22556", "4601 1703 1803", 5.0),
    _service("LA10", "24741 24722", "4909 4601 1101", 2.0),
    # Oceania and Africa.
    _service("OC1", "60237 60267 61401", "2709 2811 2501", 18.0),
    _service("OC2", "60237 61401 22575", "1101 1703 1103", 6.0),
    _service("AF1", "79113 79101", "4601 1401 5301", 18.0),
)
"""Ports that carry no cargo of their own (12493, 22556, 22575, 58878) are calls on the way."""
