"""What changed in the lists, and how they stand: read from the database, written as Markdown or as one HTML page.

``questions`` reads a `document.Report` with the statements of ``sql``; ``parts`` says it in tables, which ``markdown``
and ``html`` write; ``charts`` is the geometry of what only the page has, ``templates`` its look.
"""

from enrich.report.document import Report
from enrich.report.questions import read_report

__all__ = ["Report", "read_report"]
