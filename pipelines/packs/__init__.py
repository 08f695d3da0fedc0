"""Review packs: what headquarters takes to a program's review, as one folder from one edition.

A pack holds a page without external assets, a workbook, and a manifest. It is written from rows as
published; nothing is counted or estimated here.
"""

from pipelines.packs.contents import PackContents, read_contents
from pipelines.packs.writing import PackError, PackWritten, write_pack

__all__ = ["PackContents", "PackError", "PackWritten", "read_contents", "write_pack"]
