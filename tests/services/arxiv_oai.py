"""arXiv's OAI-PMH: ``GetRecord`` and ``ListRecords`` in the format ``arXiv``, with resumption tokens.

Every protocol error has status 200. The datestamp of a record is the day of its newest version (the real one is that
of the last change of metadata). Token and expiry are as the server's source has them; recorded answers end before the
first token [gap].
"""

from datetime import date, timedelta
from typing import ClassVar
from urllib.parse import parse_qs, urlencode
from xml.sax.saxutils import escape, quoteattr

from tests.services.arxiv import ArxivService, affiliation, comment, journal_ref, summary
from tests.services.papers import Paper
from tests.services.wire import Answer, Asked, text_answer
from tests.services.world import World

PAGE = 1300  # records per page, as observed
_PREFIX = "oai:arXiv.org:"
_ARGUMENTS = {
    "GetRecord": {"identifier", "metadataPrefix"},
    "ListRecords": {"from", "until", "set", "metadataPrefix", "resumptionToken"},
    "Identify": set(),
    "ListMetadataFormats": {"identifier"},
}
_ABOUT = {
    "Identify": (
        "<Identify><repositoryName>arXiv</repositoryName><baseURL>https://oaipmh.arxiv.org/oai</baseURL>"
        "<protocolVersion>2.0</protocolVersion><adminEmail>help@arxiv.org</adminEmail>"
        "<earliestDatestamp>2005-09-16</earliestDatestamp><deletedRecord>persistent</deletedRecord>"
        "<granularity>YYYY-MM-DD</granularity></Identify>"
    ),
    "ListMetadataFormats": "<ListMetadataFormats>"
    + "".join(
        f"<metadataFormat><metadataPrefix>{name}</metadataPrefix></metadataFormat>"
        for name in ("oai_dc", "arXiv", "arXivOld", "arXivRaw")
    )
    + "</ListMetadataFormats>",
}
_PAGE_OF_XML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">\n'
    "<responseDate>{now}</responseDate>\n<request{attributes}>http://oaipmh.arxiv.org/oai</request>\n{content}\n"
    "</OAI-PMH>\n"
)


class OaiError(ValueError):
    """A protocol error: its code, then words for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ArxivOai(ArxivService):
    """``/oai``."""

    NAME: ClassVar[str] = "arxiv_oai"
    BASE: ClassVar[str] = "/oai"
    page_size = PAGE
    deleted: frozenset[str] = frozenset()  # ids of papers whose records are gone

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._expiry: dict[str, date] = {}  # by token

    def answer(self, asked: Asked) -> Answer:
        """One verb's answer, or an error in the same envelope."""
        if asked.path != self.BASE:
            return text_answer("Not Found", 404)
        params = {name: values[-1] for name, values in asked.params.items()}
        try:
            content = self._verb(asked, params)
        except OaiError as error:
            content = f'<error code="{error.code}">{escape(str(error))}</error>'
            params = params if error.code not in ("badVerb", "badArgument") else {}
        attributes = "".join(f" {name}={quoteattr(value)}" for name, value in params.items())
        page = _PAGE_OF_XML.format(now=f"{self.world.now():%Y-%m-%dT%H:%M:%SZ}", attributes=attributes, content=content)
        return text_answer(page, kind="text/xml; charset=utf-8")

    def _verb(self, asked: Asked, params: dict[str, str]) -> str:
        verb = params.get("verb", "")
        if verb not in _ARGUMENTS:
            raise OaiError("badVerb", "Bad OAI verb or missing verb.")
        repeated = any(len(values) > 1 for values in asked.params.values())
        if repeated or set(params) - {"verb"} - _ARGUMENTS[verb]:
            raise OaiError("badArgument", "The request includes illegal or repeated arguments.")
        match verb:
            case "GetRecord":
                return self._get_record(asked, params)
            case "ListRecords":
                return self._list_records(asked, params)
            case _:
                return _ABOUT[verb]

    def _get_record(self, asked: Asked, params: dict[str, str]) -> str:
        if set(params) != {"verb", "identifier", "metadataPrefix"}:
            raise OaiError("badArgument", "GetRecord takes identifier and metadataPrefix.")
        _check_format(params["metadataPrefix"])
        paper = self.record(asked, params["identifier"].removeprefix(_PREFIX))
        kept = asked.kept([paper] if paper else [])
        if not params["identifier"].startswith(_PREFIX) or not kept:
            raise OaiError("idDoesNotExist", f"Record does not exist. Reason: {params['identifier']} is unknown")
        return f"<GetRecord>\n{_record(kept[0])}</GetRecord>"

    def _list_records(self, asked: Asked, params: dict[str, str]) -> str:
        skip = 0
        if "resumptionToken" in params:
            params, skip = self._resumed(params)
        if "metadataPrefix" not in params:
            raise OaiError("badArgument", "metadataPrefix is required.")
        _check_format(params["metadataPrefix"])
        papers = self._chosen(params)
        if not papers:
            raise OaiError("noRecordsMatch", "No records match.")
        page = [self.record(asked, paper.arxiv_id) for paper in papers[skip : skip + self.page_size]]
        kept = asked.kept([paper for paper in page if paper])
        records = "".join(
            _tombstone(paper) if paper and paper.arxiv_id in self.deleted else _record(paper) for paper in kept
        )
        more = skip + self.page_size < len(papers)
        return f"<ListRecords>\n{records}{self._token(params, skip + self.page_size) if more else ''}</ListRecords>"

    def _resumed(self, params: dict[str, str]) -> tuple[dict[str, str], int]:
        original = {name: values[-1] for name, values in parse_qs(params["resumptionToken"]).items()}
        skip = original.pop("skip", "")
        is_over = self.world.today >= self._expiry.get(params["resumptionToken"], date.max)
        if is_over or set(params) != {"verb", "resumptionToken"} or not skip.isdecimal() or len(skip) > 9:
            raise OaiError("badResumptionToken", "The value of the resumptionToken argument is invalid.")
        return original, int(skip)

    def _token(self, params: dict[str, str], skip: int) -> str:
        token = urlencode({**{name: value for name, value in params.items() if name != "verb"}, "skip": skip})
        expires = self._expiry[token] = self.world.today + timedelta(days=1)
        return f'<resumptionToken expires="{expires}T00:00:00Z">{escape(token)}</resumptionToken>\n'

    def _chosen(self, params: dict[str, str]) -> list[Paper]:
        since, until = (_day(params.get(name), name) for name in ("from", "until"))
        chosen = [
            paper
            for paper in self.world.papers.values()
            if self.world.knows(self.NAME, paper)
            and (since is None or paper.updated >= since)
            and paper.updated <= (until or self.world.today)
            and ("set" not in params or any(name.startswith(params["set"]) for name in _sets(paper)))
        ]
        return sorted(chosen, key=lambda paper: (paper.updated, paper.arxiv_id))


def _check_format(name: str) -> None:
    if name != "arXiv":  # the real service has the other formats too
        raise OaiError("cannotDisseminateFormat", f"{name} is not supported by this record or repository.")


def _day(text: str | None, name: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise OaiError("badArgument", f"{name} must be a date of the form YYYY-MM-DD.") from error


def _sets(paper: Paper) -> list[str]:
    """Sets of a paper in the form of 2025: group:archive:category."""
    found = []
    for category in paper.categories:
        archive = category.partition(".")[0]
        group = archive if archive in ("cs", "math", "stat", "econ", "eess", "q-bio", "q-fin") else "physics"
        found.append(f"{group}:{archive}:{category.replace('.', ':').partition(':')[2] or archive}")
    return found


def _record(paper: Paper | None) -> str:
    if paper is None:
        return "<record/>\n"
    sets = "".join(f" <setSpec>{escape(name)}</setSpec>\n" for name in _sets(paper))
    where = journal_ref(paper)
    parts = {
        "id": paper.arxiv_id,
        "created": str(paper.published),
        "updated": str(paper.updated) if paper.version > 1 else None,
    }
    more = {
        "title": paper.title,
        "categories": " ".join(paper.categories),
        "comments": comment(paper),
        "journal-ref": where,
        "doi": paper.doi,
        "license": "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
        "abstract": f"  {summary(paper).strip()}\n",
    }
    return (
        f"<record>\n<header>\n <identifier>{_PREFIX}{paper.arxiv_id}</identifier>\n"
        f" <datestamp>{paper.updated}</datestamp>\n{sets}</header>\n<metadata>\n"
        ' <arXiv xmlns="http://arxiv.org/OAI/arXiv/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:schemaLocation="http://arxiv.org/OAI/arXiv/ http://arxiv.org/OAI/arXiv.xsd">\n '
        f"{_elements(parts)}<authors>{''.join(_author(paper, name) for name in paper.authors)}</authors>"
        f"{_elements(more)}</arXiv>\n</metadata>\n</record>\n"
    )


def _tombstone(paper: Paper) -> str:
    return (
        f'<record>\n<header status="deleted">\n <identifier>{_PREFIX}{paper.arxiv_id}</identifier>\n'
        f" <datestamp>{paper.updated}</datestamp>\n</header>\n</record>\n"
    )


def _elements(values: dict[str, str | None]) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items() if value is not None)


def _author(paper: Paper, name: str) -> str:
    forenames, _, keyname = name.rpartition(" ")
    place = affiliation(paper) if name == paper.authors[0] else None
    parts = {"keyname": keyname, "forenames": forenames or None, "affiliation": place}
    return f"<author>{_elements(parts)}</author>"
