"""Columns of a pack's workbook with their headings, and how its cells look.

Writing them belongs in ``workbook``; the names are those of the published tables.
"""

from typing import Any

FORMATS: dict[str, dict[str, Any]] = {
    "text": {},
    "count": {"num_format": "#,##0"},
    "number": {"num_format": "#,##0.0###"},
    "share": {"num_format": "0.0%"},
    "label": {"num_format": "0"},
    "day": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
    "head": {"bold": True, "bg_color": "#E4EAE8", "bottom": 1},
    "title": {"bold": True, "font_size": 14, "text_wrap": False},
    "plain": {"text_wrap": False},
    "missing": {"italic": True, "font_color": "#4A5A58"},
}
SYNTHETIC = {"bg_color": "#FFF3CD"}
FIGURES = {
    "section": "Section",
    "title": "Figure",
    "subject": "Of",
    "subject_name": "Name",
    "period": "Period",
    "value": "Value",
    "low": "95 % low",
    "high": "95 % high",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "n_unknown": "Unknown",
    "unit": "Unit",
    "origin": "Origin",
    "state": "State",
    "value_unknown_low": "All unknown out",
    "value_unknown_high": "All unknown in",
    "value_note": "On the value",
    "note": "Note",
    "source": "Source",
    "view": "View",
    "period_kind": "Kind of period",
    "geography": "Geography",
    "figure": "Id",
    "rows_in": "Rows in",
}
"""Columns of the sheet of figures, each a column of ``published.program_figures``."""
LAST_PRINTED = "state"
"""Columns after it are for the screen: a printed sheet is one page wide."""
DEFINITIONS = {
    "figure": "Id",
    "title": "Figure",
    "unit": "Unit",
    "formula": "What it counts",
    "source": "Source",
    "note": "Note",
    "rows_in": "Rows in",
}
SOURCES = {
    "report": "Number",
    "title": "Title",
    "issued_by": "Issued by",
    "issued_on": "Issued on",
}
RESTATEMENTS = {
    "title": "Figure",
    "subject": "Of",
    "period": "Period",
    "origin": "Origin",
    "before": "Published before",
    "after": "Published now",
    "edition_before": "Edition before",
    "edition_after": "Edition after",
    "state_before": "State before",
    "is_restatement": "Final when changed",
    "cause": "Cause",
    "figure": "Id",
}
