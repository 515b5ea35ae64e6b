"""The files of ``docs/automate`` as somebody uses who copies them, against the services on loopback."""

import configparser
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.online_run import small_catalogue
from tests.services import Services
from tests.services.faults import ALL

ROOT = Path(__file__).parent.parent
FILES = ROOT / "docs" / "automate"
PAPER = "1706.03762"
LINK = f"https://arxiv.org/abs/{PAPER}"
LIST = f"# Papers\n\n- **Attention Is All You Need**, `arXiv, {PAPER}`, [arxiv]({LINK}), citation: [**3**](None)\n"
BRANCH = "enrich-data"
OFFER = "enrich-update"
# The program of GitHub that is on its machines, as far as the workflow uses it: it remembers what it was told.
GH = """#!/bin/sh
echo "$@" >> "$HOME/gh.log"
case "$2" in
  list) test ! -f "$HOME/gh.open" || echo 7 ;;
  create) touch "$HOME/gh.open" ;;
esac
for last; do :; done
test ! -f "$last" || cp "$last" "$HOME/gh.body"
"""
_EXPRESSION = re.compile(r"\$\{\{ *(.+?) *\}\}")


@pytest.fixture
def services() -> Iterator[Services]:
    with Services(time_scale=1e-4, tolerance=60) as running:
        yield running


@pytest.fixture
def environment(services: Services, tmp_path: Path) -> dict[str, str]:
    """What a scheduler gives a job: little; and where the services are."""
    catalogue = small_catalogue(tmp_path / "catalogue.db", [PAPER])
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "gh").write_text(GH)
    (tmp_path / "bin" / "gh").chmod(0o755)
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    given = {"PATH": path, "HOME": str(tmp_path), "ENRICH_CATALOGUE": str(catalogue), "OFFER_ON": ""}
    return given | services.environment() | {"GIT_CONFIG_GLOBAL": os.devnull, "ENRICH_MAX_WAIT": "0"}


def break_all(services: Services) -> None:
    for name in ALL:
        services.fault(name, "reset")


def install(folder: Path) -> Path:
    """A checkout of the program in which it is installed already, as far as make can tell."""
    (folder / ".venv" / "bin").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder / name)
    tool = folder / ".venv" / "bin" / "enrich"
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "pipeline.py"}" "$@"\n')
    tool.chmod(0o755)
    (folder / ".venv" / "bin" / "python").symlink_to(tool)
    for stamp in ("run.stamp", "dev.stamp"):
        (folder / ".venv" / stamp).touch()
    return tool


def shell(command: str, folder: Path, environment: Mapping[str, str], *, tool: str = "sh") -> tuple[int, str]:
    """Exit code and everything that was printed."""
    options = ["--noprofile", "--norc", "-eo", "pipefail"] if tool == "bash" else []
    ended = subprocess.run(
        [tool, *options, "-c", command],
        cwd=folder,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=60,
    )
    return ended.returncode, ended.stdout.decode()


# --- the GitHub Action -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def workflow() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FILES / "refresh.yml").read_text("utf-8"))
    return found


@pytest.fixture
def origin(tmp_path: Path, environment: Mapping[str, str]) -> Path:
    """A repository of lists, as a server has it."""
    work, bare = tmp_path / "work", tmp_path / "origin.git"
    work.mkdir()
    (work / "README.md").write_text(LIST)
    who = "-c user.name=maintainer -c user.email=maintainer@example.org"
    steps = f"git init -q -b main . && git add . && git {who} commit -qm list && git clone -q --bare . ../origin.git"
    assert shell(steps, work, environment) == (0, "")
    return bare


class Night:
    """One run of the workflow in a fresh clone; every shell step is really run."""

    def __init__(
        self,
        workflow: Mapping[str, Any],
        origin: Path,
        name: str,
        environment: Mapping[str, str],
        *,
        event: str = "schedule",
    ) -> None:
        self._job = workflow["jobs"]["refresh"]
        self._environment = environment
        self._event = event
        self.clone = origin.parent / name
        assert shell(f"git clone -q {origin} {self.clone}", origin.parent, environment)[0] == 0
        install(self.clone / ".enrich")
        self.steps: dict[str, tuple[int, str]] = {}
        for step in self._job["steps"]:
            failed = any(code for code, _ in self.steps.values())
            if "run" in step and (not failed or "!cancelled()" in step.get("if", "")):
                self.steps[step["name"]] = self._run(step)

    def _run(self, step: Mapping[str, Any]) -> tuple[int, str]:
        assert "${{" not in step["run"], "an expression in a script is an injection; hand it over in env"
        given = {**self._job["env"], **step.get("env", {})}
        words = {name: _EXPRESSION.sub(self._value, value) for name, value in given.items()}
        # Whatever this machine has for the services is what the runner's variables would be.
        return shell(step["run"], self.clone, words | dict(self._environment), tool="bash")

    def _value(self, expression: re.Match[str]) -> str:
        if expression[1] == "github.event_name":
            return self._event
        assert expression[1] == "github.token" or expression[1].startswith(("secrets.", "vars.")), expression[1]
        return ""  # not set

    @property
    def codes(self) -> list[int]:
        """How the steps ended."""
        return [code for code, _ in self.steps.values()]


def test_action_keeps_the_database_between_runs(
    workflow: dict[str, Any], origin: Path, environment: dict[str, str], services: Services
) -> None:
    first = Night(workflow, origin, "first", environment)
    assert first.codes == [0] * 5, first.steps
    asked = len(services.log)
    assert asked > 0

    second = Night(workflow, origin, "second", environment)
    assert second.codes == [0] * 5, second.steps
    assert len(services.log) == asked, "what is fresh was asked for again: the database was lost"
    assert shell(f"git -C {origin} rev-list --count {BRANCH}", origin, environment) == (0, "1\n")
    tree = shell(f"git -C {origin} ls-tree --name-only {BRANCH}", origin, environment)
    assert tree == (0, "papers.db\n")
    assert shell("git log --format=%s origin/main", second.clone, environment) == (0, "list\n")  # lists untouched


def test_action_passes_when_one_service_gave_up(
    workflow: dict[str, Any], origin: Path, environment: dict[str, str], services: Services
) -> None:
    services.fault("openalex", "429_hours")
    night = Night(workflow, origin, "degraded", environment)
    assert night.codes == [0] * 5, night.steps
    assert "::warning::" in night.steps["Refresh"][1]


def test_action_fails_and_still_keeps_the_database_when_nobody_answers(
    workflow: dict[str, Any], origin: Path, environment: dict[str, str], services: Services
) -> None:
    break_all(services)
    night = Night(workflow, origin, "dead", environment)
    assert night.codes == [0, 0, 4, 0], night.steps
    assert shell(f"git -C {origin} rev-list --count {BRANCH}", origin, environment) == (0, "1\n")


def test_action_stops_before_it_could_replace_a_database_that_it_could_not_fetch(
    workflow: dict[str, Any], origin: Path, environment: dict[str, str]
) -> None:
    step = next(step for step in workflow["jobs"]["refresh"]["steps"] if step.get("id") == "fetch")
    clone = origin.parent / "clone"
    shell(f"git clone -q {origin} {clone}", origin.parent, environment)
    origin.rename(origin.parent / "unreachable.git")
    code, said = shell(step["run"], clone, environment | {"BRANCH": BRANCH}, tool="bash")
    assert code == 1
    assert "::error::" in said
    kept = next(step for step in workflow["jobs"]["refresh"]["steps"] if step.get("name") == "Keep the database")
    assert "steps.fetch.outcome == 'success'" in kept["if"]


def test_action_offers_fresh_values_as_one_pull_request(
    workflow: dict[str, Any], origin: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    first = Night(workflow, origin, "first", environment, event="workflow_dispatch")
    assert first.codes == [0] * 5, first.steps
    offered = shell(f"git -C {origin} diff --stat --format= main {OFFER}", origin, environment)[1]
    assert offered.endswith(" 1 file changed, 1 insertion(+), 1 deletion(-)\n")
    fresh = shell(f"git -C {origin} show {OFFER}:README.md", origin, environment)[1]
    assert re.search(r"`NeurIPS, .*, citation: \[\*\*8\d\d\*\*\]\(https://www\.semanticscholar\.org/", fresh), fresh
    assert "Attention Is All You Need" in (tmp_path / "gh.body").read_text("utf-8")

    second = Night(workflow, origin, "second", environment, event="workflow_dispatch")  # nobody merged it
    assert second.codes == [0] * 5, second.steps
    told = (tmp_path / "gh.log").read_text("utf-8")
    assert re.findall(r"^pr (\w+)", told, re.MULTILINE) == ["list", "create", "list", "edit"]
    assert shell(f"git -C {origin} rev-list --count main..{OFFER}", origin, environment) == (0, "1\n")
    assert shell(f"git -C {origin} show {OFFER}:README.md", origin, environment)[1] == fresh

    merge = f"git -C {origin} update-ref refs/heads/main {OFFER}"
    assert shell(merge, origin, environment) == (0, "")
    third = Night(workflow, origin, "third", environment, event="workflow_dispatch")
    assert third.codes == [0] * 5, third.steps
    assert (tmp_path / "gh.log").read_text("utf-8") == told, "there is nothing to offer"


def test_action_offers_on_its_day_only(
    workflow: dict[str, Any], origin: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    assert Night(workflow, origin, "another-day", environment).codes == [0] * 5
    assert not (tmp_path / "gh.log").exists()
    for name in ("the-day", "the-day-after"):  # a day may end while the night of it runs
        today = shell("date -u +%u", tmp_path, environment)[1].strip()
        assert Night(workflow, origin, name, environment | {"OFFER_ON": today}).codes == [0] * 5
        if shell("date -u +%u", tmp_path, environment)[1].strip() == today:
            break
    assert (tmp_path / "gh.open").exists()


def test_action_has_the_least_permissions_and_names_its_secrets(workflow: dict[str, Any]) -> None:
    assert workflow["permissions"] == {}
    assert [job["permissions"] for job in workflow["jobs"].values()] == [
        {"contents": "write", "pull-requests": "write"}
    ]
    steps = workflow["jobs"]["refresh"]["steps"]
    with_secrets = [step["name"] for step in steps if "secrets." in str(step)]
    assert with_secrets == ["Refresh"]
    assert "pull_request" not in str(workflow)  # a stranger's branch must not run with a token that may write


# --- systemd ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """Both units, for a program that is installed below the folder."""
    place = tmp_path / "srv"
    install(place)
    (place / "db").mkdir()
    (place / "lists").mkdir()
    (place / "lists" / "papers.md").write_text(LIST)
    for name in ("enrich.service", "enrich.timer"):
        text = (FILES / name).read_text("utf-8").replace("/srv/papers", str(place)).replace("User=papers", "User=root")
        (place / name).write_text(text, "utf-8")
    return place


def read_unit(path: Path) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    unit.optionxform = str  # type: ignore[assignment, method-assign]  # names of settings have capitals
    unit.read_string(path.read_text("utf-8"))
    return unit


def test_service_runs_the_command_and_takes_exit_code_3_for_success(units: Path, environment: dict[str, str]) -> None:
    service = read_unit(units / "enrich.service")["Service"]
    assert (service["Type"], service["SuccessExitStatus"]) == ("oneshot", "3")
    assert service["ReadWritePaths"] == f"{service['WorkingDirectory']}/db"
    assert shell(service["ExecStart"], Path(service["WorkingDirectory"]), environment) == (0, "")
    assert (units / "db" / "papers.db").exists()


def test_timer_starts_the_service_every_night(units: Path) -> None:
    timer = read_unit(units / "enrich.timer")
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"
    assert (FILES / "enrich.timer").with_suffix(".service").exists()  # a timer starts the service of its name


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_finds_nothing_wrong_with_the_units(units: Path, environment: dict[str, str]) -> None:
    files = f"{units}/enrich.service {units}/enrich.timer"
    assert shell(f"systemd-analyze verify --man=no --recursive-errors=no {files}", units, environment) == (0, "")


# --- cron ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def cron_line(tmp_path: Path) -> str:
    """The command of the one line; what it needs is below the home directory."""
    install(tmp_path / "papers")
    (tmp_path / "papers" / "lists").mkdir()
    (tmp_path / "papers" / "lists" / "papers.md").write_text(LIST)
    (tmp_path / ".enrich.env").write_text("ENRICH_TIMEOUT=5\n")
    lines = [line for line in (FILES / "crontab").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert lines[0].startswith("MAILTO=")
    *when, command = lines[1].split(maxsplit=5)
    assert len(lines) == 2
    assert all(re.fullmatch(r"[0-9*]+", part) for part in when)
    assert "%" not in command, "cron takes a percent sign for the end of the line"
    return command


def test_cron_line_is_silent_when_all_is_well(cron_line: str, tmp_path: Path, environment: dict[str, str]) -> None:
    assert shell(cron_line, tmp_path, environment) == (0, "")
    assert (tmp_path / "papers" / "db" / "papers.db").exists()


def test_cron_line_is_silent_when_one_service_gave_up(
    cron_line: str, tmp_path: Path, environment: dict[str, str], services: Services
) -> None:
    services.fault("openalex", "429_hours")
    assert shell(cron_line, tmp_path, environment) == (3, "")


def test_cron_line_says_so_when_nobody_answers(
    cron_line: str, tmp_path: Path, environment: dict[str, str], services: Services
) -> None:
    break_all(services)
    code, said = shell(cron_line, tmp_path, environment)
    assert code == 4
    assert said.startswith("enrich: nothing could be refreshed")
    assert said.count("\n") == 1
