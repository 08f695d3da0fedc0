"""Traffic as distinct masks with counts per port and week, and what thresholds select of it.

Holds no points and no rule: scores of the masks come in (``models.rules.scoring``), selected
containers go out. Intervals over the weeks are ``workload``; reading counts is ``pipelines``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Places = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class PatternTraffic:
    """Container trips counted by mask, port and week.

    Attributes
    ----------
    masks : ndarray of int64, shape (n_patterns,) or (n_patterns, n_words)
        The distinct masks.
    ports : tuple of str
        Ports that occur, sorted.
    weeks : ndarray of datetime64[D], shape (n_weeks,)
        Mondays; of each season every week from its first with traffic to its last, so that a week
        without any counts as a week of no exams.
    seasons : ndarray of int64, shape (n_weeks,)
        Season of each week.
    first_row : ndarray of int64, shape (n_patterns + 1,)
        Rows of pattern i are ``first_row[i]`` to ``first_row[i + 1]``.
    pattern, port, week : ndarray of int32, shape (n_rows,)
        Place in ``masks``, in ``ports`` and in ``weeks``.
    count : ndarray of int64, shape (n_rows,)
        Container trips, at least 1.
    """

    masks: Ints
    ports: tuple[str, ...]
    weeks: NDArray[np.datetime64]
    seasons: Ints
    first_row: Ints
    pattern: Places
    port: Places
    week: Places
    count: Ints

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, words: Sequence[str] = ("hits",)) -> "PatternTraffic":
        """Index a frame of counts.

        Parameters
        ----------
        frame : DataFrame
            The columns named by ``words``, and ``port_code``, ``arrival_week`` (Mondays),
            ``season`` and ``container_count``; optionally ``origin``.
        words
            Columns of the mask, the word of the first rules first.

        Returns
        -------
        PatternTraffic

        Raises
        ------
        ValueError
            If the counts mix origins.

        Examples
        --------
        >>> frame = pd.DataFrame({
        ...     "hits": [3, 0, 0], "port_code": ["2704", "2704", "3001"], "season": 2006,
        ...     "arrival_week": pd.to_datetime(["2005-10-17", "2005-10-03", "2005-10-03"]),
        ...     "container_count": [1, 50, 9]})
        >>> traffic = PatternTraffic.from_frame(frame)
        >>> traffic.containers.tolist()
        [[50, 0, 1], [9, 0, 0]]
        """
        check_one_origin(frame)
        masks, pattern = _distinct([frame[name].to_numpy(dtype=np.int64) for name in words])
        port, ports = pd.factorize(frame["port_code"], sort=True)
        weeks, seasons, week = _weeks(frame)
        order = np.argsort(pattern, kind="stable")
        return cls(
            masks=masks,
            ports=tuple(str(code) for code in ports),
            weeks=weeks,
            seasons=seasons,
            first_row=np.searchsorted(pattern[order], np.arange(len(masks) + 1)).astype(np.int64),
            pattern=pattern[order].astype(np.int32),
            port=port[order].astype(np.int32),
            week=week[order].astype(np.int32),
            count=frame["container_count"].to_numpy(dtype=np.int64)[order],
        )

    @property
    def n_patterns(self) -> int:
        """Distinct masks."""
        return len(self.masks)

    @property
    def n_rows(self) -> int:
        """Counts: distinct combinations of mask, port and week."""
        return self.count.size

    @cached_property
    def containers(self) -> Ints:
        """Container trips, shape (n_ports, n_weeks)."""
        return self.per_port_and_week(np.arange(self.n_rows))

    @cached_property
    def totals(self) -> Ints:
        """Container trips of each pattern, shape (n_patterns,)."""
        running = np.concatenate(([0], np.cumsum(self.count)))
        return np.asarray(np.diff(running[self.first_row]), dtype=np.int64)

    def per_port_and_week(self, rows: ArrayLike) -> Ints:
        """Add up the container trips of some rows, shape (n_ports, n_weeks)."""
        chosen = np.asarray(rows, dtype=np.int64)
        shape = (len(self.ports), self.weeks.size)
        # Sums stay exact: a float64 holds whole numbers up to 2**53.
        cell = self.port[chosen] * shape[1] + self.week[chosen]
        added = np.bincount(cell, weights=self.count[chosen], minlength=shape[0] * shape[1])
        return np.rint(added).astype(np.int64).reshape(shape)

    def selected_rows(self, scores: ArrayLike, thresholds: ArrayLike) -> Ints:
        """Rows whose score reaches the threshold of their port.

        Parameters
        ----------
        scores : array of int, shape (n_patterns,)
            Score of each mask.
        thresholds : array of int, shape (n_ports,)
            Smallest score that is selected, in the order of ``ports``.

        Returns
        -------
        ndarray of int64
            Places of the rows, ascending.

        Notes
        -----
        Few patterns reach any threshold, so only their rows are looked at: the cost follows what
        is selected, not the traffic.
        """
        points = np.asarray(scores, dtype=np.int64)
        limits = np.asarray(thresholds, dtype=np.int64)
        if not limits.size:
            return np.zeros(0, dtype=np.int64)
        near = np.flatnonzero(points >= limits.min())
        sizes = np.diff(self.first_row)[near]
        before = np.cumsum(sizes) - sizes
        rows = np.arange(sizes.sum()) + np.repeat(self.first_row[near] - before, sizes)
        reached = np.repeat(points[near], sizes) >= limits[self.port[rows]]
        chosen: Ints = rows[reached]
        return chosen


@dataclass(frozen=True, eq=False)
class SelectionChange:
    """What one scoring selects of a traffic, beside another.

    Attributes
    ----------
    selected, selected_before : ndarray of int64, shape (n_ports, n_weeks)
        Container trips selected now and before.
    rows_selected : ndarray of int64
        Rows of the traffic that are selected now.
    newly_selected, newly_released : ndarray of int64
        Rows that are selected only now, only before.
    """

    selected: Ints
    selected_before: Ints
    rows_selected: Ints
    newly_selected: Ints
    newly_released: Ints


def change_of_selection(
    traffic: PatternTraffic,
    before: tuple[ArrayLike, ArrayLike],
    after: tuple[ArrayLike, ArrayLike],
) -> SelectionChange:
    """Hold two scorings of the same traffic against each other.

    Parameters
    ----------
    traffic
        The container trips.
    before, after
        Each the scores of the masks, shape (n_patterns,), and the thresholds of the ports, shape
        (n_ports,).

    Returns
    -------
    SelectionChange
    """
    rows_before = traffic.selected_rows(*before)
    rows_after = traffic.selected_rows(*after)
    return SelectionChange(
        selected=traffic.per_port_and_week(rows_after),
        selected_before=traffic.per_port_and_week(rows_before),
        rows_selected=rows_after,
        newly_selected=_only_first(traffic, rows_after, rows_before),
        newly_released=_only_first(traffic, rows_before, rows_after),
    )


def _only_first(traffic: PatternTraffic, rows: Ints, others: Ints) -> Ints:
    """Rows that are not among the others."""
    is_other = np.zeros(traffic.n_rows, dtype=np.bool_)
    is_other[others] = True
    return rows[~is_other[rows]]


def sample_of_rows(traffic: PatternTraffic, rows: Ints, size: int, seed: int) -> Ints:
    """Draw container trips of some rows, each as likely as the next; a row may come more than once.

    Parameters
    ----------
    traffic
        The container trips.
    rows
        Places of the rows to draw from.
    size
        Container trips wanted; fewer come where there are fewer.
    seed
        The same seed draws the same.

    Returns
    -------
    ndarray of int64
        A place for each container trip drawn, ascending.
    """
    upto = np.cumsum(traffic.count[rows])
    if not upto.size:
        return np.zeros(0, dtype=np.int64)
    total = int(upto[-1])
    drawn = np.random.default_rng(seed).choice(total, size=min(size, total), replace=False)
    return np.sort(rows[np.searchsorted(upto, drawn, side="right")])


def check_one_origin(frame: pd.DataFrame) -> None:
    """Refuse counts of more than one origin: real and synthetic are never added up."""
    if "origin" in frame and frame["origin"].nunique() > 1:
        raise ValueError(
            f"patterns of origins {sorted(frame['origin'].unique())}: expected one origin; "
            "real and synthetic are never added up"
        )


def _distinct(words: list[Ints]) -> tuple[Ints, Ints]:
    """Distinct masks and the place of each row's mask among them."""
    pattern, masks = pd.factorize(words[0])
    if len(words) == 1:
        return np.asarray(masks, dtype=np.int64), pattern.astype(np.int64)
    for word in words[1:]:
        codes, _ = pd.factorize(word)
        pattern, _ = pd.factorize(pattern.astype(np.int64) * (codes.max(initial=0) + 1) + codes)
    # Codes are given in order of appearance: a mask is first seen where the largest code rises.
    first = np.flatnonzero(np.diff(np.maximum.accumulate(pattern), prepend=-1))
    return np.column_stack([word[first] for word in words]), pattern.astype(np.int64)


def _weeks(frame: pd.DataFrame) -> tuple[NDArray[np.datetime64], Ints, Ints]:
    """All weeks of the seasons, their season, and the place of each row's week."""
    week = frame["arrival_week"].to_numpy(dtype="datetime64[D]")
    season = frame["season"].to_numpy(dtype=np.int64)
    spans = [
        np.arange(week[season == label].min(), week[season == label].max() + 1, 7)
        for label in np.unique(season)
    ]
    if not spans:
        empty = np.zeros(0, dtype=np.int64)
        return np.zeros(0, dtype="datetime64[D]"), empty, empty
    weeks = np.concatenate(spans)
    seasons = np.repeat(np.unique(season), [span.size for span in spans])
    return weeks, seasons, np.searchsorted(weeks, week).astype(np.int64)
