"""From what was filed to what it names: port texts to codes, container numbers to check digits.

Pure: frames in, frames out. Reading the reference tables and writing the result belongs to
`pipelines/resolution.py`; what a staging model does with a finding belongs to dbt.
"""

from models.resolution.container_numbers import check_container_numbers
from models.resolution.port_text import PlaceWords, PortText, normalise_port_text
from models.resolution.ports import MINIMUM_SCORE, PortResolver

__all__ = [
    "MINIMUM_SCORE",
    "PlaceWords",
    "PortResolver",
    "PortText",
    "check_container_numbers",
    "normalise_port_text",
]
