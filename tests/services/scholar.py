"""Google Scholar's result page, its captcha, its consent page.

Built by us from the selectors that `scholarly` 1.7.11 reads; the structure is checked against a recorded page. No limit
is published: everything automatic is unwelcome, so nothing is enforced until `patience` says after how many pages the
captcha comes. Authors and venue are shortened with ``…`` as on the real page; a paper without citations has no link
"Cited by". Missing facts [gap]: the ranking; the layout of the consent page.
"""

import html
from typing import ClassVar
from urllib.parse import quote

from tests.services.papers import Paper, number
from tests.services.wire import Answer, Asked, Service, html_answer, retry_header, text_answer

_PAGE = 10
_HTML = "text/html; charset=UTF-8"
_FRAME = (
    '<!doctype html><html><head><title>{title}</title></head><body><div id="gs_top"><div id="gs_hdr" role="banner">'
    '<div id="gs_hdr_md"><div id="gs_hdr_srch"><form id="gs_hdr_frm" action="/scholar" class="gs_hdr_tsc">'
    '<input type="hidden" name="hl" value="en"><input type="text" class="gs_in_txt gs_in_ac" name="q" value="{query}"'
    ' id="gs_hdr_tsi"></form></div></div></div>'
    '<div id="gs_ab"><div id="gs_ab_ttl"><div class="gs_ab_mdw">Articles</div></div><div id="gs_ab_md">'
    '<div class="gs_ab_mdw">{total}</div></div></div>'
    '<div id="gs_bdy"><div id="gs_bdy_ccl" role="main">{main}</div></div></div></body></html>'
)
_TEMPLATE = (
    '<div id="gs_res_glb" style="display: none" data-sva="/citations?hl=en&amp;update_op=library_add&amp;info={id}">'
    "</div>"
)
_CAPTCHA = (
    '<div id="gs_captcha_ccl"><form method="get" id="gs_captcha_f"><h1>Please show you&#39;re not a robot</h1>'
    '<div id="gs_captcha_c"></div></form><noscript><div class="gs_alrt"><div>Sorry, we can\'t verify that you\'re not a'
    " robot when JavaScript is turned off.</div></div></noscript></div>"
)


class Scholar(Service):
    """``/scholar``."""

    NAME: ClassVar[str] = "scholar"
    INTERVAL: ClassVar[float] = 0.0
    patience: int | None = None

    def too_many(self, asked: Asked, retry_after: int | None = None) -> Answer:
        """The page about unusual traffic, with the other captcha."""
        page = (
            '<!doctype html><html><head><title>Sorry...</title></head><body><form id="captcha-form" action="index"'
            ' method="post"><div id="recaptcha" class="g-recaptcha"></div></form><div>Our systems have detected unusual'
            " traffic from your computer network.</div></body></html>"
        )
        return text_answer(page, 429, retry_header(retry_after), kind=_HTML)

    def special(self, asked: Asked, kind: str) -> Answer:
        """The captcha, or the consent page."""
        if kind == "captcha":
            return _page("Google Scholar", asked.param("q"), "", _CAPTCHA)
        return html_answer(
            "Before you continue to Google", "We use cookies and data to deliver our services. Accept all"
        )

    def answer(self, asked: Asked) -> Answer:
        """Ten results, the best first."""
        if asked.path != "/scholar":
            return html_answer("Error 404 (Not Found)!!1", "The requested URL was not found on this server.", 404)
        if self.patience is not None:
            if self.patience == 0:
                return self.special(asked, "captcha")
            self.patience -= 1
        query = asked.param("q")
        title = query.removeprefix("allintitle:").strip().strip('"')
        found = [paper for _, paper in self.world.ranked(title)[:40]]
        exact = [paper for paper in found if self.world.is_titled(paper, title)]
        papers = [self.record(asked, paper.arxiv_id) for paper in (exact if '"' in query else found)]
        shown = [paper for paper in asked.kept([paper for paper in papers if paper]) if paper]
        start = int(asked.param("start")) if asked.param("start").isdecimal() else 0
        return self._results(query, shown, start)

    def _results(self, query: str, papers: list[Paper], start: int) -> Answer:
        if not papers:
            told = f"Your search - <b>{html.escape(query)}</b> - did not match any articles."
            none = f'<div id="gs_res_ccl"><div id="gs_res_ccl_mid"><div class="gs_r">{told}</div></div></div>'
            return _page(query, query, "", _TEMPLATE + none)
        rows = "".join(self._row(paper, at) for at, paper in enumerate(papers[start : start + _PAGE], start))
        more = _next_link(query, start + _PAGE) if start + _PAGE < len(papers) else ""
        total = f"About {len(papers):,} results (<b>0.04</b> sec)" if len(papers) > 1 else ""
        middle = f'<div id="gs_res_ccl_mid">{rows}</div><div id="gs_res_ccl_bot">{more}</div>'
        main = f'{_TEMPLATE}<div id="gs_res_ccl">{middle}</div>'
        return _page(query, query, total, main)

    def _row(self, paper: Paper, rank: int) -> str:
        cluster = str(number("scholar", paper.arxiv_id))
        name = f"{number('scholar name', paper.arxiv_id):014x}"[:10] + "AJ"
        cited = self.count(paper)
        counted = f'<a href="/scholar?cites={cluster}&amp;as_sdt=2005&amp;hl=en">Cited by {cited}</a>' if cited else ""
        address = f"https://arxiv.org/abs/{paper.arxiv_id}"
        return (
            f'<div class="gs_r gs_or gs_scl" data-cid="{name}" data-did="{name}" data-aid="{name}" data-rp="{rank}">'
            '<div class="gs_ggs gs_fl"><div class="gs_ggsd"><div class="gs_or_ggsm">'
            f'<a href="https://arxiv.org/pdf/{paper.arxiv_id}"><span class="gs_ctg2">[PDF]</span> arxiv.org</a>'
            "</div></div></div>"
            f'<div class="gs_ri"><h3 class="gs_rt"><a id="{name}" href="{address}">{html.escape(paper.title)}</a></h3>'
            f'<div class="gs_a">{_people(paper)}</div><div class="gs_rs">… {html.escape(paper.abstract[:150])} …</div>'
            f'<div class="gs_fl gs_flb"><a href="javascript:void(0)" class="gs_or_sav gs_or_btn">Save</a>{counted}'
            f'<a href="/scholar?q=related:{name}:scholar.google.com/&amp;hl=en">Related articles</a>'
            f'<a href="/scholar?cluster={cluster}&amp;hl=en" class="gs_nph">All 3 versions</a></div></div></div>'
        )


def _people(paper: Paper) -> str:
    short = [_initials(name) for name in paper.authors]
    names = ", ".join(map(html.escape, short[:3])) + ("…" if len(short) > 3 else "")
    venue = html.escape((paper.venue or f"arXiv preprint arXiv:{paper.arxiv_id}")[:32])
    return f"{names}&nbsp;- {venue}, {paper.published.year} - arxiv.org"


def _initials(name: str) -> str:
    given, _, family = name.rpartition(" ")
    return f"{''.join(part[0] for part in given.split())} {family}".strip()


def _next_link(query: str, start: int) -> str:
    link = f"/scholar?start={start}&amp;q={quote(query)}&amp;hl=en&amp;as_sdt=0,5"
    return f'<div id="gs_n"><a href="{link}"><span class="gs_ico gs_ico_nav_next"></span><b>Next</b></a></div>'


def _page(title: str, query: str, total: str, main: str) -> Answer:
    page = _FRAME.replace("{title}", html.escape(title)).replace("{query}", html.escape(query, quote=True))
    return text_answer(page.replace("{total}", total).replace("{main}", main), kind=_HTML)
