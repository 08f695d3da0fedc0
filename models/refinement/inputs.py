"""What goes into the estimator, checked: patterns, rules and the method's parameters.

Every refusal of bad input is here and names the row and what to do. Too few incidents are not
bad input; that is decided in ``refiner``.
"""

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
KINDS = ("trait", "port_identity", "port_general")


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
    points, sign, low, high = (
        _numbers(frame[name]) for name in ("points", "sign", "min_points", "max_points")
    )
    whole = np.stack([points, low, high])
    is_port = frame["kind"].eq("port_identity").to_numpy(dtype=bool)
    is_told = frame["stale"].notna()
    is_flag = ~is_told | frame["stale"].isin([True, False])
    stale = (is_told & frame["stale"].isin([True])).to_numpy(dtype=bool)
    lower = np.where(sign > 0, np.maximum(low, 0.0), low)
    upper = np.where(sign < 0, np.minimum(high, 0.0), high)
    problems: list[tuple[Flags, str]] = [
        (
            frame["rule"].isna().to_numpy(dtype=bool),
            "the rule has no name; give it the one officers know",
        ),
        (
            frame["rule"].astype(str).duplicated().to_numpy(dtype=bool),
            "the rule stands twice; give every rule one row",
        ),
        (
            ~is_flag.to_numpy(dtype=bool),
            "stale must be true, false or missing",
        ),
        (~np.isin(sign, (-1.0, 0.0, 1.0)), "sign must be -1, 0 or 1"),
        (
            ~frame["kind"].isin(KINDS).to_numpy(dtype=bool),
            f"kind must be one of {', '.join(KINDS)}",
        ),
        (~(low <= high), "min_points must not exceed max_points"),
        (
            (~np.isfinite(whole) | (np.rint(whole) != whole)).any(axis=0),
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
        if bad.any():
            row = int(np.argmax(bad))
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
    if patterns.empty:
        raise ValueError("patterns: no row; expected one row per season and mask")
    numbers = np.stack([_numbers(patterns[name]) for name in COUNT_COLUMNS], axis=1)
    words = _masks(patterns, n_rules)
    season = _numbers(patterns["season"])
    if pd.api.types.is_bool_dtype(patterns["season"].dtype):
        season = np.full_like(season, np.nan)
    containers, physical, image, confirmed, lesser = numbers.T
    n_words = words.shape[1]
    bits_of_word = np.clip(n_rules - WORD_BITS * np.arange(n_words), 0, WORD_BITS)
    unknown_bit = ((words >> bits_of_word) != 0).any(axis=1)
    problems: list[tuple[Flags, str]] = [
        (
            ~np.isfinite(season) | (season != np.rint(season)),
            "season must be a whole number, such as 2006",
        ),
        (
            ~np.asarray((np.isfinite(numbers) & (numbers >= 0)).all(axis=1)),
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


def _numbers(column: "pd.Series[Any]") -> Floats:
    """Read a column of numbers; NaN where it holds none."""
    if column.dtype.kind in "mM" or isinstance(column.dtype, pd.PeriodDtype):
        return np.full(len(column), np.nan)
    read = pd.to_numeric(column, errors="coerce")
    return read.to_numpy(dtype=np.float64, na_value=np.nan)


def _masks(patterns: pd.DataFrame, n_rules: int) -> NDArray[np.int64]:
    """Read masks as words; refuse what is no mask, naming the row."""
    hits, n_words = patterns["hits"], -(-n_rules // WORD_BITS)
    words = _words(hits)
    if words.shape[1] >= n_words:
        return words
    expected = (
        f"a list of {n_words} whole numbers of 0 or more, {WORD_BITS} rules to each"
        if n_words > 1
        else f"a whole number of 0 or more, below 2**{WORD_BITS}"
    )
    bad = next(row for row in range(len(hits)) if _words(hits.iloc[[row]]).shape[1] != n_words)
    raise ValueError(
        f"patterns row {hits.index[bad]}: hits must be {expected}; got {hits.tolist()[bad]!r}"
    )


def _words(hits: "pd.Series[Any]") -> NDArray[np.int64]:
    """Read masks as words; none where one is no mask."""
    try:
        return as_words(hits)
    except ValueError:
        return np.empty((0, 0), dtype=np.int64)


def _require_columns(frame: pd.DataFrame, columns: tuple[str, ...], name: str) -> None:
    if not isinstance(frame, pd.DataFrame):
        raise ValueError(  # noqa: TRY004  every bad input of the estimator is a ValueError
            f"{name}: expected a pandas DataFrame with columns {', '.join(columns)}, "
            f"got {type(frame).__name__}"
        )
    missing = [column for column in columns if column not in frame]
    if missing:
        raise ValueError(
            f"{name}: no column {', '.join(missing)}; expected {', '.join(columns)}, "
            f"got {', '.join(map(str, frame.columns))}"
        )
    twice = [column for column in columns if list(frame.columns).count(column) > 1]
    if twice:
        raise ValueError(f"{name}: column {', '.join(twice)} stands twice; leave one of them")
