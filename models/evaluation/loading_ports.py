"""Where incidents were laded, season by season: switches, and ports newly active.

Takes one row per incident container. Rules that look back on a port are ``port_rules``.
"""

import pandas as pd


def switch_seasons(incidents: pd.DataFrame) -> tuple[int, ...]:
    """Name the seasons whose main loading port of incidents had had none in earlier seasons.

    Parameters
    ----------
    incidents : DataFrame, one row per incident container
        ``season`` and ``lading_port`` (None where unresolved: such a container is not counted).

    Returns
    -------
    tuple of int
        In order. A season without an earlier incident is none; of several main ports with as many
        containers one that is new is enough.

    Examples
    --------
    >>> seen = pd.DataFrame({"season": [2003, 2004, 2004, 2004, 2005],
    ...                      "lading_port": ["HKHKG", "HKHKG", "KRPUS", "KRPUS", "KRPUS"]})
    >>> switch_seasons(seen)
    (2004,)
    """
    known = incidents.dropna(subset=["lading_port"])
    found = []
    for season, rows in known.groupby("season"):
        earlier = set(known.loc[known["season"] < season, "lading_port"])
        counts = rows["lading_port"].value_counts()
        main = set(counts.index[counts == counts.max()])
        if earlier and main - earlier:
            found.append(int(str(season)))
    return tuple(found)


def newly_active(incidents: pd.DataFrame, look_back_seasons: int = 2) -> pd.Series:
    """Say of each incident container whether its loading port was quiet in the seasons before.

    Parameters
    ----------
    incidents
        As for :func:`switch_seasons`.
    look_back_seasons
        Seasons before its own that are looked at.

    Returns
    -------
    Series of bool
        In the order of ``incidents``; False where the port is unresolved, and in the first season
        with an incident: there is nothing to be new against.

    Examples
    --------
    >>> newly_active(pd.DataFrame({"season": [2003, 2004, 2004],
    ...                            "lading_port": ["HKHKG", "HKHKG", "KRPUS"]})).tolist()
    [False, False, True]
    """
    known = incidents.dropna(subset=["lading_port"])
    seen = set(zip(known["season"], known["lading_port"], strict=True))
    first = known["season"].min() if not known.empty else None
    flags = [
        port is not None
        and not pd.isna(port)
        and season > first
        and not any((season - back, port) in seen for back in range(1, look_back_seasons + 1))
        for season, port in zip(incidents["season"], incidents["lading_port"], strict=True)
    ]
    return pd.Series(flags, index=incidents.index, dtype=bool)
