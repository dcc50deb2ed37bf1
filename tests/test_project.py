"""The project as a newcomer meets it: what is committed, what it depends on, and the two commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from tests import programs
from tests.terminal import screen

ROOT = Path(__file__).parents[1]
_PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT, BUILD = _PYPROJECT["project"], _PYPROJECT["build-system"]["requires"]
REQUIREMENTS = [Requirement(line) for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]]
DATED = re.compile(r"tzdata|types-.+")
"""Packages whose version is, or ends in, a date: no release of theirs announces a break."""

PINNED = re.compile(
    r"(?m)^([A-Za-z0-9._-]+)(?:\[[\w, -]+\])?==([0-9][0-9A-Za-z.]*)(?: ; [\w =!'\"]+)? \\\n"
    r"(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+"
)
"""A line of a file of requirements, with the digests of all files of that release."""

REGISTRY = re.compile(
    r"//[\w.-]*(?:pypi|pythonhosted|npmjs|yarnpkg|crates|rubygems|artifactory|nexus|golang)[\w.-]*\.(?:org|com|io|net)"
    r"|--(?:(?:extra-)?index-url|find-links|registry)\b"
)


def tracked() -> Iterator[Path]:
    """Every file that git keeps, and those that it would take on."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = programs.run(command, cwd=ROOT, text=True)
    yield from (ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


def words(path: Path) -> str:
    """The file as text; what is none has no words."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def pins(name: str = "requirements-dev.txt") -> dict[str, str]:
    """Canonical name → version, as a file of requirements has them."""
    return {canonicalize_name(found[1]): found[2] for found in PINNED.finditer(requirements(name))}


def requirements(name: str) -> str:
    """A file of requirements without its comments."""
    return re.sub(r"(?m)^#.*\n", "", (ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout")
class TestCommitted:
    """What is in the repository."""

    def test_no_file_names_a_package_registry(self) -> None:
        """Where packages come from is the machine's configuration, not ours."""
        found = [f"{path.relative_to(ROOT)}: {hit[0]}" for path in tracked() for hit in REGISTRY.finditer(words(path))]

        assert [] == found

    @pytest.mark.parametrize("start", ["https:/", "git+ssh:/", "-"])
    @pytest.mark.parametrize("end", ["/registry.npmjs.org/x", "/pypi.org/simple", "-index-url", "-find-links x"])
    def test_the_search_would_find_one(self, start: str, end: str) -> None:
        """A search that finds nothing anywhere would pass for ever."""
        assert bool(REGISTRY.search(start + end)) == (start.endswith("/") == end.startswith("/"))

    def test_top_level_holds_only_what_the_design_allows(self) -> None:
        """The layout is the user's: nothing joins it without a line in the design (§6)."""
        allowed = {
            ".ci", ".dockerignore", ".github", ".gitignore", ".pre-commit-hooks.yaml", "CHANGELOG.md",
            "CONTRIBUTING.md", "Dockerfile", "LICENSE", "Makefile", "README.md", "action.yml", "benchmarks",
            "docs", "feeds", "media", "pyproject.toml", "requirements-dev.txt", "requirements.txt", "src", "tests",
        }  # fmt: skip

        assert set() == {path.relative_to(ROOT).parts[0] for path in tracked()} - allowed


class TestDependencies:
    """What feedpub stands on."""

    @pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
    def test_each_is_bounded_on_both_sides(self, requirement: Requirement) -> None:
        """A major release of somebody else's is no surprise to our users."""
        operators = {one.operator for one in requirement.specifier}

        assert ({">="} if DATED.fullmatch(requirement.name) else {">=", "<"}) == operators

    @pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
    def test_each_is_pinned_within_its_bounds(self, requirement: Requirement) -> None:
        """requirements-dev.txt is what pyproject.toml asks for, made exact."""
        assert requirement.specifier.contains(pins()[canonicalize_name(requirement.name)])

    @pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
    def test_each_earns_its_line_in_the_design(self, requirement: Requirement) -> None:
        """The table of docs/design.md says what it is for."""
        design = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")

        assert re.search(rf"^\| `{re.escape(requirement.name)}` \| .{{20,}} \|$", design, re.MULTILINE)

    def test_each_is_imported_where_the_design_says_and_nowhere_else(self) -> None:
        """A dependency that nothing imports has not earned its line, and one that spreads has left its place."""
        design = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| `([\w-]+)` \| (`[^|]+`|–) \| ", design, re.MULTILINE)
        places = {name: set(re.findall(r"`([\w/]+)`", where)) for name, where in rows}

        assert {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]} == set(places)
        assert places == {name: _importers(name, among=places[name]) for name in places}

    @pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
    def test_pins_are_names_versions_and_digests_and_nothing_else(self, name: str) -> None:
        """No address, no path, no option: the same file works behind every mirror, which cannot give other bytes."""
        assert "" == PINNED.sub("", requirements(name))

    def test_what_runs_is_pinned_alike_with_and_without_the_tools(self) -> None:
        """And asks for nothing but what pyproject.toml names, what those need, and what builds feedpub."""
        running, everything = pins("requirements.txt"), pins()

        assert running == {name: everything[name] for name in running}
        assert {"pytest", "ruff", "uv"}.isdisjoint(running)
        named = [Requirement(one) for one in (*PROJECT["dependencies"], *BUILD)]
        assert {canonicalize_name(one.name) for one in named} <= running.keys()

    def test_pins_hold_on_the_oldest_python(self) -> None:
        """Its first release, too: Debian 12 has 3.11.2, where a package that asks for 3.11.5 cannot be installed."""
        oldest = re.findall(r"[0-9.]+", PROJECT["requires-python"])[0] + ".0"
        installed = {canonicalize_name(one.name): one for one in metadata.distributions()}
        as_pinned = [
            one
            for name, version in pins().items()
            if (one := installed.get(canonicalize_name(name))) and one.version == version
        ]
        asked = {one.name: one.metadata["Requires-Python"] for one in as_pinned if "Requires-Python" in one.metadata}

        assert len(asked) > 50
        assert {} == {name: text for name, text in asked.items() if oldest not in SpecifierSet(text)}

    def test_every_python_that_make_tries_is_one_that_we_claim(self) -> None:
        """Makefile and classifiers name the same versions."""
        names = re.search(r"for name in (.+) python3;", (ROOT / "Makefile").read_text(encoding="utf-8"))
        claimed = {line.rsplit(" ", 1)[1] for line in PROJECT["classifiers"] if ":: Python :: 3." in line}

        assert names
        assert claimed == {name.removeprefix("python") for name in names[1].split()}


class TestDesign:
    """What the documents say of the code's parts."""

    @pytest.mark.parametrize("name", ["docs/design.md", "docs/reading.md", "docs/requirements.md", "CONTRIBUTING.md"])
    def test_every_path_that_a_document_names_is_there(self, name: str) -> None:
        """Below `src/feedpub`, with or without `.py`, or below the top level."""
        text = re.sub(r"(?ms)^```.*?^```", "", (ROOT / name).read_text(encoding="utf-8"))
        named = {path.rstrip("/") for path in re.findall(r"`([\w.]+(?:/[\w.-]+)+/?)`", text)}
        parts = {path.stem for path in [*PACKAGE.iterdir(), *ROOT.iterdir()]}
        paths = {path for path in named if path.partition("/")[0] in parts}

        assert paths
        assert [] == [path for path in sorted(paths) if not any(map(Path.exists, _places(path)))]

    def test_the_list_of_modules_names_every_module(self) -> None:
        """Under "Modules" of docs/design.md each package has its line, and in it stand the modules of the package."""
        listed = _listed()
        packages = {_below(path.parent) for path in PACKAGE.rglob("__init__.py")} - {"."}

        assert packages | {_below(path.with_suffix("")) for path in PACKAGE.glob("[!_]*.py")} == set(listed)
        assert {} == {name: missing for name in packages if (missing := _modules(PACKAGE / name) - listed[name])}

    def test_the_list_of_modules_names_nothing_else(self) -> None:
        """A name in the line of a package is a module of the package or of feedpub, or defined in the package."""
        everywhere = {path.stem for path in PACKAGE.rglob("*.py")} | {path.name for path in PACKAGE.rglob("*")}
        wrong = {name: sorted(names - everywhere - _defined(PACKAGE / name)) for name, names in _listed().items()}

        assert {} == {name: names for name, names in wrong.items() if names}


PACKAGE = ROOT / "src" / "feedpub"


def _places(path: str) -> list[Path]:
    return [root / f"{path}{ending}" for root in (PACKAGE, ROOT) for ending in ("", ".py")]


def _below(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def _modules(package: Path) -> set[str]:
    """Names of the modules in a package; those of packages in it have lines of their own."""
    return {path.stem for path in package.glob("[!_]*.py")}


def _defined(package: Path) -> set[str]:
    """Names of the functions and classes in a package."""
    texts = (path.read_text(encoding="utf-8") for path in package.rglob("*.py"))
    return {name for text in texts for name in re.findall(r"(?m)^ *(?:def|class) (\w+)", text)}


def _listed() -> dict[str, set[str]]:
    """Package or module → the names in its line of the list of modules."""
    design = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    section = design.partition("### Modules\n")[2].partition("\n\n`ingest` hands")[0]
    lines = re.findall(r"(?ms)^\* `([\w/]+)`: (.*?)(?=^\* |\Z)", section)
    return {name: set(re.findall(r"`(\w+)`", rest)) for name, rest in lines}


MODULES = {"pillow": "PIL", "prompt-toolkit": "prompt_toolkit", "python-dateutil": "dateutil", "pyyaml": "yaml"}
"""What packages are called in Python, where that is not their name."""


def _importers(package: str, *, among: set[str]) -> set[str]:
    """The parts of feedpub that import the package: one of `among`, or the first part of the module's path."""
    module = MODULES.get(package, package)
    found = set()
    for path in (ROOT / "src" / "feedpub").rglob("*.py"):
        if re.search(rf"^\s*(?:from|import) {module}\b", path.read_text(encoding="utf-8"), re.MULTILINE):
            name = path.relative_to(ROOT / "src" / "feedpub").with_suffix("").as_posix()
            found.add(next((part for part in among if f"{name}/".startswith(f"{part}/")), name))
    return found


FAKE = """\
#!/bin/sh
# Acts as Python {version}: says what it is asked, makes environments of itself, installs nothing.
echo "{name} $*" >> "$LOG"
case "$1 $2 $3" in
  "-c import"*) exit {too_old} ;;
  "-m venv --without-pip") mkdir -p "$4/bin" && cp "$INSIDE" "$4/bin/python" ;;
  "-m venv "*) mkdir -p "$3/bin" && cp "$INSIDE" "$3/bin/python"; [ -z "$NO_ENSUREPIP" ] ;;
  "-m pip "*) [ -z "$NO_SYSTEM_PIP" ] && [ -z "$FAIL" ] ;;
esac
"""
INSIDE = """\
#!/bin/sh
echo "inside $*" >> "$LOG"
case "$1 $2 $3" in
  "-m pip --version") [ -z "$NO_ENSUREPIP" ] ;;
  "-m pip "*) [ -z "$FAIL" ] ;;
esac
"""
PIP = "-m pip install -qq --disable-pip-version-check --no-input"
INSTALL = (
    f"{PIP} --require-hashes --requirement requirements.txt",
    f"{PIP} --no-deps --no-build-isolation --editable .",
)
TOOLS_INSTALL = f"{PIP} --require-hashes --requirement requirements-dev.txt"
INSIDE_INSTALL = [f"inside {one}" for one in INSTALL]
TOOLS = ("sh", "rm", "mkdir", "cp", "touch", "id", "test", "echo")
MAKE = shutil.which("make")


@dataclass
class Machine:
    """A computer with our Makefile and with the Pythons of a test; the path of the checkout holds spaces."""

    checkout: Path
    bin: Path
    log: Path

    def has(self, name: str, version: str) -> None:
        """Put a Python on the PATH."""
        too_old = int(tuple(map(int, version.split("."))) < (3, 11))
        self.command(name, FAKE.format(name=name, version=version, too_old=too_old))

    def command(self, name: str, script: str) -> None:
        """Put a program on the PATH."""
        (self.bin / name).write_text(script, encoding="utf-8")
        (self.bin / name).chmod(0o755)

    def make(self, target: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run make, with nothing else on the PATH."""
        assert MAKE is not None
        inside = self.bin / "inside"
        variables = {"PATH": str(self.bin), "LOG": str(self.log), "INSIDE": str(inside), **environment}
        return programs.run([MAKE, target], cwd=self.checkout, env=variables, check=False, text=True)

    def calls(self) -> list[str]:
        """What the Pythons were asked since the last time, but for the questions which they are."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        self.log.write_text("", encoding="utf-8")
        return [line for line in lines if " -c " not in line and not line.endswith("--version")]

    def stamps(self) -> set[str]:
        """Which environments are said to be whole."""
        return {path.name for path in (self.checkout / ".venv").glob(".*")}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine without any Python."""
    if MAKE is None and not os.environ.get("FEEDPUB_TEST_ALL"):
        pytest.skip("make is missing")
    machine = Machine(tmp_path / "a path with spaces", tmp_path / "bin", tmp_path / "log")
    machine.checkout.mkdir()
    machine.bin.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, machine.checkout)
    for name in TOOLS:
        (machine.bin / name).symlink_to(shutil.which(name) or pytest.fail(f"{name} is missing"))
    machine.command("inside", INSIDE)
    return machine


class TestMake:
    """`make publish` and `make test` on a machine that has hardly anything."""

    def test_takes_the_newest_python_that_works(self, machine: Machine) -> None:
        """Names are tried from 3.14 down; what is too old, or a shim that leads nowhere, is passed over."""
        machine.command("python3.14", "#!/bin/sh\necho 'pyenv: python3.14: command not found' >&2\nexit 127\n")
        machine.has("python3.12", "3.12")
        machine.has("python3.11", "3.11")
        machine.has("python3", "3.10")

        ran = machine.make(".venv/.runtime")

        assert "" == ran.stderr
        assert ["python3.12 -m venv .venv", *INSIDE_INSTALL] == machine.calls()

    @pytest.mark.parametrize("newest", range(11, 15))
    def test_takes_the_newest_of_several(self, machine: Machine, newest: int) -> None:
        """A machine may have them all; `python3` is asked last."""
        for minor in range(11, newest + 1):
            machine.has(f"python3.{minor}", f"3.{minor}")
        machine.has("python3", "3.11")

        machine.make(".venv/.runtime")

        assert [f"python3.{newest} -m venv .venv", *INSIDE_INSTALL] == machine.calls()

    def test_takes_python3_where_it_is_new_enough(self, machine: Machine) -> None:
        """A version newer than all that we know comes as `python3`."""
        machine.has("python3", "3.15")

        machine.make(".venv/.runtime")

        assert ["python3 -m venv .venv", *INSIDE_INSTALL] == machine.calls()

    @pytest.mark.parametrize(
        ("manager", "command"),
        [
            ("apt-get", "apt-get install python3.13 python3.13-venv"),
            ("dnf", "dnf install python3.12"),
            ("uname", "brew install python@3.13"),
        ],
    )
    def test_without_python_says_what_installs_it(self, machine: Machine, manager: str, command: str) -> None:
        """One command, for the system at hand; nothing is made."""
        machine.has("python3", "3.9")
        machine.command(manager, "#!/bin/sh\n")
        machine.command("apt-cache", '#!/bin/sh\n[ "$2" = python3.13-venv ]\n')

        ran = machine.make("publish")

        assert 0 != ran.returncode
        assert command in ran.stderr
        assert not (machine.checkout / ".venv").exists()

    def test_publish_installs_only_what_runs_and_then_publishes(self, machine: Machine) -> None:
        """A newcomer waits for no tools of development."""
        machine.has("python3", "3.12")

        machine.make("publish")

        publish = "inside -m feedpub publish feeds/tidewater"
        assert ["python3 -m venv .venv", *INSIDE_INSTALL, publish] == machine.calls()

    def test_on_a_terminal_pip_shows_what_it_does(self, machine: Machine) -> None:
        """A minute without a word looks like a fault; where nobody watches, pip stays quiet."""
        machine.has("python3", "3.12")
        assert MAKE is not None
        inside = machine.bin / "inside"
        variables = {"PATH": str(machine.bin), "LOG": str(machine.log), "INSIDE": str(inside)}

        code, seen = screen([], [MAKE, ".venv/.runtime"], cwd=machine.checkout, env=variables)

        assert (0, True) == (code, "installing feedpub into .venv" in seen)
        assert ["python3 -m venv .venv", *(one.replace(" -qq", "") for one in INSIDE_INSTALL)] == machine.calls()

    def test_a_second_run_installs_nothing(self, machine: Machine) -> None:
        """What is there is used, by both commands."""
        machine.has("python3", "3.12")
        machine.make(".venv/.dev")
        machine.calls()

        machine.make("publish")
        machine.make(".venv/.dev")

        assert ["inside -m feedpub publish feeds/tidewater"] == machine.calls()

    @pytest.mark.parametrize("name", ["pyproject.toml", "requirements.txt"])
    def test_changed_requirements_make_the_environment_again(self, machine: Machine, name: str) -> None:
        """From nothing, so that what is no longer asked for is gone."""
        machine.has("python3", "3.12")
        machine.make(".venv/.runtime")
        left = machine.checkout / ".venv" / "left-over"
        left.touch()
        later = (machine.checkout / ".venv" / ".runtime").stat().st_mtime + 10
        os.utime(machine.checkout / name, (later, later))

        machine.make(".venv/.runtime")

        assert not left.exists()

    def test_a_half_made_environment_is_made_again(self, machine: Machine) -> None:
        """Whatever stopped the first run: no stamp, no environment."""
        machine.has("python3", "3.12")
        half = machine.make(".venv/.runtime", FAIL="yes")
        left = machine.checkout / ".venv" / "left-over"
        left.touch()

        whole = machine.make(".venv/.runtime")

        assert 0 != half.returncode
        assert 0 == whole.returncode
        assert not left.exists()
        assert {".runtime"} == machine.stamps()

    def test_half_of_the_tools_is_no_environment_either(self, machine: Machine) -> None:
        """While they are installed, the environment that was whole is not."""
        machine.has("python3", "3.12")
        machine.make(".venv/.runtime")

        ran = machine.make(".venv/.dev", FAIL="yes")

        assert 0 != ran.returncode
        assert set() == machine.stamps()

    def test_without_ensurepip_the_systems_pip_installs(self, machine: Machine) -> None:
        """Debian without python3-venv, but with python3-pip."""
        machine.has("python3", "3.11")

        ran = machine.make(".venv/.dev", NO_ENSUREPIP="yes")

        outside = "-m pip", "python3 -m pip --python .venv/bin/python"
        assert 0 == ran.returncode
        assert [
            "python3 -m venv .venv",
            "python3 -m venv --without-pip .venv",
            *(one.replace(*outside) for one in (*INSTALL, TOOLS_INSTALL)),
        ] == machine.calls()

    def test_without_any_pip_says_what_installs_one(self, machine: Machine) -> None:
        """The name of the package follows from the Python that was chosen."""
        machine.has("python3.12", "3.12")
        machine.command("apt-get", "#!/bin/sh\n")

        ran = machine.make("publish", NO_ENSUREPIP="yes", NO_SYSTEM_PIP="yes")

        assert 0 != ran.returncode
        assert "apt-get install python3.12-venv" in ran.stderr
        assert not (machine.checkout / ".venv").exists()

    def test_quick_leaves_out_what_has_a_marker(self) -> None:
        """Each marker of ours, and nothing else."""
        pytest_options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]
        markers = [line.partition(":")[0] for line in pytest_options["ini_options"]["markers"]]
        command = re.search(r'^quick:.*\n\t.+ -m "not \((.+)\)"$', (ROOT / "Makefile").read_text(), re.MULTILINE)

        assert command
        assert markers == command[1].split(" or ")

    def test_the_real_pythons_pass_the_question(self) -> None:
        """What make asks is a program that this Python runs, and answers with yes."""
        question = re.search(r"-c '(.+?)'", (ROOT / "Makefile").read_text(encoding="utf-8"))

        assert question
        assert 0 == programs.python("-c", question[1], check=False).returncode


@pytest.mark.parametrize("path", [".ci/run"])
def test_scripts_can_be_run(path: str) -> None:
    """They have their permission, and a shell finds no fault in them."""
    assert os.access(ROOT / path, os.X_OK)
    assert 0 == programs.run(["bash", "-n", ROOT / path], check=False).returncode


def test_actions_are_pinned_by_hash() -> None:
    """A tag of somebody else's can move; a hash cannot. And no job may do more than it says."""
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")

    uses = re.findall(r"uses: \S+@(\S+)", text)
    assert uses
    assert [] == [ref for ref in uses if not re.fullmatch(r"[0-9a-f]{40}", ref)]
    assert "\npermissions: {}\n" in text
