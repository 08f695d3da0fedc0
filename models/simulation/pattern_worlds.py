"""Planted worlds at pattern level: ten seasons of ten million containers, drawn as counts.

Holds the exams and the incidents of worlds on which the estimator of weights is judged; their
traffic is in `pattern_worlds_traffic.py`, their truth in `pattern_worlds_truth.py`. The stream of
AMS files is another simulation and lies in `stream.py`. Nothing here reads an estimator. The three
modules are kept as they are; a hash in docs/evaluation.md says which generator the figures there
were made with.

An event is one container; what an examination finds depends on the traits alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.evaluation.port_rules import port_season_rules, stale_port_rules
from models.simulation import calibration
from models.simulation.pattern_worlds_traffic import (
    N_PORT_RULES,
    PORT_GENERAL,
    PORTS,
    RULES,
    TRAITS,
    Traffic,
    bit_of,
    draw_traffic,
)
from models.simulation.pattern_worlds_truth import (
    SIGNS,
    Setting,
    draw_points,
    first_time_factor,
    lesser_points,
    pull,
)
from models.simulation.randomness import Floats, Ints, generator

SEASONS = tuple(range(1997, 2007))
SCORE_EXAM_SHARE = 0.025
OFFICER_EXAM_SHARE = 0.012
PHYSICAL_SHARE = 1.0 - calibration.IMAGE_FIRST_SHARE.value
"""Exams by the score in force, and by officers who know half of the truth; chosen, near the lanes
that the shipped lane plans expect."""


@dataclass(frozen=True, slots=True)
class PatternWorld:
    """A drawn world.

    Parameters
    ----------
    patterns_by_season : dict of int to DataFrame, one row per mask
        ``hits``, ``containers``, ``examined_physical``, ``examined_image``, ``confirmed``,
        ``lesser``; beside them ``confirmed_physical`` and ``confirmed_image``, the confirmed that
        an exam found.
    risk_by_season : dict of int to ndarray, shape (n_patterns,)
        Incidents expected in each pattern by the truth, found or not.
    port_counts : DataFrame, one row per season and port
        ``season``, ``port``, ``region``, ``containers``, ``named``, ``first_time``, ``incidents``
        (confirmed).
    current_points, true_points : ndarray of float, shape (n_rules,)
        True points of port rules are 0 unless the points in force are the truth.
    """

    setting: Setting
    seed: int
    patterns_by_season: dict[int, pd.DataFrame]
    risk_by_season: dict[int, Floats]
    port_counts: pd.DataFrame
    current_points: Floats
    true_points: Floats

    def rules(self, season: int) -> pd.DataFrame:
        """Give the rules as an officer holds them before a season opens.

        Parameters
        ----------
        season : int

        Returns
        -------
        DataFrame
            The columns of ``FilterWeightRefiner.fit``; staleness from the two seasons before.
        """
        confirmed = {
            earlier: _bits(frame["hits"].to_numpy()).T @ frame["confirmed"].to_numpy()
            for earlier, frame in self.patterns_by_season.items()
            if earlier < season
        }
        kind = np.array(
            ["port_identity"] * N_PORT_RULES
            + ["port_general"] * len(PORT_GENERAL)
            + ["trait"] * len(TRAITS)
        )
        return pd.DataFrame(
            {
                "rule": RULES,
                "points": self.current_points.astype(np.int64),
                "sign": SIGNS,
                "min_points": np.where(SIGNS > 0, 0, -25),
                "max_points": np.where(SIGNS < 0, 0, 25),
                "kind": kind,
                "stale": stale_port_rules(confirmed, kind == "port_identity", season),
            }
        )


def draw_world(setting: Setting, seed: int) -> PatternWorld:
    """Draw a world, season after season.

    Parameters
    ----------
    setting : Setting
    seed : int

    Returns
    -------
    PatternWorld
        The same for the same setting and seed.
    """
    current, true = draw_points(setting, seed)
    lesser = lesser_points(true, seed)
    patterns: dict[int, pd.DataFrame] = {}
    risks: dict[int, Floats] = {}
    counts = pd.DataFrame()
    for season in SEASONS:
        traffic = draw_traffic(seed, season, first_time_factor(setting, season))
        hits = traffic.bits | _general_bits(counts, season)[traffic.port]
        cells = _draw_season(setting, seed, season, traffic, hits, current, true, lesser)
        counts = pd.concat([counts, _port_counts(season, traffic, cells)], ignore_index=True)
        summed = cells.drop(columns="port").groupby("hits", as_index=False).sum()
        risks[season] = summed.pop("risk").to_numpy(dtype=np.float64)
        patterns[season] = summed
    return PatternWorld(setting, seed, patterns, risks, counts, current, true)


def _general_bits(counts: pd.DataFrame, season: int) -> Ints:
    """Bits of the rules that generalise, by port, from the seasons before."""
    bits = np.zeros(len(PORTS), dtype=np.int64)
    if counts.empty:
        return bits
    known = port_season_rules(counts, season).set_index("port")
    for index, port in enumerate(PORTS):
        for rule in PORT_GENERAL:
            bits[index] |= int(bool(known.loc[port.name, rule])) << bit_of(rule)
    return bits


def _draw_season(
    setting: Setting,
    seed: int,
    season: int,
    traffic: Traffic,
    hits: Ints,
    current: Floats,
    true: Floats,
    lesser: Floats,
) -> pd.DataFrame:
    """Examine a season's containers, and let its incidents be found or come to light."""
    rng = generator(seed, season, "exams and incidents")
    bits, count = _bits(hits), traffic.containers
    relative = np.exp(bits @ true / 10.0 + pull(setting, season)[traffic.port])
    attempts = setting.confirmed_per_season / calibration.CONFIRMED_SHARE_EXPECTED.value
    risk = attempts * count * relative / (count @ relative)
    officer = bits @ (current + true) / 2.0
    physical, image = _draw_exams(rng, count, bits @ current, officer)

    found, found_image, unnoticed = _split(
        rng, np.minimum(rng.poisson(risk), count), count, physical, image
    )
    surfaced = rng.binomial(unnoticed, calibration.SURFACING.value)
    confirmed = found + found_image + surfaced

    rate = np.exp(bits @ lesser / 10.0)
    rate = np.minimum(
        calibration.LESSER_POSITIVE_RATE.value * rate * count.sum() / (count @ rate), 1.0
    )
    minor = rng.binomial(physical, rate * calibration.LESSER_DETECTION_PHYSICAL.value)
    minor += rng.binomial(image, rate * calibration.LESSER_DETECTION_IMAGE.value)
    return pd.DataFrame(
        {
            "port": traffic.port,
            "hits": hits,
            "containers": count,
            "examined_physical": physical,
            "examined_image": image,
            "confirmed": confirmed,
            "lesser": np.minimum(minor, count - confirmed),
            "confirmed_physical": found,
            "confirmed_image": found_image,
            "risk": risk,
        }
    )


def _draw_exams(
    rng: np.random.Generator, count: Ints, score: Floats, officer: Floats
) -> tuple[Ints, Ints]:
    """Draw exams by the score in force, by officers, and at random; physical ones and images."""
    by_score = _top_share(score, count, SCORE_EXAM_SHARE)
    liking = np.exp(officer / 10.0)
    by_officer = np.minimum(OFFICER_EXAM_SHARE * liking * count.sum() / (count @ liking), 1.0)
    drawn = calibration.RANDOM_DRAW_PROBABILITY.value
    examined = rng.binomial(count, 1.0 - (1.0 - by_score) * (1.0 - by_officer) * (1.0 - drawn))
    physical = rng.binomial(examined, PHYSICAL_SHARE)
    return physical, examined - physical


def _top_share(score: Floats, count: Ints, share: float) -> Floats:
    """Part of each cell within the top share of containers by score, ties pro rata."""
    levels, level = np.unique(-score, return_inverse=True)
    size = np.bincount(level, weights=count, minlength=levels.size)
    before = np.concatenate(([0.0], np.cumsum(size)[:-1]))
    return np.asarray((np.clip(share * size.sum() - before, 0.0, size) / size)[level])


def _split(
    rng: np.random.Generator, attempts: Ints, count: Ints, physical: Ints, image: Ints
) -> tuple[Ints, Ints, Ints]:
    """Incidents found by a physical exam, found by an image, and not found."""
    opened = rng.binomial(attempts, physical / count)
    rest = np.maximum(count - physical, 1)
    imaged = rng.binomial(attempts - opened, np.minimum(image / rest, 1.0))
    found = rng.binomial(opened, calibration.DETECTION_PHYSICAL.value)
    found_image = rng.binomial(imaged, calibration.DETECTION_IMAGE.value)
    return found, found_image, attempts - found - found_image


def _bits(hits: Ints) -> Floats:
    """Rule hits as columns of 0 and 1."""
    return np.asarray((hits[:, None] >> np.arange(len(RULES))) & 1, dtype=np.float64)


def _port_counts(season: int, traffic: Traffic, cells: pd.DataFrame) -> pd.DataFrame:
    count = traffic.containers
    first_time = (traffic.bits >> bit_of("first_time_consignee")) & 1
    is_named = 1 - ((traffic.bits >> bit_of("consignee_missing")) & 1)
    size = len(PORTS)
    return pd.DataFrame(
        {
            "season": season,
            "port": [port.name for port in PORTS],
            "region": [port.region for port in PORTS],
            "containers": np.bincount(traffic.port, count, size),
            "named": np.bincount(traffic.port, count * is_named, size),
            "first_time": np.bincount(traffic.port, count * is_named * first_time, size),
            "incidents": np.bincount(traffic.port, cells["confirmed"].to_numpy(), size),
        }
    )
