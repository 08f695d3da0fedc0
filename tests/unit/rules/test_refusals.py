"""Everything outside the rule language is refused, with its place and what was found there."""

import pytest

from models.rules import RuleError, Vocabulary, VocabularyColumn, parse_rule

# text, offset of the fault, what was found, part of the problem, nearest word (None: not checked)
REFUSALS = [
    # words that are no columns
    ("port_of_ladign = 'CNSHK'", 0, "port_of_ladign", "no column", "port_of_lading"),
    ("is_soft_top and is_refeer", 16, "is_refeer", "no column", "is_reefer"),
    ("is_soft_top adn is_reefer", 12, "adn", "no column", "AND"),
    ("trips.weight_kg > 5", 0, "trips", "no column", None),
    ("weight_kg.x > 5", 9, ".", "a point outside a number", None),
    # functions, queries, casts
    ("lower(port_of_lading) = 'x'", 0, "lower", "a function", None),
    ("weight_kg > abs(-5)", 12, "abs", "a function", None),
    ("weight_kg > (select max(weight_kg) from t)", 13, "select", "no subquery", None),
    ("exists (select 1)", 0, "exists", "no subquery", None),
    ("weight_kg in (select 1)", 14, "select", "no subquery", None),
    ("cast(weight_kg as integer) = 5", 0, "cast", "a cast", None),
    ("weight_kg::integer = 5", 9, "::", "a cast", None),
    ("case when is_reefer then true end", 0, "case", "no column", None),
    ("port_of_lading ilike 'cn%'", 15, "ilike", "no column", "LIKE"),
    ("show tables", 0, "show", "no column", None),
    ("date '2005-01-01' < date '2005-01-02'", 0, "date", "no column", None),
    # comments and statements
    ("is_reefer -- or is_soft_top", 10, "-- or is_soft_top", "a comment", None),
    ("is_reefer /* or */ and is_soft_top", 10, "/* or */", "a comment", None),
    ("/* first */ is_reefer", 0, "/* first */", "a comment", None),
    ("is_reefer /* left open", 10, "/* left open", "a comment", None),
    ("is_reefer {# or #} and is_soft_top", 10, "{# or #}", "a comment", None),
    ("is_reefer -- it's\nand is_soft_top", 10, "-- it's", "a comment", None),
    ("is_reefer; drop table trips", 9, ";", "ends a statement", None),
    ("is_reefer;", 9, ";", "ends a statement", None),
    # arithmetic and other operators
    ("weight_kg + 5 > 10", 10, "+", "arithmetic", None),
    ("weight_kg > 5 - 3", 14, "-", "arithmetic", None),
    ("weight_kg * 2 > 10", 10, "*", "arithmetic", None),
    ("weight_kg / 2 > 10", 10, "/", "arithmetic", None),
    ("season_month % 2 = 1", 13, "%", "arithmetic", None),
    ("-weight_kg < 5", 0, "-", "arithmetic", None),
    ("weight_kg > -(5)", 12, "-", "arithmetic", None),
    ("weight_kg == 5", 10, "==", "write =", None),
    ("weight_kg <=> 5", 10, "<=>", "not in the rule language", None),
    ("port_of_lading || 'x' = 'y'", 15, "||", "joined", None),
    ("weight_kg > ?", 12, "?", "not in the rule language", None),
    ("weight_kg > $1", 12, "$1", "not in the rule language", None),
    ("{{ weight_kg }} > 1", 0, "{", "not in the rule language", None),
    # names and texts written another way
    ('"weight_kg" > 5', 0, '"weight_kg"', "double quote", None),
    ('port_of_lading = "CNSHK"', 17, '"CNSHK"', "double quote", None),
    ('"weight_kg > 5', 0, '"weight_kg > 5', "double quote", None),
    ("`weight_kg` > 5", 0, "`", "quoted name", None),
    ("port_of_lading = N'CNSHK'", 17, "N'CNSHK'", "not in the rule language", None),
    ("port_of_lading = 'CNSHK", 17, "'CNSHK", "not closed", None),
    ("port_of_lading = 'a' 'b'", 21, "'b'", "directly after", None),
    ("is_reefer is_soft_top", 10, "is_soft_top", "directly after", None),
    # numbers
    ("weight_kg > 1e5", 12, "1e5", "not written in the plain way", None),
    ("weight_kg > 0x1F", 12, "0x", "not written in the plain way", None),
    ("weight_kg > 1_000", 12, "1_", "not written in the plain way", None),
    ("weight_kg > 5.", 12, "5.", "not written in the plain way", None),
    ("weight_kg > .5", 12, ".", "a point outside a number", None),
    ("weight_kg > 1234567890123456", 12, "1234567890123456", "not written in the plain way", None),
    # kinds
    ("port_of_lading > 5", 17, "5", "while port_of_lading holds text", None),
    ("weight_kg = '5'", 12, "'5'", "while weight_kg holds numbers", None),
    ("weight_kg = true", 0, "weight_kg = true", "while weight_kg holds numbers", None),
    ("is_reefer = 1", 12, "1", "while is_reefer holds true or false", None),
    ("is_reefer = 'true'", 12, "'true'", "while is_reefer holds true or false", None),
    ("is_reefer > false", 0, "is_reefer", "has no order", None),
    ("is_reefer between false and true", 0, "is_reefer", "has no order", None),
    ("weight_kg in (5, 'x')", 17, "'x'", "while weight_kg holds numbers", None),
    ("weight_kg between 1 and 'x'", 24, "'x'", "while weight_kg holds numbers", None),
    ("weight_kg like '5%'", 0, "weight_kg like '5%'", "LIKE on a column that holds numbers", None),
    ("port_of_lading = weight_kg", 17, "weight_kg", "while port_of_lading holds text", None),
    ("port_of_lading like place_of_receipt", 20, "place_of_receipt", "where a value must", None),
    ("weight_kg", 0, "weight_kg", "no condition by itself", None),
    ("not port_of_lading", 4, "port_of_lading", "no condition by itself", None),
    ("is_reefer and 'x'", 14, "'x'", "a value that stands alone", None),
    ("true", 0, "true", "a value that stands alone", None),
    ("null", 0, "null", "a value that stands alone", None),
    ("1 = 1", 0, "1 = 1", "a comparison without a column", None),
    ("'a' like 'a'", 0, "'a'", "where a column must stand", None),
    # null as a value
    ("weight_kg = null", 0, "weight_kg = null", "nothing equals the unknown", None),
    ("weight_kg in (1, null)", 0, "weight_kg in (1, null)", "nothing equals the", None),
    ("is_reefer is true", 0, "is_reefer", "IS with something other than NULL", None),
    ("weight_kg is 5", 0, "weight_kg is 5", "IS with something other than NULL", None),
    # forms that do not go on
    ("is_reefer and", 10, "and", "breaks off", None),
    ("(is_reefer", 1, "is_reefer", "breaks off", None),
    ("is_reefer)", 9, ")", "breaks off", None),
    ("weight_kg in ()", 0, "weight_kg", "an empty IN list", None),
    ("weight_kg in 5", 0, "weight_kg in 5", "a form the rule language does not have", None),
    ("weight_kg > 5 > 3", 0, "weight_kg > 5 > 3", "without a column", None),
    ("(is_reefer, is_soft_top)", 1, "is_reefer, is_soft_top", "no condition", None),
    ("weight_kg > = 5", 12, "=", "breaks off", None),
    ("", 0, "", "an empty rule", None),
    (" \n\t ", 0, "", "an empty rule", None),
    ("\u00a0", 0, "\u00a0", "outside plain ASCII", None),
    # look-alikes and what cannot be seen
    ("is_re\u0435fer", 5, "\u0435", "outside plain ASCII", None),
    ("weight_kg \u2265 5", 10, "\u2265", "outside plain ASCII", None),
    ("port_of_lading = \u2018CNSHK\u2019", 17, "\u2018", "outside plain ASCII", None),
    ("weight_kg\u00a0> 5", 9, "\u00a0", "outside plain ASCII", None),
    ("weight_kg > \uff15", 12, "\uff15", "outside plain ASCII", None),
    ("weight_kg > \u0665", 12, "\u0665", "outside plain ASCII", None),
    ("is_reefer\x00", 9, "\x00", "outside plain ASCII", None),
    ("port_of_lading = 'CN\u200bSHK'", 20, "\u200b", "an invisible character", None),
    ("port_of_lading = 'CN\u202eSHK'", 20, "\u202e", "an invisible character", None),
    ("port_of_lading = 'CN\x00'", 20, "\x00", "an invisible character", None),
    ("port_of_lading = 'CN\nSHK'", 20, "\n", "an invisible character", None),
    ("port_of_lading = 'CN\ud800'", 20, "\ud800", "an invisible character", None),
]


@pytest.mark.parametrize(
    ("text", "offset", "found", "problem", "nearest"),
    REFUSALS,
    ids=[repr(row[0]) for row in REFUSALS],
)
def test_refusal_says_where_and_what(
    text: str, offset: int, found: str, problem: str, nearest: str | None, vocabulary: Vocabulary
) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rule(text, vocabulary)
    error = caught.value
    assert (error.offset, error.found) == (offset, found)
    assert problem in error.problem
    assert problem in str(error)
    assert error.allowed
    assert error.allowed in str(error)
    assert nearest is None or error.nearest == nearest


def test_message_in_full(vocabulary: Vocabulary) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rule("is_reefer\n  and wieght_kg > 5", vocabulary)
    assert str(caught.value) == (
        "line 2, column 7: found 'wieght_kg', no column of the vocabulary; "
        "nearest known word: weight_kg. Allowed: the columns port_of_lading, place_of_receipt, "
        "description_length, season_month, weight_kg, weight_to_usual_ratio, is_soft_top, "
        "is_reefer."
    )


def test_look_alike_is_named(vocabulary: Vocabulary) -> None:
    with pytest.raises(RuleError, match=r"U\+0435 CYRILLIC SMALL LETTER IE"):
        parse_rule("is_re\u0435fer", vocabulary)


def test_texts_may_hold_any_visible_character(vocabulary: Vocabulary) -> None:
    literal = "'S\u00e3o Paulo; -- /* \u4e0a\u6d77 */ \"x\" O''Hare'"
    sql = parse_rule(f"port_of_lading = {literal}", vocabulary).sql()
    assert sql == f'COALESCE(("port_of_lading" = {literal}), FALSE)'


def test_longest_text(vocabulary: Vocabulary) -> None:
    padding = 2_000 - len("is_reefer")
    assert parse_rule("is_reefer" + " " * padding, vocabulary).columns == ("is_reefer",)
    with pytest.raises(RuleError, match="2,001 characters.*at most 2,000") as caught:
        parse_rule("is_reefer" + " " * (padding + 1), vocabulary)
    assert caught.value.offset == 2_000


def test_long_chains_are_no_nesting(vocabulary: Vocabulary) -> None:
    chain = " or ".join(["is_reefer"] * 150)
    rule = parse_rule(chain, vocabulary)
    assert rule.sql().count("OR") == 149


@pytest.mark.parametrize(
    ("opening", "closing"), [("(", ")"), ("not ", ""), ("not (", ")"), ("(is_soft_top and ", ")")]
)
def test_deepest_nesting(opening: str, closing: str, vocabulary: Vocabulary) -> None:
    a_level = 2 if opening == "not (" else 1
    deepest = 50 // a_level
    assert parse_rule(opening * deepest + "is_reefer" + closing * deepest, vocabulary).sql()
    too_deep = opening * (deepest + 1) + "is_reefer" + closing * (deepest + 1)
    with pytest.raises(RuleError, match="nested too deeply.*at most 50"):
        parse_rule(too_deep, vocabulary)


def test_keywords_and_columns_in_any_case(vocabulary: Vocabulary) -> None:
    shouted = parse_rule("WEIGHT_KG Between 1 AND 2 Or Not Is_Reefer", vocabulary)
    assert (
        shouted.condition
        == parse_rule("weight_kg between 1 and 2 or not is_reefer", vocabulary).condition
    )


def test_column_may_be_called_like_a_sql_word() -> None:
    words = [
        "date",
        "index",
        "show",
        "left",
        "select",
        "interval",
        "case",
        "with",
        "current_date",
        "map",
        "values",
    ]
    odd = Vocabulary.from_columns([VocabularyColumn(word, "double") for word in words])
    for word in words:
        assert parse_rule(f"{word} > 5", odd).sql() == f'COALESCE(("{word}" > 5), FALSE)'
        assert parse_rule(f"1 < {word} and {word} < 3", odd).columns == (word,)
