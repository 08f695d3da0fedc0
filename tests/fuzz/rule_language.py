"""Coverage-guided fuzzing of the rule language and of documents, a program of its own.

`python -m tests.fuzz.rule_language -runs=100000` looks for a text that breaks a property of
`properties.py`; the options are libFuzzer's. `tests/unit/rules/test_hostile.py` runs it shortly.
"""

import sys
from contextlib import nullcontext

import atheris

run_as_program = __name__ == "__main__"
with atheris.instrument_imports(include=["models.rules"]) if run_as_program else nullcontext():
    from tests.fuzz.properties import LISTS, check_document_text, check_rule_text
    from tests.unit.rules.strategies import PIECES

LONGEST_PIECES = 40


def fuzz_one(data: bytes) -> None:
    """Make a text of the bytes in one of three ways and check it."""
    provider = atheris.FuzzedDataProvider(data)
    way = provider.ConsumeIntInRange(0, 3)
    if way == 0:
        check_rule_text(provider.ConsumeUnicode(provider.remaining_bytes()))
    elif way == 1:
        check_document_text(provider.ConsumeUnicode(provider.remaining_bytes()))
    else:
        between = "" if way == 2 else " "
        pieces = [*PIECES, *(f"list('{name}')" for name in LISTS)]
        chosen = [
            pieces[provider.ConsumeIntInRange(0, len(pieces) - 1)]
            for _ in range(min(provider.remaining_bytes(), LONGEST_PIECES))
        ]
        check_rule_text(between.join(chosen))


if run_as_program:
    atheris.Setup(sys.argv, fuzz_one)
    atheris.Fuzz()
