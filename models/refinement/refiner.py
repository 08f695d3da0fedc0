"""The estimator: pattern counts and current rules in, a proposal or a refusal out.

Holds the public interface and the order of the steps; each step has a module of its own.
"""

from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from models.evaluation.recall import recall_in_top_share
from models.refinement.card import model_card
from models.refinement.coming import meet
from models.refinement.design import bit_matrix
from models.refinement.foretelling import Told, tell
from models.refinement.gate import Candidate
from models.refinement.inputs import check_patterns, read_rules
from models.refinement.method import COMING, JUDGES, Method
from models.refinement.reading import read_coming, read_patterns
from models.refinement.remembered import candidate_of
from models.refinement.rolling import Fold, rolling_gain
from models.refinement.season_spread import widen
from models.refinement.wording import proposal_frame, too_few_incidents, too_little_gain


class FilterWeightRefiner(BaseEstimator):  # type: ignore[misc]  # scikit-learn publishes no types
    """Refine the integer weights of a targeting filter from very few incidents.

    A thinned-Poisson maximum a posteriori fit, centred at the current weights, corrected for who
    was examined by exposure; a weight changes only where the posterior is sure of the direction;
    the whole proposal is refused unless it would have predicted the last seasons better.

    Parameters
    ----------
    detection_physical, detection_image : float
        Probability that a physical and an image exam find an incident.
    surfacing : float
        Probability that an incident no exam found becomes known anyway. A wrong value hardly
        matters.
    gate : float
        Posterior probability of the direction above which a weight may change.
    max_changes, max_step, min_change : int
        Most weights changed at once; largest and smallest change in points.
    refuse_below_nats : float
        Gain below which the proposal is refused, see ``judged_by``.
    refuse_told_below_nats : float
        The same of how well earlier seasons would have been told. Three nats: were the current
        weights right, so much would come about once in twenty times at most.
    min_confirmed : int
        Confirmed incidents below which nothing is fitted.
    rolling_seasons : int
        Seasons predicted for the gain.
    kappa_median, kappa_sd : float
        Log-normal prior of the log-odds per point.
    tau_grid, tau_median, tau_sd
        Prior standard deviations tried, in points, and their log-normal prior.
    rho_grid
        Shares of the way to the lesser positives' weights tried.
    budget : float
        Share of the containers that :meth:`score` takes as examined.
    grid_patterns : int
        Patterns kept for the choice of tau and rho; the final fits use all.
    judged_by : {'evidence', 'rolling'}
        What ``refuse_below_nats`` is compared with: the log evidence of the chosen prior less that
        of the current weights, over all training seasons; or the gain over the rolling seasons.
        Of four incidents a season three seasons hold too few to tell. Where a coming season is
        known, it is enough that the earlier seasons would have been told better.
    moving_rules : tuple of str
        Rules that foretell a move of the loading port; read in the coming traffic alone.

    Attributes
    ----------
    proposal_ : DataFrame
        ``rule``, ``points``, ``proposed_points``, ``sd_points``, ``probability_of_direction``,
        ``decision``, ``reason`` and the containers and incidents behind each rule.
    fitted_points_ : ndarray of int64, shape (n_rules,)
        Points as fitted, be the proposal refused or not.
    refused_ : bool
        Whether the proposal as a whole is refused; then every weight is kept.
    refusal_ : str
        Why; empty when it is not refused.
    predictive_gain_nats_ : float
        The gain that was judged; NaN when nothing was fitted.
    judged_by_ : str
        Which gain that is: ``judged_by``, or ``coming`` where that one has more to spare.
    needed_gain_nats_ : float
        Gain that was needed.
    evidence_gain_nats_, rolling_gain_nats_, coming_gain_nats_ : float
        All gains; NaN when nothing was fitted, the last also where no coming season was given
        (:mod:`models.refinement.foretelling`).
    kappa_, tau_, rho_ : float
        Log-odds per point, prior width in points, share of the lesser positives; NaN when nothing
        was fitted.
    rounding_loss_nats_ : float
        Log-likelihood lost by rounding the freed weights to whole points.
    rolling_ : DataFrame
        One row per predicted season.
    evidence_ : DataFrame
        ``tau``, ``rho``, ``log_evidence`` of the grid.
    feature_names_in_ : ndarray of str
        Rule names in the order of the bits.

    Examples
    --------
    >>> patterns = pd.DataFrame({
    ...     "season": [2004, 2004, 2005, 2005], "hits": [0, 1, 0, 1],
    ...     "containers": [900, 100, 900, 100], "examined_physical": [0, 10, 0, 10],
    ...     "examined_image": [5, 20, 5, 20], "confirmed": [0, 1, 1, 0], "lesser": [0, 2, 0, 1]})
    >>> rules = pd.DataFrame({
    ...     "rule": ["soft_top"], "points": [8], "sign": [1], "min_points": [0],
    ...     "max_points": [25], "kind": ["trait"], "stale": [False]})
    >>> refiner = FilterWeightRefiner().fit(patterns, rules)
    >>> refiner.refused_, refiner.proposal_["proposed_points"].tolist()
    (True, [8])
    """

    def __init__(
        self,
        *,
        detection_physical: float = 0.97,
        detection_image: float = 0.55,
        surfacing: float = 0.40,
        gate: float = 0.95,
        max_changes: int = 8,
        max_step: int = 12,
        min_change: int = 1,
        refuse_below_nats: float = 2.0,
        refuse_told_below_nats: float = 3.0,
        min_confirmed: int = 5,
        rolling_seasons: int = 3,
        kappa_median: float = 0.1,
        kappa_sd: float = 0.35,
        tau_grid: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0, 8.0),
        tau_median: float = 2.0,
        tau_sd: float = 1.5,
        rho_grid: tuple[float, ...] = (0.0, 0.5, 1.0),
        budget: float = 0.05,
        grid_patterns: int = 20_000,
        judged_by: str = "evidence",
        moving_rules: tuple[str, ...] = ("port_rising",),
    ) -> None:
        self.detection_physical = detection_physical
        self.detection_image = detection_image
        self.surfacing = surfacing
        self.gate = gate
        self.max_changes = max_changes
        self.max_step = max_step
        self.min_change = min_change
        self.refuse_below_nats = refuse_below_nats
        self.refuse_told_below_nats = refuse_told_below_nats
        self.min_confirmed = min_confirmed
        self.rolling_seasons = rolling_seasons
        self.kappa_median = kappa_median
        self.kappa_sd = kappa_sd
        self.tau_grid = tau_grid
        self.tau_median = tau_median
        self.tau_sd = tau_sd
        self.rho_grid = rho_grid
        self.budget = budget
        self.grid_patterns = grid_patterns
        self.judged_by = judged_by
        self.moving_rules = moving_rules

    def fit(
        self, patterns: pd.DataFrame, rules: pd.DataFrame, coming: pd.DataFrame | None = None
    ) -> Self:
        """Fit the proposal.

        Parameters
        ----------
        patterns : DataFrame, one row per season and mask
            ``season``, ``hits`` (bit j = row j of ``rules``; a list of words beyond 62 rules),
            ``containers``, ``examined_physical``, ``examined_image`` (imaged, not opened),
            ``confirmed`` (incidents, however found) and ``lesser`` (lesser positives).
        rules : DataFrame, one row per rule in the order of the bits
            ``rule``, ``points``, ``sign``, ``min_points``, ``max_points``, ``kind``, ``stale``.
        coming : DataFrame, one row per mask, optional
            ``hits`` and ``containers`` of the coming season as expected: the newest traffic with
            the port rules as they will stand. No outcome of it is read. See
            :func:`models.refinement.coming.meet`.

        Returns
        -------
        FilterWeightRefiner
            Itself, fitted. Too few incidents are a refusal, not an error.

        Raises
        ------
        ValueError
            If a parameter or a row cannot be; names it and says what to do.
        """
        method = Method.from_parameters(self.get_params())
        known_rules = read_rules(rules)
        table, digest = read_patterns(patterns, len(known_rules.name), method)
        traffic = read_coming(coming, len(known_rules.name))
        if len(table.seasons) < 2:
            raise ValueError(
                f"patterns hold {len(table.seasons)} season ({table.seasons}); expected two or "
                "more: add the seasons before it, the gain is judged on a season not trained on"
            )
        totals = table.totals(table.seasons)
        confirmed = int(totals.confirmed.sum())
        candidate: Candidate | None = None
        folds: list[Fold] = []
        told: list[Told] = []
        gains = dict.fromkeys((*JUDGES, COMING), float("nan"))
        judge = method.judged_by
        if confirmed < method.min_confirmed:
            refusal = too_few_incidents(confirmed, len(known_rules.name), method)
        else:
            candidate = candidate_of(totals, known_rules, known_rules.is_stale, method)
            if traffic is not None:
                candidate = meet(candidate, table, known_rules, traffic, method)
            candidate = widen(candidate, table, known_rules, method)
            folds = rolling_gain(table, known_rules, method)
            gains["evidence"] = candidate.prior.gain_nats
            gains["rolling"] = float(sum(fold.gain_nats for fold in folds))
            if candidate.is_searched:
                told = tell(table, known_rules, method)
                gains[COMING] = float(sum(season.gain_nats for season in told))
                judge = max(judge, COMING, key=lambda each: gains[each] - method.needed_nats(each))
            refusal = too_little_gain(judge, gains[judge], table.seasons, told, folds, method)
        self.feature_names_in_: NDArray[np.str_] = np.array(known_rules.name)
        self.n_features_in_ = len(known_rules.name)
        self.refusal_ = refusal
        self.refused_ = bool(refusal)
        self.judged_by_ = judge
        self.needed_gain_nats_ = method.needed_nats(judge)
        self.predictive_gain_nats_ = gains[judge]
        self.evidence_gain_nats_ = gains["evidence"]
        self.rolling_gain_nats_ = gains["rolling"]
        self.coming_gain_nats_ = gains[COMING]
        self.kappa_ = float("nan") if candidate is None else candidate.kappa
        self.tau_ = float("nan") if candidate is None else candidate.prior.tau
        self.rho_ = float("nan") if candidate is None else candidate.prior.rho
        self.rounding_loss_nats_ = 0.0 if candidate is None else candidate.rounding_loss
        points = known_rules.points if candidate is None else candidate.points
        self.fitted_points_: NDArray[np.int64] = points.astype(np.int64)
        self.proposal_ = proposal_frame(totals, known_rules, candidate, method, refusal)
        self.rolling_ = pd.DataFrame(
            [vars(fold) for fold in folds], columns=list(Fold.__dataclass_fields__)
        )
        self.evidence_ = pd.DataFrame(
            [] if candidate is None else list(candidate.prior.grid),
            columns=["tau", "rho", "log_evidence"],
        )
        training = {
            "seasons": table.seasons,
            "rows": len(patterns),
            "patterns": int(table.bits.shape[0]),
            "containers": int(totals.containers.sum()),
            "confirmed": confirmed,
            "lesser": int(totals.lesser.sum()),
            "data_sha256": digest,
        }
        self.model_card_ = model_card(
            method, training, candidate, folds, told, judge, gains, refusal, self.proposal_
        )
        return self

    def score_samples(self, patterns: pd.DataFrame) -> NDArray[np.int64]:
        """Score of each pattern under the proposed points.

        Parameters
        ----------
        patterns : DataFrame
            As for :meth:`fit`.

        Returns
        -------
        ndarray of int64, shape (n_patterns,)
        """
        check_is_fitted(self, "proposal_")
        words = check_patterns(patterns, self.n_features_in_)
        points = self.proposal_["proposed_points"].to_numpy(dtype=np.float64)
        scores: NDArray[np.int64] = np.rint(bit_matrix(words, self.n_features_in_) @ points).astype(
            np.int64
        )
        return scores

    def score(self, patterns: pd.DataFrame, y: None = None) -> float:  # noqa: ARG002
        """Share of the confirmed incidents in the top ``budget`` of containers by score.

        Parameters
        ----------
        patterns : DataFrame
            Patterns of seasons the estimator was not fitted on.
        y
            Not used; there by scikit-learn's convention.

        Returns
        -------
        float
            Recall, ties pro rata; NaN without a confirmed incident. A refused proposal scores as
            the current weights.

        Notes
        -----
        Incidents are confirmed more often where the weights of their day sent the examiners, so
        confirmed incidents favour those weights. Where every incident is known (a simulation)
        use ``recall_in_top_share`` on :meth:`score_samples` and all incidents.
        """
        return recall_in_top_share(
            self.score_samples(patterns), patterns["containers"], patterns["confirmed"], self.budget
        )

    def to_model_card(self) -> dict[str, Any]:
        """Give the model card of the fit.

        Returns
        -------
        dict
            JSON-ready; see :func:`models.refinement.card.model_card`.
        """
        check_is_fitted(self, "proposal_")
        return self.model_card_
