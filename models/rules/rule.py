"""One rule: what an officer reads, what the machine tests, and what it counts.

Rules together, their bits, masks and scores, are `rule_set.py`.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    PrivateAttr,
    StrictBool,
    StrictInt,
    StringConstraints,
    ValidationInfo,
)
from pydantic import model_validator as validates_model

from models.rules.expression import NO_LISTS, RuleExpression, parse_rule
from models.rules.fields import Line, Name
from models.rules.vocabulary import Vocabulary


class Rule(BaseModel):
    """One rule: what an officer reads, what the machine tests, and what it counts.

    Parameters
    ----------
    id : str
        Lower snake_case, unique in the rule set.
    wording : str
        One line an officer reads.
    expression : str
        In the rule language, see `models.rules.expression`.
    points : int
        Added to the score on a hit.
    sign : {-1, 0, 1}
        1: the points may never be negative; -1: never positive; 0: either.
    min_points, max_points : int
        The box within which a proposal may move the points.
    kind : {'trait', 'port_identity', 'port_general'}
        A trait of the container; one named port (or it and its neighbours); a property any port can
        have.
    port_code : str, optional
        Schedule K code of the named port; for 'port_identity' only, and there required.
    source : str
        Document and lines, or 'chosen'.
    frozen : bool, optional
        The owner keeps its points: no proposal moves them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Name
    wording: Line
    expression: str
    points: StrictInt
    sign: Literal[-1, 0, 1]
    min_points: StrictInt
    max_points: StrictInt
    kind: Literal["trait", "port_identity", "port_general"]
    port_code: Annotated[str, StringConstraints(pattern=r"^\d{5}$")] | None = None
    source: Line
    frozen: StrictBool = False
    _parsed: RuleExpression = PrivateAttr()

    @validates_model(mode="after")
    def _check(self, info: ValidationInfo) -> Self:
        """Check points, box and sign together, the port, and the expression."""
        context = info.context or {}
        vocabulary = context.get("vocabulary")
        if not isinstance(vocabulary, Vocabulary):
            raise ValueError(
                "no vocabulary to check the expression against; use RuleSet.from_mapping"
            )
        if not self.min_points <= self.points <= self.max_points:
            raise ValueError(
                f"points {self.points} lie outside the box {self.min_points} to {self.max_points}; "
                "move the points or the box"
            )
        if (self.sign == 1 and self.min_points < 0) or (self.sign == -1 and self.max_points > 0):
            raise ValueError(
                f"sign {self.sign} contradicts the box {self.min_points} to {self.max_points}; "
                "a sign of 1 needs min_points >= 0, of -1 max_points <= 0"
            )
        if (self.kind == "port_identity") != (self.port_code is not None):
            raise ValueError(
                f"kind {self.kind!r} with port_code {self.port_code!r}: a port_identity rule "
                "names its port, "
                "other rules name none"
            )
        self._parsed = parse_rule(self.expression, vocabulary, context.get("lists", NO_LISTS))
        return self

    @property
    def parsed(self) -> RuleExpression:
        """The checked expression."""
        return self._parsed

    def describe(self) -> str:
        """Say points, wording and condition in one line."""
        return f"{self.points:+d}  {self.wording}: {self._parsed.describe()}"
