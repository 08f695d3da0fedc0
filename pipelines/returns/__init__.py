"""Returns of measures: ours made from an edition, partners' held against our requests.

What a return is and how it is written stands in ``models.returns``; nothing is counted here.
"""

from pipelines.returns.comparing import ReturnCompared, compare_return
from pipelines.returns.making import ReturnError, make_return, write_return

__all__ = ["ReturnCompared", "ReturnError", "compare_return", "make_return", "write_return"]
