"""Conferences and journals: the short name of each, whichever way a list writes it, and the year behind it."""

import re
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple

# Short name, then further spellings behind `=`; an acronym is also found in lower case when a year stands behind it.
_TABLE = """
3DV; AAAI; AACL; AAMAS; ACCV; ACL = Association for Computational Linguistics; ACM MM = ACMMM, ACM Multimedia, MM
ACPR; ACSAC; AIED; AIES; AISec; AISTATS; ASE; AsiaCCS; ASIACRYPT = Asiacrypt; ASP-DAC = ASPDAC; ASPLOS; ASRU
ATC = USENIX ATC; BIBM; BioCAS; BMC Bioinformatics; BMVC; CACM = Communications of the ACM, Commun. ACM; CADE; CAV; CC
CCGrid; CCS = ACM CCS; Cell; CGF = Computer Graphics Forum; CGO; CHES; CHI; CHIIR; CIDR; CIKM; CLUSTER; COLING; CoLLAs
COLM; COLT; Computer Speech & Language = Computer Speech and Language; CoNEXT; CoNLL; CoRL; CPAIOR; CPP
CRYPTO = Crypto; CSCW; CSF; CSUR = ACM Computing Surveys; CVPR = Computer Vision and Pattern Recognition; DAC; DASFAA
DATE; DIS; DSN; EACL; ECAI; ECCV; ECIR; ECML = ECML-PKDD, ECML PKDD; ECOOP; EDBT; EDM; EGSR; EMNLP; ESEC/FSE = FSE
ESOP; ESORICS; EUROCRYPT = Eurocrypt; Eurographics; EuroS&P; EuroSys; EuroVis; Expert Systems with Applications; FAccT
FAST; FCCM; FG; FMCAD; FOCS; FPGA; FPL; GECCO; GLOBECOM; GRSL; HiPC; HotCloud; HotNets = SIGCOMM HotNets; HotOS
HotStorage; HPCA; HPDC; HPG; HRI; Humanoids; ICALP; ICAPS; ICASSP; ICC; ICCAD; ICCD; ICCV; ICDAR; ICDCS; ICDE; ICDM
ICDT; ICFP; ICIP; ICLP; ICLR = International Conference on Learning Representations; ICME; ICMI; ICML; ICMR; ICNP
ICONIP; ICPC; ICPP; ICPR; ICRA; ICS; ICSE; ICSME; ICST; ICTIR; ICWSM; IEEE Access; IEEE Micro
IEEE Internet of Things Journal = IEEE IoT Journal, IoT-J; IEEE VIS; IGARSS; IISWC; IJCAI; IJCNN; IJCV; IJRR; IMC
IMWUT; INFOCOM; Information Fusion; INTERSPEECH = Interspeech; IPDPS; IPSN; IROS; ISBI; ISCA; ISCAS; ISIT; ISMAR; ISMB
ISMIR; ISPASS; ISPRS; ISSRE; ISSTA; ISWC; ITCS; ITP; ITSC; IUI; IWSLT; JACM; JAIR; JBHI; JMLR; JSAC; JSTARS
KDD = SIGKDD; Knowledge-Based Systems; KR; L4DC; LAK; LCTES; LICS; LoG; LREC; LREC-COLING
Medical Image Analysis = MedIA; MICCAI; MICRO; Middleware; MIDL; MLHC; MLSys; MMAsia = ACM Multimedia Asia, MM Asia
MMSys; MobiCom; MobiHoc; MobileHCI; MobiSys; MSR; NAACL; Nature; Nature Biotechnology
Nature Communications = Nat. Commun.; Nature Machine Intelligence = Nat. Mach. Intell.; Nature Medicine
Nature Methods; NDSS; Neural Networks
NeurIPS = NIPS, Neural Information Processing Systems, Advances in Neural Information Processing Systems
Neurocomputing; NSDI; OOPSLA; OSDI; Pacific Graphics; Pacific Symposium on Biocomputing = PSB; PACT; PAKDD; PAM
Pattern Recognition; PerCom; PETS = PoPETs; Physical Review Letters; PKC; PLDI; PLOS ONE = PLoS ONE; PMLR; PNAS; PODC
PODS; POPL; PPoPP; PRICAI; QIP; RA-L = RAL, Robotics and Automation Letters; RAID; RECOMB; RecSys; RSS; RTAS; RTSS
S&P = IEEE S&P, Oakland; SANER; SAS; SAT; SaTML; SC; SCA; Science; Scientific Reports; SDM; SemEval; SenSys; SIGCOMM
SIGCOMM CCR = Computer Communication Review; SIGCSE; SIGDIAL; SIGGRAPH; SIGGRAPH Asia; SIGIR; SIGMETRICS; SIGMOD
SIGMOD Record; SIGKDD Explorations = KDD Explorations; SIGSPATIAL; SLT; SoCC; SODA; SOSP; SOSR; SPAA; SSS; STOC
T-RO = TRO; TAC; TACAS; TACO; TACL; TASLP; TCAD; TCC; TCSVT; TCYB; TDSC; TEI; TGRS; TIFS; TII; TIP; TIST; TITS; TKDD
TKDE; TIM; TMC; TMI; TMLR; TMM; TNNLS; TNSE; TNSM; TOCHI; TOCS; TODS; TOG; TOIS; TOMM; TON; TOPLAS; TOSEM
TPAMI = PAMI, T-PAMI; TPDS; TSC; TSE; TSP; TVCG; TVT; TWC; UAI; UbiComp; UIST; USENIX
USENIX Security = Usenix Security; Visual Informatics; VLDB = PVLDB, VLDB Endowment; VMCAI; WACV; WebSci; WMT; WOOT
WSDM; WWW = TheWebConf, The Web Conference
"""
# What the full names of conferences and journals have in common, however they are written; the short name of each.
# A name that is part of another stands behind it.
_CONFERENCES = """
NeurIPS = Neural Information Processing Systems; ICLR = Learning Representations
ICML = International Conference on Machine Learning; AISTATS = Artificial Intelligence and Statistics
COLT = Conference on Learning Theory; COLM = Conference on Language Modeling
UAI = Uncertainty in Artificial Intelligence; AAAI = AAAI Conference on Artificial Intelligence
IJCAI = Joint Conference on Artificial Intelligence; IJCNN = Joint Conference on Neural Networks
CVPR = Computer Vision and Pattern Recognition; WACV = Applications of Computer Vision
ECCV = European Conference on Computer Vision; ICCV = International Conference on Computer Vision
ACCV = Asian Conference on Computer Vision; BMVC = British Machine Vision Conference
ICPR = International Conference on Pattern Recognition; ICIP = International Conference on Image Processing
ICME = International Conference on Multimedia and Expo; ACM MM = ACM International Conference on Multimedia
MICCAI = Medical Image Computing and Computer Assisted Intervention
EMNLP = Empirical Methods in Natural Language Processing
NAACL = North American Chapter of the Association for Computational Linguistics
EACL = European Chapter of the Association for Computational Linguistics
ACL = Meeting of the Association for Computational Linguistics; COLING = Conference on Computational Linguistics
CoNLL = Computational Natural Language Learning; LREC = Language Resources and Evaluation
INTERSPEECH = Interspeech; ICASSP = Acoustics Speech and Signal Processing
PAKDD = Pacific Asia Conference on Knowledge Discovery and Data Mining; KDD = Knowledge Discovery and Data Mining
CIKM = Information and Knowledge Management; ECIR = European Conference on Information Retrieval
ICDM = International Conference on Data Mining
SIGIR = Research and Development in Information Retrieval; WSDM = Web Search and Data Mining
RecSys = Conference on Recommender Systems; WWW = The Web Conference; ICRA = Conference on Robotics and Automation
IROS = Intelligent Robots and Systems; CoRL = Conference on Robot Learning; RSS = Robotics Science and Systems
AAMAS = Autonomous Agents and Multiagent Systems; CHI = Human Factors in Computing Systems
ASPLOS = Architectural Support for Programming Languages and Operating Systems
ISCA = Symposium on Computer Architecture; HPCA = High Performance Computer Architecture
MICRO = Symposium on Microarchitecture; SOSP = Symposium on Operating Systems Principles
OSDI = Operating Systems Design and Implementation; NSDI = Networked Systems Design and Implementation
ATC = USENIX Annual Technical Conference; EuroSys = European Conference on Computer Systems; SIGCOMM = SIGCOMM
SIGMOD = Management of Data; ICDE = Conference on Data Engineering
PLDI = Programming Language Design and Implementation; POPL = Principles of Programming Languages
PPoPP = Principles and Practice of Parallel Programming; MLSys = Conference on Machine Learning and Systems
ICSE = International Conference on Software Engineering; CAV = Computer Aided Verification
CCS = Computer and Communications Security; S&P = Symposium on Security and Privacy
USENIX Security = USENIX Security Symposium; NDSS = Network and Distributed System Security Symposium
SODA = Symposium on Discrete Algorithms; STOC = Symposium on Theory of Computing
FOCS = Symposium on Foundations of Computer Science
"""
_JOURNALS = """
TMLR = Transactions on Machine Learning Research; JMLR = Journal of Machine Learning Research
JAIR = Journal of Artificial Intelligence Research; JACM = Journal of the ACM
TACL = Transactions of the Association for Computational Linguistics
TPAMI = Transactions on Pattern Analysis and Machine Intelligence
TNNLS = Transactions on Neural Networks and Learning Systems; TKDE = Transactions on Knowledge and Data Engineering
TIP = Transactions on Image Processing; TMM = Transactions on Multimedia; TOG = Transactions on Graphics
TCSVT = Transactions on Circuits and Systems for Video Technology; TMI = Transactions on Medical Imaging
TVCG = Transactions on Visualization and Computer Graphics; TGRS = Transactions on Geoscience and Remote Sensing
TIFS = Transactions on Information Forensics and Security; TSP = Transactions on Signal Processing
TASLP = Transactions on Audio Speech and Language Processing; TCYB = Transactions on Cybernetics
TPDS = Transactions on Parallel and Distributed Systems; TSE = Transactions on Software Engineering
TMC = Transactions on Mobile Computing; TDSC = Transactions on Dependable and Secure Computing
TITS = Transactions on Intelligent Transportation Systems; TII = Transactions on Industrial Informatics
TOIS = Transactions on Information Systems; TKDD = Transactions on Knowledge Discovery from Data
TIST = Transactions on Intelligent Systems and Technology; T-RO = Transactions on Robotics
TOCS = Transactions on Computer Systems; TODS = Transactions on Database Systems; TOS = Transactions on Storage
TOSEM = Transactions on Software Engineering and Methodology; TOCHI = Transactions on Computer Human Interaction
TOPLAS = Transactions on Programming Languages and Systems; TIT = Transactions on Information Theory
TACO = Transactions on Architecture and Code Optimization; TC = Transactions on Computers
TCAD = Transactions on Computer Aided Design of Integrated Circuits and Systems
TAC = Transactions on Automatic Control; TWC = Transactions on Wireless Communications
JSAC = Journal on Selected Areas in Communications; VLDB = Proceedings of the VLDB Endowment
IJCV = International Journal of Computer Vision; IJRR = International Journal of Robotics Research
"""
_SEARCHED = 2_000  # characters
_LONGEST_UNKNOWN = 80  # characters
_QUALIFIED = {"workshop": " Workshop", "workshops": " Workshop", "findings": " Findings"}
_OTHER_MEANINGS = """
AIED; CADE; CC; Cell; CPP; CRYPTO; CSF; DATE; DIS; EDM; FAST; FG; FPL; ICPC; ICS; ITP; IUI; KR; LAK; LoG; MedIA
Middleware; MSR; Nature; Neural Networks; Oakland; PAM; Pattern Recognition; PETS; PKC; QIP; RAID; RAL; RSS; SAS; SAT
SC; SCA; Science; SemEval; SLT; SOSR; SSS; TAC; TCC; TEI; TRO; TVT; TWC; WMT
"""
PLAIN_WORDS = frozenset(_OTHER_MEANINGS.replace("\n", "; ").strip("; ").split("; "))
"""Names that are words of other meanings, too: venues only with a year, and a single word only as it is spelt here."""
_ASCII_LETTERS = "".join(char.lower() if char.isalpha() else " " for char in map(chr, range(128)))
_TOKEN = re.compile(r"(?:3(?=DV))?[^\W\d_](?:[^\W\d_]|&(?=[^\W\d_]))*+\.?")
_YEAR_BEHIND = re.compile(
    r"(?P<sign>[\s,:@(\[/_-]{0,3}['’‘`]?\s?)(?:(?P<long>(?:19[5-9]|20[0-4])[0-9])|(?P<short>[0-9]{2}))(?![\w.]*[0-9])"
)


# A name that is in no table, in its usual place: with a year behind it, and nothing else. Companies stand there, too.
_UNKNOWN = re.compile(
    r"[\s\"”\](（,.;:–—-]*(?:[Ii]n:?\s+)?(?P<name>[A-Z][\w&/@.-]*(?:\s(?:[A-Z&][\w&/@.-]*|of|on|in|for|and|the)){0,8}?)"
    r"(?P<volume>,?\s[0-9]{1,4}(?:\s?\([0-9]{1,3}\)|:\s?[0-9]+(?:[–-][0-9]+)?))?"  # that only journals have
    r"(?:[\s,(]*['’‘]?(?P<year>(?:19[5-9]|20[0-4])[0-9])|['’‘]\s?(?P<short>[0-9]{2}))[\s)）,.;:]*"
)
_LIKE_VENUE = re.compile(
    r"(?!(?:CORR|NVIDIA|IBM|AWS|MIT|CMU|MSRA?|PKU|THU|FAIR|UCB?|CVPR)\b)[A-Z][A-Z0-9&/@-]*[A-Z][A-Z0-9&/@-]*[A-Z](?:\s(?:Workshop|Findings))?"
    r"|(?:[A-Z][A-Za-z-]*\.?\s){0,5}[A-Z][a-z]+\.\s(?:[A-Z][A-Za-z-]*\.?\s){0,3}[A-Z][A-Za-z-]*\."  # `Barn Syst. Appl.`
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


def _table(text: str) -> dict[str, str]:
    """The full names of a table by the short ones."""
    return dict(row.strip().split(" = ") for row in text.strip().replace("\n", ";").split(";"))


class _Spelling(NamedTuple):
    """One way to write a venue: its short name, how it is written, and whether it is (`CVPRW`) a workshop of it.

    A full name may be written in small letters when it has `Conference` or the like in it, or before it.
    """

    name: str
    written: str
    is_workshop: bool = False
    is_full: bool = False


CONFERENCES, JOURNALS = _table(_CONFERENCES), _table(_JOURNALS)
FULL_NAMES = {_words(written): short for short, written in (JOURNALS | CONFERENCES).items()}
"""Short names by the folded words of the full ones."""

_OVER = re.compile(r"['’]?\s*(?:[])|;.,]|--|[–—]|-\s|\Z)")
_FINDINGS_OF = re.compile(
    r"\bFindings of (?:the )?(?:Association for Computational Linguistics[:,]? )?\Z", re.IGNORECASE
)
_OF_SOCIETY = re.compile(r"[:,]? (?:ACL|EMNLP|NAACL|EACL|AACL)\b")  # whose name stands before its conference's
_NAME_BEGUN = re.compile(
    r"(?:Transactions|Journal|Conference|Letters)\s(?:on|of|in|for)\s(?:[A-Z]\w+\s){0,4}\Z"
)  # `Journal of` Science
# `NeurIPS Deep RL Workshop`, `ICML 2026 FMSD Workshop`
_NAMED_WORKSHOP = re.compile(r"(?:\s(?:19|20)[0-9]{2})?(?:\s[A-Z][\w&-]*){1,4}?\sWorkshop\b")
_WORKSHOP_AT = re.compile(r"(?:[A-Z][\w-]{1,20}\s?@|\b[A-Z]\w*[A-Z]\w* at)\s?\Z")  # `RecTemp@` RecSys, `BioNLP at` ACL
_WITHIN_WORD = re.compile(r"[A-Z]{2}-\Z|\b(?:cs|stat)\.\Z")  # before `KDD` in `NSL-KDD`, `MM` in `cs.MM`
_BEFORE_WORD = re.compile(
    r"-(?!Findings|Workshop|Industry|Main|Demo|Asia|Poster|Oral|Companion|Tutorial|Short|Long|Student|Best|Spot)[A-Z][a-z]+"
)  # `MICRO-Graph`
_BY_WORDS: dict[tuple[str, ...], _Spelling] = {}  # by the folded words
for _row in _TABLE.replace("\n", ";").split(";"):
    _name, _, _others = _row.strip().partition(" = ")
    for _spelling in filter(None, [_name, *_others.split(", ")]):
        _folded = _words(_spelling)
        _BY_WORDS[_folded] = _Spelling(_name, _spelling)
VENUES = tuple(sorted({known.written for known in _BY_WORDS.values() if " " not in known.written}))
for _folded, _known in tuple(_BY_WORDS.items()):
    if len(_folded) == 1:
        _BY_WORDS.setdefault((_folded[0] + "w",), _known._replace(is_workshop=True))
for _folded, _name in FULL_NAMES.items():
    if len(_folded) > 1:
        _BY_WORDS[_folded] = _BY_WORDS.get(_folded, _Spelling(_name, ""))._replace(is_full=True)
_LENGTHS = {  # first word: how many words spellings have that begin with it, the longest first
    first: sorted({len(folded) for folded in group}, reverse=True)
    for first, group in groupby(sorted(_BY_WORDS), key=itemgetter(0))
}
_FIRST_WORDS = frozenset(_LENGTHS)
_BEFORE_FULL = re.compile(  # `Proceedings of the 2021 IEEE/CVF International` Conference on …
    r"(?:(?:\A|(?<=[\s/(\[*_]))(?:proc\.|(?:proceedings|proc|conf|conference|symposium|meeting|annual|international|european"
    r"|joint|advances|british|asian|north|american|ieee|acm|cvf|rsj|usenix|siam|sigkdd|sigir|sigmod|sigplan|sigsac|of|the"
    r"|on|in|[0-9]{1,4}(?:st|nd|rd|th)?)\b)[\s,/]{1,2})*\Z",
    re.IGNORECASE,
)
_SAYS_FULL = re.compile(r"\b(?:conference|symposium|meeting|proceedings|transactions|journal)\b", re.IGNORECASE)
_BESIDE_NAME = """
acm advances annual conf conference cvf ieee in international meeting no of on pages pp proc proceedings symposium the
vol volume press main long short twenty thirty forty fifty
"""
_ORDINALS = ("st", "nd", "rd", "th", "eenth", "first", "second", "third")
_STATE = re.compile(
    r"(?:a|bio|med|chem|psya)rxiv\b|corr\b|ssrn\b|hal\b|preprint|submitted|published|updated|accepted|under review"
    r"|unpublished|manuscript|in prep|tech(?:nical)?\b|ph\.?d|master|thesis|blog"
    r"|(?:early |late )?(?:spring|summer|autumn|fall|winter|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)"
    r"(?:[a-z]{3,6})?\.?\Z",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(?<![0-9])(?:19[5-9]|20[0-4])[0-9](?![0-9])")
_MOST_BESIDE = 16  # words beside a venue
_ACRONYM = re.compile(r"\s?\(([A-Z][A-Za-z&-]{1,15})\b")  # behind a full name
_LONG_NAME = re.compile(r"\s(?:International\s)?(?:Conference|Symposium)\son\s")  # behind `SIGKDD`
_GOES_ON = re.compile(  # `International Conference on Machine Learning` and Applications
    r",?\s(?:and|&|for|with|in)\s"
    r"|\s(?!Best|Companion|Datasets|Demo|Findings|Main|Oral|Poster|Proceedings|Spotlight|Student|Vol|Workshop)[A-Z][a-z]"
)


def _year_behind(text: str, end: int) -> int | None:
    """The year right behind a venue: `2023`, `'23`, `-23` or `23` without a space."""
    found = _YEAR_BEHIND.match(text, end)
    if found is None:
        return None
    if found["long"]:
        return int(found["long"])
    if found["sign"] and not found["sign"].strip(" \t\n,:@([/"):
        is_last = found["sign"] == " " and _OVER.match(text, found.end()) is not None  # `SOSP 23`
        return full_year(found["short"]) if is_last else None
    return full_year(found["short"])


def full_year(digits: str) -> int | None:
    """The year that the last two of its digits tell, of 1960 to 2039; `MICRO-46` tells none."""
    if "40" <= digits < "60":
        return None
    return (2000 if digits < "40" else 1900) + int(digits)


def folded_words(text: str) -> list[str]:
    """All words of a text, in order."""
    if text.isascii() and "&" not in text and "3DV" not in text:
        return text.translate(_ASCII_LETTERS).split()
    return [word.rstrip(".").lower() for word in _TOKEN.findall(text)]


def find_venue(text: str) -> Venue | None:
    """Return the first well-known venue that a text names, within its first 2000 characters."""
    words = folded_words(text[:_SEARCHED])
    if _FIRST_WORDS.isdisjoint(words):
        return None
    tokens: list[re.Match[str]] = []
    more = _TOKEN.finditer(text, 0, _SEARCHED)
    for place, word in enumerate(words):
        if word not in _FIRST_WORDS:
            continue
        for length in _LENGTHS[word]:
            stop = place + length
            known = _BY_WORDS.get(tuple(words[place:stop]))
            if known is None or stop > len(words):
                continue
            tokens += islice(more, max(0, stop + 1 - len(tokens)))
            if venue := _read_venue(text, known, tokens[place : stop + 1], words[stop : stop + 1]):
                return venue
    return None


def _read_venue(text: str, known: _Spelling, tokens: list[re.Match[str]], behind: list[str]) -> Venue | None:
    """The venue that tokens spell, if they do, with `Workshop` or `Findings` right behind it."""
    name, spelling, is_workshop, is_full = known
    length = len(tokens) - len(behind)
    start, end = tokens[0].start(), tokens[length - 1].end()
    end -= text[end - 1] == "." and not spelling.endswith(".")
    written, year = text[start:end], _year_behind(text, end)
    if year is None and (_WITHIN_WORD.search(text[max(0, start - 4) : start]) or _BEFORE_WORD.match(text, end)):
        return None
    is_exact = written.removesuffix("W" * is_workshop) == spelling
    if spelling in PLAIN_WORDS and " " not in spelling and not is_exact:
        return None  # `Date: 2024`, `Computational Visual Media 2019`
    is_part = name in PLAIN_WORDS and _NAME_BEGUN.search(text, max(0, start - _LONGEST_UNKNOWN), start) is not None
    if is_part or (" " in spelling and _OF_SOCIETY.match(text, end)):
        return None
    if is_full and (whole := _whole_name(text, name, start, end)):
        start, is_exact = whole.start(), True
    suffix = " Workshop" if is_workshop else _QUALIFIED.get("".join(behind), "")
    if not suffix and (workshop := _NAMED_WORKSHOP.match(text, end)):
        suffix, end = " Workshop", workshop.end()
        year = year or _year_behind(text, end)
    elif not suffix and (workshop := _WORKSHOP_AT.search(text, max(0, start - _LONGEST_UNKNOWN), start)):
        suffix, start = " Workshop", workshop.start()
    elif not suffix and (findings := _FINDINGS_OF.search(text, max(0, start - _LONGEST_UNKNOWN), start)):
        suffix, start = " Findings", findings.start()
    elif suffix and not is_workshop and not text[end : tokens[length].start()].strip(" -:'’0123456789"):
        end = tokens[length].end()
        year = year or _year_behind(text, end)
    end, year = _with_long_name(text, name, end, year)
    is_vague = not is_exact and not (year and spelling)
    if is_vague or (year is None and name in PLAIN_WORDS):
        return None
    return Venue(name + suffix, year, start, end)


def _with_long_name(text: str, name: str, end: int, year: int | None) -> tuple[int, int | None]:
    """Where the full name ends that stands behind an acronym, if it does, and the year behind that."""
    longer = find_venue(text[end : end + _LONGEST_UNKNOWN]) if _LONG_NAME.match(text, end) else None
    return (end + longer.end, longer.year) if longer and longer.name == name else (end, year)


def _whole_name(text: str, name: str, start: int, end: int) -> re.Match[str] | None:
    """What stands before the words of a full name and belongs to it; None when they are not the name of that venue."""
    acronym = _ACRONYM.match(text, end)
    if acronym and (other := _BY_WORDS.get(_words(acronym[1]))) and other.name != name:
        return None  # `SIAM International Conference on Data Mining (SDM)`
    before = _BEFORE_FULL.search(text, max(0, start - _LONGEST_UNKNOWN), start)
    says_so = before and _SAYS_FULL.search(text, before.start(), end)
    return before if says_so and not _GOES_ON.match(text, end) else None


def unknown_venue(text: str) -> Venue | None:
    """The name of a venue that is in no table, when a text is nothing but this and its year: `(CPAIOR 2018)`."""
    found = _UNKNOWN.fullmatch(text) if len(text) < _LONGEST_UNKNOWN else None
    if found is None or not (found["volume"] or _LIKE_VENUE.fullmatch(found["name"])):
        return None
    name = found["name"].rstrip(".") if found["name"].count(".") == 1 else found["name"]  # no `Proc. Sci.`
    year = int(found["year"]) if found["year"] else full_year(found["short"])
    return Venue(name, year, found.start("name"), found.start("name") + len(name))


def tells_state(text: str) -> bool:
    """Whether a text says when, or in which state a paper is, in the place of a venue: `Preprint`, `July`, `Thesis`."""
    return _STATE.match(text) is not None


def short_venue(text: str) -> tuple[str, int | None]:
    """The short name of a venue that is all of a text, and the year in it; other text stays as written.

    Beside the venue may stand more of its full name, its year and pages: `The Twelfth … (CVPR) 2026, pp. 1–12`.
    """
    venue = find_venue(text)
    if venue is None:
        return text, None
    beside = folded_words(f"{text[: venue.start]} {text[venue.end :]}")
    own = {*_BESIDE_NAME.split(), *_words(venue.name), *_words((CONFERENCES | JOURNALS).get(venue.name, ""))}
    is_all = all(word in own or word.endswith(_ORDINALS) for word in beside)
    year = venue.year or next((int(found[0]) for found in _YEARS.finditer(text)), None)
    return (venue.name, year) if is_all and (is_venue(text) or len(beside) < _MOST_BESIDE) else (text, None)


def is_venue(text: str) -> bool:
    """Whether a text is a venue, perhaps with its year, and nothing else."""
    venue = find_venue(text)
    return venue is not None and not any(map(str.isalpha, text[: venue.start] + text[venue.end :]))
