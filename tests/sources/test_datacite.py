"""DataCite: versions and the published DOI of an arXiv paper."""

import json

from enrich.models import Absent, Failed, Found
from enrich.sources import datacite
from enrich.sources.base import Response
from tests.sources.cases import NOW, answer

PAPER = json.loads(answer("datacite", "paper.json").content)["data"]["attributes"]
KEY = "10.48550/arxiv.1706.03762"


def test_versions_are_told_by_their_submissions() -> None:
    dates = [
        {"date": f"20{at:02}-01-31T10:00:00Z", "dateType": "Submitted", "dateInformation": f"v{at}"} for at in (10, 9)
    ]
    related = [
        {"relationType": "References", "relatedIdentifier": "10.1145/1", "relatedIdentifierType": "DOI"},
        {"relationType": "IsVersionOf", "relatedIdentifier": "10.1145/2", "relatedIdentifierType": "DOI"},
    ]
    body = json.dumps({"data": {"attributes": PAPER | {"dates": dates, "relatedIdentifiers": related}}}).encode()
    (outcome,) = datacite.read([KEY], Response(200, {}, body, ""), NOW)
    assert isinstance(outcome, Found)
    assert outcome.record is not None
    assert (outcome.record.arxiv_version, outcome.record.published_on) == (10, None)
    assert (outcome.record.updated_on, outcome.record.doi) == ("2010-01-31", "10.1145/2")
    assert outcome.record.ids == (("doi", "10.1145/2"),)


def test_case_of_the_doi_does_not_matter() -> None:
    body = json.dumps({"data": {"attributes": PAPER | {"doi": "10.48550/ARXIV.1706.03762"}}}).encode()
    assert isinstance(datacite.read([KEY], Response(200, {}, body, ""), NOW)[0], Found)


def test_a_page_that_is_missing_is_no_paper_that_is_missing() -> None:
    """A 404 in HTML comes from a gateway or a wrong address."""
    assert isinstance(datacite.read([KEY], Response(404, {}, b"<html></html>", ""), NOW)[0], Failed)
    assert isinstance(datacite.read([KEY], answer("datacite", "not_found.json", 404), NOW)[0], Absent)
