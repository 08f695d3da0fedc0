"""What goes into the estimator, checked: patterns, rules and the method's parameters.

Every refusal of bad input is here and names the row and what to do. Too few incidents are not
bad input; that is decided in ``refiner``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.refinement.design import WORD_BITS, as_words

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

COUNT_COLUMNS = ("containers", "examined_physical", "examined_image", "confirmed", "lesser")
PATTERN_COLUMNS = ("season", "hits", *COUNT_COLUMNS)
RULE_COLUMNS = ("rule", "points", "sign", "min_points", "max_points", "kind", "stale")
JUDGES = ("evidence", "rolling")
COMING = "coming"
"""What judges beside them where a coming season is known: how well earlier seasons were told."""
KINDS = ("trait", "port_identity", "port_general")


@dataclass(frozen=True)
class Method:
    """Parameters of the method, as the estimator's constructor documents them."""

    detection_physical: float
    detection_image: float
    surfacing: float
    gate: float
    max_changes: int
    max_step: int
    min_change: int
    refuse_below_nats: float
    refuse_told_below_nats: float
    min_confirmed: int
    rolling_seasons: int
    kappa_median: float
    kappa_sd: float
    tau_grid: tuple[float, ...]
    tau_median: float
    tau_sd: float
    rho_grid: tuple[float, ...]
    budget: float
    grid_patterns: int
    judged_by: str
    moving_rules: tuple[str, ...]

    def needed_nats(self, judge: str) -> float:
        """Gain that a judge asks for."""
        return self.refuse_told_below_nats if judge == COMING else self.refuse_below_nats

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, Any]) -> "Method":
        """Check the constructor's parameters.

        Parameters
        ----------
        parameters
            ``get_params()`` of the estimator.

        Returns
        -------
        Method

        Raises
        ------
        ValueError
            If a parameter lies outside its range; names it.
        """
        method = cls(**parameters)
        ranges: dict[str, tuple[float, float]] = {
            "detection_physical": (0.0, 1.0),
            "detection_image": (0.0, 1.0),
            "surfacing": (1e-3, 1.0),
            "gate": (0.5, 1.0),
            "budget": (0.0, 1.0),
            "max_changes": (0, np.inf),
            "max_step": (1, np.inf),
            "min_change": (1, np.inf),
            "min_confirmed": (1, np.inf),
            "rolling_seasons": (1, np.inf),
            "kappa_median": (1e-6, np.inf),
            "kappa_sd": (1e-6, np.inf),
            "tau_median": (1e-6, np.inf),
            "tau_sd": (1e-6, np.inf),
            "grid_patterns": (1, np.inf),
        }
        for name, (low, high) in ranges.items():
            value = parameters[name]
            if not low <= value <= high:
                raise ValueError(f"{name}={value!r}: expected a number from {low:g} to {high:g}")
        if method.judged_by not in JUDGES:
            raise ValueError(f"judged_by={method.judged_by!r}: expected one of {', '.join(JUDGES)}")
        if not method.tau_grid or min(method.tau_grid) <= 0:
            raise ValueError(f"tau_grid={method.tau_grid!r}: expected points above 0")
        if not method.rho_grid or min(method.rho_grid) < 0 or max(method.rho_grid) > 1:
            raise ValueError(f"rho_grid={method.rho_grid!r}: expected shares from 0 to 1")
        if isinstance(method.moving_rules, str):
            raise ValueError(f"moving_rules={method.moving_rules!r}: expected a tuple of names")
        return method


@dataclass(frozen=True)
class Rules:
    """The rules of one filter version; entry j belongs to bit j.

    Attributes
    ----------
    name, kind
        Rule names and kinds.
    points : ndarray of float, shape (n_rules,)
        Current points.
    lower, upper : ndarray of float, shape (n_rules,)
        The box, narrowed by the sign.
    is_trait, is_port_identity, is_stale : ndarray of bool, shape (n_rules,)
        Rules on the container itself, rules that name one port, and those of the latter whose port
        had no incident in the last two seasons.
    """

    name: tuple[str, ...]
    kind: tuple[str, ...]
    points: Floats
    lower: Floats
    upper: Floats
    is_trait: Flags
    is_port_identity: Flags
    is_stale: Flags

    def centre(self, is_stale: Flags) -> Floats:
        """Give the current points with stale port rules at 0, or at the bound nearest to it."""
        return np.clip(np.where(is_stale, 0.0, self.points), self.lower, self.upper)


def read_rules(rules: pd.DataFrame) -> Rules:
    """Check the rules frame.

    Parameters
    ----------
    rules : DataFrame, one row per rule in the order of the bits
        ``rule``, ``points``, ``sign`` (-1, 0, 1), ``min_points``, ``max_points``, ``kind``
        (``trait``, ``port_identity``, ``port_general``), ``stale`` (port identity only).

    Returns
    -------
    Rules

    Raises
    ------
    ValueError
        Naming the rule and what to do.
    """
    _require_columns(rules, RULE_COLUMNS, "rules")
    if rules.empty:
        raise ValueError("rules: no row; expected one row per rule, in the order of the bits")
    frame = rules.reset_index(drop=True)
    points = frame["points"].to_numpy(dtype=np.float64)
    sign = frame["sign"].to_numpy(dtype=np.float64)
    low = frame["min_points"].to_numpy(dtype=np.float64)
    high = frame["max_points"].to_numpy(dtype=np.float64)
    is_port = frame["kind"].eq("port_identity").to_numpy(dtype=bool)
    stale = frame["stale"].astype("boolean").fillna(False).to_numpy(dtype=bool)
    lower = np.where(sign > 0, np.maximum(low, 0.0), low)
    upper = np.where(sign < 0, np.minimum(high, 0.0), high)
    problems: list[tuple[Flags, str]] = [
        (
            frame["rule"].duplicated().to_numpy(dtype=bool),
            "the rule stands twice; give every rule one row",
        ),
        (~np.isin(sign, (-1.0, 0.0, 1.0)), "sign must be -1, 0 or 1"),
        (
            ~frame["kind"].isin(KINDS).to_numpy(dtype=bool),
            f"kind must be one of {', '.join(KINDS)}",
        ),
        (~(low <= high), "min_points must not exceed max_points"),
        (
            np.rint(np.stack([points, low, high])) != np.stack([points, low, high]),
            "points and their bounds must be whole numbers",
        ),
        (
            ~((points >= lower) & (points <= upper)),
            "points lie outside the box min_points..max_points or against the sign; correct the "
            "points or widen the box",
        ),
        (stale & ~is_port, "only a port_identity rule can be stale"),
    ]
    for bad, message in problems:
        flags = bad.any(axis=0) if bad.ndim == 2 else bad
        if flags.any():
            row = int(np.argmax(flags))
            raise ValueError(
                f"rules row {row} ({frame['rule'].iloc[row]}): {message}; got points "
                f"{points[row]:g}, sign {sign[row]:g}, box {low[row]:g}..{high[row]:g}, "
                f"kind {frame['kind'].iloc[row]}, stale {bool(stale[row])}"
            )
    return Rules(
        name=tuple(frame["rule"].astype(str)),
        kind=tuple(frame["kind"].astype(str)),
        points=points,
        lower=lower,
        upper=upper,
        is_trait=frame["kind"].eq("trait").to_numpy(dtype=bool),
        is_port_identity=is_port,
        is_stale=stale,
    )


def check_patterns(patterns: pd.DataFrame, n_rules: int) -> NDArray[np.int64]:
    """Check the patterns frame and return its masks as words.

    Parameters
    ----------
    patterns : DataFrame, one row per (season, hits)
        ``season``, ``hits``, ``containers``, ``examined_physical``, ``examined_image``,
        ``confirmed``, ``lesser``.
    n_rules
        Rules known; a higher bit is an error.

    Returns
    -------
    ndarray of int64, shape (n_patterns, n_words)
        The masks, 62 rules to a word.

    Raises
    ------
    ValueError
        Naming the row and what to do.
    """
    _require_columns(patterns, PATTERN_COLUMNS, "patterns")
    numbers = patterns.loc[:, list(COUNT_COLUMNS)].to_numpy(dtype=np.float64, na_value=np.nan)
    words = as_words(patterns["hits"])
    season = pd.to_numeric(patterns["season"]).to_numpy(dtype=np.float64, na_value=np.nan)
    containers, physical, image, confirmed, lesser = numbers.T
    n_words = words.shape[1]
    bits_of_word = np.clip(n_rules - WORD_BITS * np.arange(n_words), 0, WORD_BITS)
    unknown_bit = ((words < 0) | ((words >> bits_of_word) != 0)).any(axis=1)
    problems: list[tuple[Flags, str]] = [
        (np.isnan(season) | (season != np.rint(season)), "season must be a whole number"),
        (
            ~(np.isfinite(numbers) & (numbers >= 0)).all(axis=1),
            "counts must be numbers of 0 or more; write 0 where nothing was counted",
        ),
        (
            physical + image > containers,
            "examined_physical + examined_image exceed containers; count a container that was "
            "imaged and opened under examined_physical only",
        ),
        (
            confirmed + lesser > containers,
            "confirmed + lesser exceed containers; count each container once, by its worst outcome",
        ),
        (
            unknown_bit,
            f"hits has a bit beyond the last of {n_rules} rules; pass the rules of the version "
            "the masks were made with",
        ),
    ]
    for bad, message in problems:
        if bad.any():
            row = int(np.argmax(bad))
            values = patterns.iloc[row][list(PATTERN_COLUMNS)].to_dict()
            raise ValueError(f"patterns row {patterns.index[row]}: {message}; got {values}")
    return words


def check_coming(coming: pd.DataFrame, n_rules: int) -> NDArray[np.int64]:
    """Check the traffic of a coming season and return its masks as words.

    Parameters
    ----------
    coming : DataFrame, one row per mask
        ``hits``, ``containers``.
    n_rules
        Rules known; a higher bit is an error.

    Returns
    -------
    ndarray of int64, shape (n_patterns, n_words)
        The masks, 62 rules to a word.

    Raises
    ------
    ValueError
        Naming the row and what to do.
    """
    _require_columns(coming, ("hits", "containers"), "coming")
    nothing = dict.fromkeys(COUNT_COLUMNS[1:], 0)
    words = check_patterns(coming.assign(season=0, **nothing), n_rules)
    if not coming["containers"].sum() > 0:
        raise ValueError(
            "coming holds no container; pass the traffic expected in the coming season, or None "
            "where its port rules are not known yet"
        )
    return words


def _require_columns(frame: pd.DataFrame, columns: tuple[str, ...], name: str) -> None:
    missing = [column for column in columns if column not in frame]
    if missing:
        raise ValueError(
            f"{name}: no column {', '.join(missing)}; expected {', '.join(columns)}, "
            f"got {', '.join(map(str, frame.columns))}"
        )
