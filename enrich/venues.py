"""Conferences and journals: the short name of each, whichever way a list writes it, and the year behind it."""

import re
from itertools import islice
from typing import NamedTuple

# Short name, then further spellings behind `=`; an acronym is also found in lower case when a year stands behind it.
_TABLE = """
AAAI; AACL; ACCV; ACL = Association for Computational Linguistics; ACM MM = ACMMM, ACM Multimedia, MM; ACSAC; AISec
AISTATS; ASE; AsiaCCS; ASPLOS; ASRU; ATC = USENIX ATC; BMVC; CAV; CC; CCGrid; CCS = ACM CCS; Cell; CGO; CHI; CIDR
CIKM; CLUSTER; COLING; COLM; COLT; CoNEXT; CoNLL; CoRL; CSCW; CSUR = ACM Computing Surveys
CVPR = Computer Vision and Pattern Recognition; DAC; DASFAA; DATE; DSN; EACL; ECAI; ECCV; ECIR
ECML = ECML-PKDD, ECML PKDD; EMNLP; ESEC/FSE = FSE; ESORICS; EuroS&P; EuroSys; FAccT; FAST; FG; FOCS; FPGA; GECCO
GLOBECOM; HotNets; HotOS; HotStorage; HPCA; HPDC; HRI; ICALP; ICASSP; ICC; ICCAD; ICCD; ICCV; ICDAR; ICDCS; ICDE; ICDM
ICIP; ICLR = International Conference on Learning Representations; ICME; ICML; ICONIP; ICPP; ICPR; ICRA; ICS; ICSE
IEEE Access; IJCAI; IJCNN; IJCV; IMC; INFOCOM; Information Fusion; INTERSPEECH = Interspeech; IPDPS; IROS; ISCA; ISSTA
ISWC; ITSC; JAIR; JMLR; KDD = SIGKDD; KR; LoG; LREC; LREC-COLING; MICCAI; MICRO; MIDL; MLSys; MobiCom; MobiHoc
MobiSys; NAACL; Nature; Nature Biotechnology; Nature Communications = Nat. Commun.
Nature Machine Intelligence = Nat. Mach. Intell.; Nature Medicine; Nature Methods; NDSS; Neural Networks
NeurIPS = NIPS, Neural Information Processing Systems, Advances in Neural Information Processing Systems
Neurocomputing; NSDI; OOPSLA; OSDI; PACT; Pattern Recognition; PLDI; PMLR; PNAS; PODS; POPL; PPoPP; PRICAI; RAID
RecSys; RSS; RTSS; S&P = IEEE S&P, Oakland; SaTML; SC; Science; SDM; SenSys; SIGCOMM; SIGGRAPH; SIGIR; SIGMETRICS
SIGMOD; SIGSPATIAL; SoCC; SODA; SOSP; SPAA; SSS; STOC; TACL; TCSVT; TDSC; TIFS; TII; TIP; TIST; TITS; TKDD; TKDE; TMC
TMI; TMLR; TMM; TNNLS; TOG; TOIS; TON; TPAMI = PAMI, T-PAMI; TPDS; TSC; TSE; TSP; TVCG; UAI; UIST; USENIX
USENIX Security = Usenix Security; VLDB = PVLDB; WACV; WSDM; WWW = TheWebConf, The Web Conference
"""
_SEARCHED = 2_000  # characters
_LONGEST_UNKNOWN = 80  # characters
_QUALIFIED = {"workshop": " Workshop", "workshops": " Workshop", "findings": " Findings"}
_PLAIN_WORDS = frozenset(  # words of other meanings, too: only with a year
    ["CC", "Cell", "DATE", "FAST", "FG", "ICS", "KR", "LoG", "Nature", "Neural Networks", "Oakland"]
    + ["Pattern Recognition", "RAID", "RSS", "SC", "Science", "SSS"]
)
_ASCII_LETTERS = "".join(char.lower() if char.isalpha() else " " for char in map(chr, range(128)))
_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|&(?=[^\W\d_]))*+\.?")
_YEAR_BEHIND = re.compile(
    r"(?P<sign>[\s,:@(\[/_-]{0,3}['’‘`]?\s?)(?:(?P<long>(?:19[5-9]|20[0-4])[0-9])|(?P<short>[0-9]{2}))(?![\w.]*[0-9])"
)


# A name that is in no table, in its usual place: with a year behind it, and nothing else. Companies stand there, too.
_UNKNOWN = re.compile(
    r"[\s(（,.;:–—-]*(?:[Ii]n:?\s+)?(?P<name>[A-Z][\w&/@.-]*(?:\s(?:[A-Z&][\w&/@.-]*|of|on|in|for|and|the)){0,8}?)"
    r"[\s,]*['’‘]?(?P<year>(?:19[5-9]|20[0-4])[0-9])[\s)）,.;:]*"
)
_LIKE_VENUE = re.compile(
    r"(?!(?:CORR|NVIDIA|IBM|AWS|MIT|CMU|MSRA?|PKU|THU|FAIR|UCB?|CVPR)\b)[A-Z][A-Z0-9&/@-]*[A-Z][A-Z0-9&/@-]*[A-Z](?:\s(?:Workshop|Findings))?"
    r"|(?:IEEE|ACM|SIAM|IFAC|IET)\s[A-Z].*|.*\b(?:Journal|Transactions|Conference|Workshop|Symposium|Proceedings|Letters)\b.*"
)


class Venue(NamedTuple):
    """A venue as it stands in a text: its short name, the year with it, and where it stands, without the year."""

    name: str
    year: int | None
    start: int
    end: int


def _words(spelling: str) -> tuple[str, ...]:
    return tuple(word.rstrip(".").lower() for word in _TOKEN.findall(spelling))


class _Spelling(NamedTuple):
    """One way to write a venue: its short name, how it is written, and whether it is (`CVPRW`) a workshop of it."""

    name: str
    written: str
    is_workshop: bool = False


_BY_WORDS: dict[tuple[str, ...], _Spelling] = {}  # by the folded words
_LONGEST: dict[str, int] = {}  # first word: number of words of the longest spelling
for _row in _TABLE.replace("\n", ";").split(";"):
    _name, _, _others = _row.strip().partition(" = ")
    for _spelling in filter(None, [_name, *_others.split(", ")]):
        _folded = _words(_spelling)
        _BY_WORDS[_folded] = _Spelling(_name, _spelling)
        _LONGEST[_folded[0]] = max(len(_folded), _LONGEST.get(_folded[0], 0))
VENUES = tuple(sorted({known.written for known in _BY_WORDS.values() if " " not in known.written}))
for _folded, _known in tuple(_BY_WORDS.items()):
    if len(_folded) == 1:
        _BY_WORDS.setdefault((_folded[0] + "w",), _known._replace(is_workshop=True))
        _LONGEST.setdefault(_folded[0] + "w", 1)
_FIRST_WORDS = frozenset(_LONGEST)


def _year_behind(text: str, end: int) -> int | None:
    """The year right behind a venue: `2023`, `'23`, `-23` or `23` without a space."""
    found = _YEAR_BEHIND.match(text, end)
    if found is None:
        return None
    if found["long"]:
        return int(found["long"])
    if found["sign"] and not found["sign"].strip(" \t\n,:@([/"):
        return None
    return 2000 + int(found["short"])


def _folded_words(text: str) -> list[str]:
    """All words of a text, in order."""
    if text.isascii() and "&" not in text:
        return text.translate(_ASCII_LETTERS).split()
    return [word.rstrip(".").lower() for word in _TOKEN.findall(text)]


def find_venue(text: str) -> Venue | None:
    """Return the first well-known venue that a text names, within its first 2000 characters."""
    words = _folded_words(text[:_SEARCHED])
    if _FIRST_WORDS.isdisjoint(words):
        return None
    tokens: list[re.Match[str]] = []
    more = _TOKEN.finditer(text, 0, _SEARCHED)
    for place, word in enumerate(words):
        if word not in _FIRST_WORDS:
            continue
        for stop in range(min(place + _LONGEST[word], len(words)), place, -1):
            known = _BY_WORDS.get(tuple(words[place:stop]))
            if known is None:
                continue
            tokens += islice(more, max(0, stop + 1 - len(tokens)))
            if venue := _read_venue(text, known, tokens[place : stop + 1], words[stop : stop + 1]):
                return venue
    return None


def _read_venue(text: str, known: _Spelling, tokens: list[re.Match[str]], behind: list[str]) -> Venue | None:
    """The venue that tokens spell, if they do, with `Workshop` or `Findings` right behind it."""
    name, spelling, is_workshop = known
    length = len(tokens) - len(behind)
    start, end = tokens[0].start(), tokens[length - 1].end()
    end -= text[end - 1] == "." and not spelling.endswith(".")
    written, year = text[start:end], _year_behind(text, end)
    suffix = " Workshop" if is_workshop else _QUALIFIED.get("".join(behind), "")
    if suffix and not is_workshop and not text[end : tokens[length].start()].strip(" -:'’0123456789"):
        end = tokens[length].end()
        year = year or _year_behind(text, end)
    if year is None and (name in _PLAIN_WORDS or written.removesuffix("W" * is_workshop) != spelling):
        return None
    return Venue(name + suffix, year, start, end)


def unknown_venue(text: str) -> Venue | None:
    """The name of a venue that is in no table, when a text is nothing but this and its year: `(CPAIOR 2018)`."""
    found = _UNKNOWN.fullmatch(text) if len(text) < _LONGEST_UNKNOWN else None
    if found is None or not _LIKE_VENUE.fullmatch(found["name"]):
        return None
    return Venue(found["name"], int(found["year"]), found.start("name"), found.end("name"))


def short_venue(text: str) -> tuple[str, int | None]:
    """The short name of a venue that is all of a text, and the year in it; other text stays as written."""
    venue = find_venue(text)
    return (venue.name, venue.year) if venue and is_venue(text) else (text, None)


def is_venue(text: str) -> bool:
    """Whether a text is a venue, perhaps with its year, and nothing else."""
    venue = find_venue(text)
    return venue is not None and not any(map(str.isalpha, text[: venue.start] + text[venue.end :]))
