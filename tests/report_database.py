"""A database after two weekly runs in which something of each kind changed, with hostile titles, for the reports."""

from pathlib import Path

from enrich.models import Answer, Entry, Link, Match, PaperRecord, RepositoryStats
from enrich.store import Store
from tests.small_database import (
    ATTENTION,
    COMPRESSION,
    FLASH,
    GAN,
    LORA,
    TITLES,
    entry,
    linked,
    observed,
    read_list,
    record,
)

FIRST, SECOND, READ_ON = "2026-03-02T03:00:00Z", "2026-03-09T03:00:00Z", "2026-03-09T08:00:00Z"
REPOSITORY = "huggingface/peft"

HOSTILE = {
    "html": "<script>document.title = 'owned'</script><img src=x onerror=alert(1)> & <b>bold</b>",
    "markdown-link": "[Free papers](javascript:alert(1)) ![x](https://evil.example/x.png) <https://evil.example>",
    "bare-link": "See www.evil.example, https://evil.example/a?b=c or mailto:me@evil.example",
    "table": "One | Two | Three `code` **strong** ~~gone~~ :tada: &lt;i&gt;",
    "latex": r"$\pi_0$: A $\href{https://evil.example}{\text{flow}}$ Model \\ \input{/etc/passwd}",
    "spreadsheet": "=cmd|' /C calc'!A0",
    "sql": "'; DROP TABLE papers; --",
    "right-to-left": "Safe \u202egpj.exe\u202c \u2066title\u2069 \x1b[31mred\x07\nsecond # line\r\n# heading",
    "summons": "Thanks @octocat, see #123 and GH-7",
    "attribute": '" onmouseover="alert(1)" style=\'position:fixed\' {{ 7 * 7 }} {% raw %}',
    "style": "</style></title></svg><style>body { display: none }",
    "long": "Supercalifragilisticexpialidocious" * 12,
}


def hostile_paper(name: str) -> str:
    """The id of the paper with a hostile title."""
    return f"doi:10.5555/{name}(1)"


class Clock:
    """A clock that stands until it is set."""

    moment = FIRST

    def __call__(self) -> str:
        """The time."""
        return self.moment


def build(path: Path, *, runs: int = 2, hostile: bool = True) -> Path:
    """Write the database, as it is after one run or two, and give its path."""
    clock = Clock()
    names = tuple(HOSTILE) if hostile else ()
    with Store.open(path, now=clock) as store:
        _first_week(store, names)
        if runs > 1:
            clock.moment = SECOND
            _second_week(store, names)
    return path


def _hostile_record(name: str) -> PaperRecord:
    title = HOSTILE[name]
    return PaperRecord(
        paper_id=hostile_paper(name), source="crossref", fetched_at=FIRST, title=title, venue=title[:200], year=2024
    )


def _hostile_entries(names: tuple[str, ...]) -> list[tuple[Entry, Match]]:
    return [
        (entry(HOSTILE[name], 20 + number, section=HOSTILE[name]), linked(hostile_paper(name)))
        for number, name in enumerate(names)
    ]


def _old_entries(names: tuple[str, ...]) -> list[tuple[Entry, Match]]:
    code = Link(label="code", url=f"https://github.com/{REPOSITORY}", kind="code", repository_id=REPOSITORY)
    wrong = linked(FLASH).model_copy(update={"verdict": "mismatch"})
    return [
        (entry(TITLES[COMPRESSION], 1, links=(code,)), linked(COMPRESSION)),
        (entry(TITLES[ATTENTION], 2), linked(ATTENTION)),
        (entry(TITLES[GAN], 3, section="Generation"), linked(GAN)),
        (entry("Quantization of Everything", 4), wrong),
        *_hostile_entries(names),
    ]


def _count(paper_id: str, moment: str, number: int, source: str = "semanticscholar") -> Answer:
    return Answer(paper_id, "ok", counts=(observed(paper_id, moment, number, source),))


def _stars(moment: str, number: int) -> Answer:
    return Answer(REPOSITORY, "ok", repository=RepositoryStats(id=REPOSITORY, observed_at=moment, stars=number))


def _first_week(store: Store, names: tuple[str, ...]) -> None:
    entries = [*_old_entries(names), (entry("Leaves Soon", 9), linked(FLASH))]
    records = (
        record(COMPRESSION, year=2024, published_on="2024-02-15"),
        record(ATTENTION, year=2017, venue="NeurIPS 2017"),
        record(GAN, year=2014),
        record(FLASH, year=2023),
        *map(_hostile_record, names),
    )
    read_list(store, entries, records=records)
    counts = {COMPRESSION: 24, ATTENTION: 100_000, GAN: 42_955, FLASH: 400}
    counts |= {hostile_paper(name): 50 for name in names}
    store.save_answers("semanticscholar", [_count(name, FIRST, number) for name, number in counts.items()])
    store.save_answers("openalex", [_count(ATTENTION, FIRST, 90_000, "openalex")])
    store.save_answers("github", [_stars(FIRST, 1_000)])


def _second_week(store: Store, names: tuple[str, ...]) -> None:
    run = store.start_run("refresh", "0.1.0")
    number = store.begin_list("lists/a.md", "A list", "generated", "")
    entries = [*_old_entries(names), (entry(TITLES[LORA], 10), linked(LORA))]
    records = (
        record(LORA, source="crossref", year=2024, venue="ICML 2025", is_retracted=True, fetched_at=SECOND),
        record(COMPRESSION, source="crossref", venue="ACM Surveys", doi="10.1145/1(2)", fetched_at=SECOND),
    )
    store.save_batch(run, number, entries, records, ())
    store.finish_list(run, number, "other", "inputs of the second run")
    counts = {COMPRESSION: 60, ATTENTION: 100_500, GAN: 2, FLASH: 300, LORA: 7}
    counts |= {hostile_paper(name): 60 + place for place, name in enumerate(names)}
    store.save_answers("semanticscholar", [_count(name, SECOND, number) for name, number in counts.items()])
    failed = [Answer(name, "failed", error=HOSTILE["html"]) for name in (ATTENTION, COMPRESSION)]
    store.save_answers("openalex", failed)
    store.save_answers("github", [_stars(SECOND, 1_234)])
    store.save_cooldowns({"crossref": "2026-03-09T18:30:00Z"})
    store.finish_run(run, "degraded", {})
