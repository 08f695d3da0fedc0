"""The exchange form of a filter: one version, its thresholds, its approval, and two hashes.

Export and import lose nothing; a document that was changed on the way is refused. Who may export or
import what is decided by the decision store. Nothing here sends a document anywhere.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StrictInt,
    StringConstraints,
    ValidationError,
    ValidationInfo,
)
from pydantic import model_validator as validates_model

from models.rules.fields import Line
from models.rules.plain_text import DocumentError, mapping_of_json, mapping_of_yaml
from models.rules.rule_set import RuleSet, checking_context
from models.rules.thresholds import Precision, Threshold, check_precision
from models.rules.vocabulary import Vocabulary

FORMAT: Literal["tallyman-filter/1"] = "tallyman-filter/1"
SHIPPED_BY = "system:shipped"
EVERY_PORT = "*"
_ONCE_APPROVED = frozenset({"approved", "scheduled", "in_force", "expired", "superseded"})
_NEVER_APPROVED = frozenset({"draft", "submitted"})

Track = Literal["national", "port", "shipped"]
State = Literal[
    "draft",
    "submitted",
    "approved",
    "scheduled",
    "in_force",
    "expired",
    "superseded",
    "withdrawn",
]
Identity = Annotated[
    str, StringConstraints(pattern=r"^(os|account|system):\S(.*\S)?$", max_length=200)
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Port = Annotated[str, StringConstraints(pattern=r"^(\*|\d{4})$")]
Moment = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(datetime.UTC))]


class Approval(BaseModel):
    """Who approved a version, when and why.

    Parameters
    ----------
    approver : str
        Identity, 'os:', 'account:' or 'system:' and a name.
    approved_at : datetime
        UTC.
    reason : str
        In the approver's words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    approver: Identity
    approved_at: Moment
    reason: Line


class FilterDocument(BaseModel):
    """One version of a rule set as it is exchanged; made by `seal`, `from_yaml` or `from_json`.

    Parameters
    ----------
    format : {'tallyman-filter/1'}
        Form of the document.
    rule_set : RuleSet
        The content, lists included.
    track : {'national', 'port', 'shipped'}
        How it comes into force.
    ports : tuple of str
        Schedule D codes, or '*' alone for all ports.
    effective_from : datetime.date or None
        First day in force, at the ports; None while none is set.
    effective_precision : str or None
        Of `effective_from`, as in `Threshold`.
    expires_at : datetime or None
        End of force, UTC.
    reason : str
        Why there is this version, in the author's words.
    parent_version : int or None
        The version it was made from.
    thresholds : tuple of Threshold
        Rows of this rule set, in force or proposed with it.
    state : str
        'draft', 'submitted', 'approved', 'withdrawn', or by the clock of the export 'scheduled',
        'in_force', 'expired', 'superseded'.
    author : str
        Identity.
    approval : Approval or None
        Required of a national version once approved, by another person than the author.
    content_sha256 : str
        Hash of the rule set, see `RuleSet.content_sha256`.
    document_sha256 : str
        Hash of all of the document but this, see `document_hash`.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        title="Tallyman filter",
        json_schema_extra={"$id": "urn:tallyman:filter:1"},
    )

    format: Literal["tallyman-filter/1"] = FORMAT
    rule_set: RuleSet
    track: Track
    ports: Annotated[tuple[Port, ...], Field(min_length=1)]
    effective_from: datetime.date | None = None
    effective_precision: Precision | None = None
    expires_at: Moment | None = None
    reason: Line
    parent_version: Annotated[StrictInt, Field(ge=1)] | None = None
    thresholds: tuple[Threshold, ...] = ()
    state: State
    author: Identity
    approval: Approval | None = None
    content_sha256: Sha256
    document_sha256: Sha256

    @classmethod
    def seal(cls, rule_set: RuleSet, **fields: Any) -> FilterDocument:
        """Make a document of its parts and add the hashes.

        Parameters
        ----------
        rule_set : RuleSet
            The content.
        **fields
            The other fields, but the format and the hashes.

        Raises
        ------
        DocumentError
            If the parts do not go together.
        """
        unsealed = {
            "rule_set": rule_set,
            **fields,
            "content_sha256": rule_set.content_sha256(),
            "document_sha256": "0" * 64,
        }
        try:
            document = cls.model_validate(unsealed, context={"is_unsealed": True})
        except ValidationError as error:
            raise DocumentError(_faults(error)) from error
        return document.model_copy(update={"document_sha256": document_hash(document.to_mapping())})

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any], vocabulary: Vocabulary) -> FilterDocument:
        """Check plain data, each expression against the vocabulary.

        Raises
        ------
        DocumentError
            With every fault found.
        """
        content = mapping.get("rule_set")
        context = checking_context(content if isinstance(content, dict) else {}, vocabulary)
        try:
            return cls.model_validate(mapping, context=context)
        except ValidationError as error:
            raise DocumentError(_faults(error)) from error

    @classmethod
    def from_yaml(cls, text: str, vocabulary: Vocabulary) -> FilterDocument:
        """Read a document written as YAML; DocumentError if it is none."""
        return cls.from_mapping(mapping_of_yaml(text), vocabulary)

    @classmethod
    def from_json(cls, text: str, vocabulary: Vocabulary) -> FilterDocument:
        """Read a document written as JSON; DocumentError if it is none."""
        return cls.from_mapping(mapping_of_json(text), vocabulary)

    def to_mapping(self) -> dict[str, Any]:
        """Give the document as plain data; what is not set is left out."""
        return self.model_dump(mode="json", exclude_none=True)

    def to_yaml(self) -> str:
        """Write the document as YAML."""
        text: str = yaml.safe_dump(
            self.to_mapping(), sort_keys=False, allow_unicode=True, width=100
        )
        return text

    def to_json(self) -> str:
        """Write the document as JSON."""
        return json.dumps(self.to_mapping(), indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Give the JSON Schema (draft 2020-12) of the document, as published."""
        schema = cls.model_json_schema()
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

    @validates_model(mode="after")
    def _check(self, info: ValidationInfo) -> Self:
        """Check ports, dates, approval and thresholds together, and the hashes."""
        for problem in (*self._scope_problems(), *self._approval_problems()):
            raise ValueError(problem)
        _check_hash("content", self.content_sha256, self.rule_set.content_sha256())
        if not (info.context or {}).get("is_unsealed"):
            _check_hash("document", self.document_sha256, document_hash(self.to_mapping()))
        return self

    def _scope_problems(self) -> Iterator[str]:
        """Say what does not go together of ports, dates and thresholds."""
        if EVERY_PORT in self.ports and (len(self.ports) > 1 or self.track == "port"):
            yield (
                f"ports {', '.join(self.ports)} on track {self.track!r}: '*' stands alone, and a "
                "port filter names its ports"
            )
        if len(set(self.ports)) < len(self.ports):
            yield f"ports {', '.join(self.ports)}: name each port once"
        if (self.effective_from is None) != (self.effective_precision is None):
            yield "effective_from and effective_precision are given together or not at all"
        if self.effective_from is not None and self.effective_precision is not None:
            check_precision(self.effective_from, self.effective_precision)
        for row in self.thresholds:
            if row.rule_set != self.rule_set.rule_set:
                yield (
                    f"a threshold of {row.rule_set!r} in a document of "
                    f"{self.rule_set.rule_set!r}; give each rule set its own document"
                )

    def _approval_problems(self) -> Iterator[str]:
        """Say what does not go together of track, state, author and approval."""
        if (self.track == "shipped") != (self.author == SHIPPED_BY):
            yield (
                f"author {self.author!r} on track {self.track!r}: {SHIPPED_BY} is the author of "
                "what is shipped, and of nothing else"
            )
        if self.approval is not None and self.state in _NEVER_APPROVED:
            yield f"an approval of a version in state {self.state!r}; leave it out"
        if self.track != "national":
            return
        if self.approval is None and self.state in _ONCE_APPROVED:
            yield f"a national version in state {self.state!r} without its approval"
        if self.approval is not None and self.approval.approver == self.author:
            yield (
                f"{self.author!r} approved a national version of their own; a second person must"
            )


def document_hash(mapping: Mapping[str, Any]) -> str:
    """Hash a document's plain data: SHA-256 of its JSON without `document_sha256`.

    The JSON has sorted keys, no white space and no character outside ASCII, so anyone can make it
    again.

    Examples
    --------
    >>> document_hash({"b": 1, "document_sha256": "x", "a": 2}) == document_hash({"a": 2, "b": 1})
    True
    """
    hashed = {name: value for name, value in mapping.items() if name != "document_sha256"}
    text = json.dumps(hashed, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _check_hash(name: str, given: str, made: str) -> None:
    """Refuse a document that says something else than what was hashed."""
    if given != made:
        raise ValueError(
            f"{name}_sha256 is {given[:12]}..., but what the document says has {made[:12]}...: it "
            "was changed after it was written; ask for it again"
        )


def _faults(error: ValidationError) -> str:
    """Say every fault with its place in the document."""
    faults = []
    for fault in error.errors():
        place = "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault["loc"]
        ).removeprefix(".")
        message = fault["msg"].removeprefix("Value error, ")
        faults.append(f"{place}: {message}" if place else message)
    return "\n".join(faults)
