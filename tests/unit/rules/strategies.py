"""Hypothesis strategies for rule texts and rows over the tests' vocabulary. Holds no test."""

from hypothesis import strategies as st

TEXTS = ["CNSHK", "CNSHA", "cnshk", "", "%", "_", "a'b", "\\", "S\u00e3o", "\u4e0a\u6d77", "A B"]
PATTERNS = [
    "CN%",
    "%SH_",
    "%",
    "_",
    "",
    "%'%",
    "\\%",
    "%\\",
    "S__",
    "\u4e0a_",
    "%%a_",
    "_%_",
    "CNSHK",
]
NUMBERS = ["0", "1", "-1", "12", "5.5", "-0.25", "100000.125", "999999999999999", "0.1", "0.62"]
COLUMNS = {
    "text": ["port_of_lading", "place_of_receipt"],
    "number": ["description_length", "season_month", "weight_kg", "weight_to_usual_ratio"],
    "truth": ["is_soft_top", "is_reefer"],
}
DUCKDB_TYPES = {
    "port_of_lading": "varchar",
    "place_of_receipt": "varchar",
    "description_length": "integer",
    "season_month": "bigint",
    "weight_kg": "double",
    "weight_to_usual_ratio": "double",
    "is_soft_top": "boolean",
    "is_reefer": "boolean",
}
_OPERATORS = st.sampled_from(["=", "<>", "!=", "<", "<=", ">", ">="])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_CONSTANTS = {
    "text": st.sampled_from(TEXTS).map(_quoted),
    "number": st.sampled_from(NUMBERS),
    "truth": st.sampled_from(["true", "false", "TRUE"]),
}
_ORDERED = st.sampled_from(["text", "number"])


def _ordered_tests(kind: str) -> st.SearchStrategy[str]:
    """Tests of a text or number column."""
    column = st.sampled_from(COLUMNS[kind])
    constant = _CONSTANTS[kind]
    return st.one_of(
        st.builds("{} {} {}".format, column, _OPERATORS, constant),
        st.builds("{} {} {}".format, constant, _OPERATORS, column),
        st.builds("{} {} {}".format, column, _OPERATORS, column),
        st.builds("{} between {} and {}".format, column, constant, constant),
        st.builds("{} not between {} and {}".format, column, constant, constant),
    )


_ANY_KIND = st.sampled_from(list(COLUMNS))
TESTS = st.one_of(
    _ORDERED.flatmap(_ordered_tests),
    _ANY_KIND.flatmap(
        lambda kind: st.builds(
            "{} {} ({})".format,
            st.sampled_from(COLUMNS[kind]),
            st.sampled_from(["in", "not in"]),
            st.lists(_CONSTANTS[kind], min_size=1, max_size=3).map(", ".join),
        )
    ),
    st.builds(
        "{} {}".format,
        _ANY_KIND.flatmap(lambda kind: st.sampled_from(COLUMNS[kind])),
        st.sampled_from(["is null", "is not null"]),
    ),
    st.builds(
        "{} {} {}".format,
        st.sampled_from(COLUMNS["text"]),
        st.sampled_from(["like", "not like"]),
        st.sampled_from(PATTERNS).map(_quoted),
    ),
    st.sampled_from(COLUMNS["truth"]),
    st.builds(
        "{} {} {}".format,
        st.sampled_from(COLUMNS["truth"]),
        st.sampled_from(["=", "<>"]),
        st.one_of(_CONSTANTS["truth"], st.sampled_from(COLUMNS["truth"])),
    ),
)
"""Single tests of columns, as text."""

RULES = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.builds("not {}".format, inner),
        st.builds("({})".format, inner),
        st.builds("not ({})".format, inner),
        st.lists(inner, min_size=2, max_size=4).map(" and ".join),
        st.lists(inner, min_size=2, max_size=4).map(" or ".join),
    ),
    max_leaves=8,
)
"""Whole rules, as text; parentheses stand only where drawn, so precedence is put to the test."""

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "port_of_lading": st.none() | st.sampled_from(TEXTS) | st.text(max_size=4),
            "place_of_receipt": st.none() | st.sampled_from(TEXTS),
            "description_length": st.none()
            | st.sampled_from([0, 1, -1, 5, 12])
            | st.integers(-(2**31), 2**31 - 1),
            "season_month": st.none() | st.integers(-(2**63), 2**63 - 1) | st.integers(-2, 13),
            "weight_kg": st.none()
            | st.sampled_from([0.0, -0.0, 5.5, -0.25, 100000.125, 0.1])
            | st.floats(allow_nan=False),
            "weight_to_usual_ratio": st.none() | st.sampled_from([0.62, 0.1, 1.0]),
            "is_soft_top": st.none() | st.booleans(),
            "is_reefer": st.none() | st.booleans(),
        }
    ),
    max_size=12,
)
"""Rows of the vocabulary's columns, nulls and odd values included."""

PIECES = [
    *DUCKDB_TYPES,
    *["and", "or", "not", "in", "between", "is", "null", "like", "true", "false", "escape", "any"],
    *["list", "list(", "list('shenzhen_ports')", "in list('odd_values')", "'list:shenzhen_ports'"],
    *["=", "<>", "!=", "<", "<=", ">", ">=", "==", "<=>", "::", "||", "->", "=>", ":=", "@", "#"],
    *["(", ")", ",", ";", "-", "--", "/*", "*/", "+", "*", "/", "%", ".", "[", "]", "{", "}", "$$"],
    *["'", "''", "'x'", '"', '"x"', "`", "\\", "E'\\''", "x'00'", "$1", "?", ":a", "\n", "\x00"],
    *["1", "-1", "0.5", "1e9", "1_0", "0x", "9" * 20, "1.", ".5", "select", "case", "when", "end"],
    *["interval", "date", "cast", "try_cast", "exists", "values", "array", "struct", "lambda"],
    *["\u0430", "\u00a0", "\u2019", "\uff1d", "\U0001f600", "\ud800", "\u202e", "\u0130"],
]
"""Words and signs of the rule language, of SQL, and of neither."""
