"""The import rules of LAYOUT, read from the syntax tree: stages flow one way, and each library has one door."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "enrich"
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc"}

# What each module may import of ours; a name stands for everything below it, too.
PLAIN = {"enrich.models", "enrich.errors", "enrich.identifiers", "enrich.sites", "enrich.text", "enrich.titles"}
PLAIN |= {"enrich.venues", "enrich.full_venues"}
OFFLINE = {
    "enrich.parse",
    "enrich.evidence",
    "enrich.resolve",
    "enrich.fetch",
    "enrich.normalise",
    "enrich.store",
    "enrich.catalogue",
}
ONLINE = {"enrich.client", "enrich.sources", "enrich.search", "enrich.asking"}
TOP = PLAIN | OFFLINE | {"enrich.settings", "enrich.overrides", "enrich.progress", "enrich.files"}
READING = {
    "enrich.query",
    "enrich.selection",
    "enrich.exports",
    "enrich.render",
    "enrich.report",
    "enrich.audit",
    "enrich.update",
}
RULES: dict[str, set[str]] = {
    "enrich.errors": set(),
    "enrich.progress": set(),
    "enrich.files": set(),
    "enrich.models": {"enrich.errors"},
    "enrich.text": {"enrich.models", "enrich.errors"},
    "enrich.identifiers": {"enrich.models", "enrich.errors"},
    "enrich.sites": {"enrich.identifiers"},
    "enrich.settings": {"enrich.errors"},
    "enrich.titles": {"enrich.text"},
    "enrich.counts": {"enrich.models"},
    "enrich.normalise": {"enrich.models"},
    "enrich.dialects": PLAIN,
    "enrich.parse": PLAIN | {"enrich.dialects"},
    "enrich.catalogue": PLAIN | {"enrich.progress"},
    "enrich.evidence": PLAIN | {"enrich.catalogue"},
    "enrich.resolve": PLAIN | {"enrich.catalogue", "enrich.evidence"},
    "enrich.overrides": PLAIN | {"enrich.files", "enrich.resolve"},
    "enrich.evaluate": PLAIN | {"enrich.catalogue", "enrich.parse", "enrich.evidence", "enrich.resolve"},
    "enrich.gold": PLAIN | {"enrich.catalogue", "enrich.evaluate", "enrich.evidence", "enrich.resolve"},
    "enrich.sources": PLAIN,
    "enrich.client": {"enrich.models", "enrich.errors", "enrich.settings", "enrich.sources.base"},
    "enrich.fetch": PLAIN | {"enrich.catalogue", "enrich.client", "enrich.sources.base"},
    "enrich.search": PLAIN
    | {"enrich.catalogue", "enrich.evidence", "enrich.resolve", "enrich.client", "enrich.sources.base"},
    "enrich.store": PLAIN | {"enrich.normalise", "enrich.counts"},
    "enrich.query": PLAIN | {"enrich.store"},
    "enrich.rewriting": PLAIN,
    "enrich.update": PLAIN
    | {"enrich.dialects", "enrich.files", "enrich.parse", "enrich.query", "enrich.rewriting", "enrich.settings"},
    "enrich.audit": PLAIN | {"enrich.query", "enrich.dialects"},
    "enrich.escape": set(),
    "enrich.ticks": set(),
    "enrich.wording": {"enrich.models", "enrich.escape"},
    "enrich.venues": set(),
    "enrich.full_venues": {"enrich.venues"},
    "enrich.selection": PLAIN | {"enrich.query"},
    "enrich.exports": PLAIN | {"enrich.escape"},
    "enrich.render": PLAIN | {"enrich.escape", "enrich.query", "enrich.selection"},
    "enrich.report": PLAIN | {"enrich.query", "enrich.escape", "enrich.ticks", "enrich.wording"},
    "enrich.asking": PLAIN | OFFLINE | ONLINE,
    "enrich.oai": PLAIN | {"enrich.sources.base"},
    "enrich.harvest": PLAIN | {"enrich.oai", "enrich.catalogue", "enrich.client", "enrich.progress"},
    "enrich.online": TOP | ONLINE | {"enrich.harvest"},
    "enrich.runner": TOP | {"enrich.online", "enrich.harvest"},
    "enrich.serve": PLAIN
    | {"enrich.query", "enrich.resolve", "enrich.progress", "enrich.store.database", "enrich.ticks", "enrich.wording"},
    "enrich.cli": TOP
    | READING
    | {"enrich.runner", "enrich.serve", "enrich.evaluate", "enrich.gold", "enrich.escape", "enrich.wording"},
}
ONLY_IN = {
    "sqlite3": {"enrich.store", "enrich.query", "enrich.catalogue", "enrich.runner", "enrich.cli"},
    "sqlite_utils": {"enrich.store", "enrich.query", "enrich.catalogue"},
    "numpy": {"enrich.catalogue"},
    "orjson": {"enrich.catalogue.snapshot"},
    "rapidfuzz": {"enrich.titles"},
    "ftfy": {"enrich.text"},
    "pylatexenc": {"enrich.text"},
    "tomlkit": {"enrich.overrides"},
    "click": {"enrich.cli"},
    "rich": {"enrich.cli"},
    "pyarrow": {"enrich.exports.parquet"},
    "jinja2": {"enrich.render", "enrich.report", "enrich.serve"},
    "pydantic_settings": {"enrich.settings"},
    "httpx": {"enrich.client"},
    "tenacity": {"enrich.client"},
    "datasette": {"enrich.serve"},
    "uvicorn": {"enrich.serve"},
    "arxiv": {"enrich.sources.arxiv"},
    "scholarly": {"enrich.sources.scholar"},
    "yaml": {"enrich.dialects.yaml_list"},
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports_of(path: Path) -> set[str]:
    """Modules that a file imports, those inside functions counted."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            below = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (below & MODULES.keys()) or {node.module}
    return found


def is_under(module: str, names: set[str]) -> bool:
    return any(module == name or module.startswith(name + ".") for name in names)


def rule_of(module: str) -> set[str] | None:
    owner = max((name for name in RULES if is_under(module, {name})), key=len, default=None)
    return RULES[owner] | {owner} if owner else None


@pytest.mark.parametrize("module", [name for name in MODULES if name != "enrich"])
def test_imports_flow_one_way(module: str) -> None:
    allowed = rule_of(module)
    assert allowed is not None, f"{module} has no import rule: add one to RULES, and to docs/architecture.md"
    ours = {name for name in imports_of(MODULES[module]) if name.startswith("enrich.")}
    assert {name for name in ours if not is_under(name, allowed)} == set()


@pytest.mark.parametrize("library", ONLY_IN)
def test_each_library_has_one_door(library: str) -> None:
    users = {name for name, path in MODULES.items() if is_under_any(imports_of(path), library)}
    assert {name for name in users if not is_under(name, ONLY_IN[library])} == set()


def is_under_any(modules: set[str], library: str) -> bool:
    return any(is_under(module, {library}) for module in modules)


def test_no_import_circle() -> None:
    graph = {name: imports_of(path) & MODULES.keys() - {name, "enrich"} for name, path in MODULES.items()}
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_names_say_what_a_module_knows() -> None:
    assert {path.stem.strip("_") for path in MODULES.values()} & FORBIDDEN_NAMES == set()


def test_no_file_is_too_long() -> None:
    """A file that asks for more than this is split by what it knows."""
    assert {
        name: lines for name, path in MODULES.items() if (lines := len(path.read_text("utf-8").split("\n"))) > 400
    } == {}
