"""How the house is built: modules, lines, functions, imports, and what one publish and one status load.

    python benchmarks/structure.py [--before REV]

Prints a table, a row a figure: today's working tree, and with `--before` the tree of a commit beside it.

* import depth: the longest chain of modules of ours in which each imports the next at its top;
* import lines: lines of import statements among all lines;
* modules run: modules of ours of which some code is executed when the example show's first episode is published into a
  new folder; loaded: modules of ours that are imported; classes: those that exist when `status` of that show has
  answered, ours and all (those of libraries too).
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
PACKAGE = "feedpub"

Figures = Mapping[str, str]
"""Name of a figure → what it is."""


@dataclass(frozen=True)
class Module:
    """A module of ours."""

    name: str
    lines: int
    tree: ast.Module


def modules(tree: Path) -> dict[str, Module]:
    """Every module below `src/`, by its dotted name."""
    source = tree / "src"
    found = {}
    for path in sorted((source / PACKAGE).rglob("*.py")):
        name = ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__")
        text = path.read_text(encoding="utf-8")
        found[name] = Module(name=name, lines=len(text.splitlines()), tree=ast.parse(text))
    return found


def static_figures(found: Mapping[str, Module]) -> Figures:
    """What the source alone tells."""
    lines = [one.lines for one in found.values()]
    functions = sorted(_lengths(found.values()))
    imports = sum(_span(node) for one in found.values() for node in ast.walk(one.tree) if _is_import(node))
    return {
        "modules": f"{len(found)}",
        "lines": f"{sum(lines):,}",
        "lines per module, median": f"{median(lines):g}",
        "modules under 60 lines": f"{sum(one < 60 for one in lines)}",
        "function length, median / p90 / max": f"{median(functions):g} / {_at(functions, 0.9)} / {functions[-1]}",
        "import depth": f"{_depth(found)}",
        "import lines, share": f"{100 * imports / sum(lines):.1f} %",
        "class names that mean two things": f"{_twice(found.values())}",
    }


def _lengths(found: Iterable[Module]) -> Iterator[int]:
    for one in found:
        for node in ast.walk(one.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield _span(node)


def _span(node: ast.AST) -> int:
    return int(node.end_lineno) - int(node.lineno) + 1  # type: ignore[attr-defined]  # statements have both


def _is_import(node: ast.AST) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _at(values: Sequence[int], share: float) -> int:
    return values[int(len(values) * share)]


def _twice(found: Iterable[Module]) -> int:
    names: dict[str, int] = {}
    for one in found:
        for node in one.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                names[node.name] = names.get(node.name, 0) + 1
    return sum(count > 1 for count in names.values())


def _depth(found: Mapping[str, Module]) -> int:
    imported = {name: tuple(_imported(one, found)) for name, one in found.items()}
    open_now: set[str] = set()

    @cache
    def depth(name: str) -> int:
        if name in open_now:
            return 0
        open_now.add(name)
        deepest = 1 + max(map(depth, imported[name]), default=0)
        open_now.discard(name)
        return deepest

    return max(map(depth, found))


def _imported(one: Module, found: Mapping[str, Module]) -> Iterator[str]:
    """Modules of ours that are imported at the top of a module."""
    blocks = (one.tree.body, *(node.body for node in one.tree.body if isinstance(node, ast.If)))
    for node in (node for block in blocks for node in block):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                if (target := whole if whole in found else node.module) in found and target != one.name:
                    yield target


WATCH = """
import gc, json, sys, threading

ran = set()

def watch(frame, event, _):
    code = frame.f_code
    if event == "call" and code.co_flags & 2:  # a function: neither a module nor a class
        ran.add(code.co_filename)

threading.setprofile(watch)
sys.setprofile(watch)
from feedpub.cli import main

try:
    main()
except SystemExit as end:
    assert not end.code, end.code
sys.setprofile(None)
ours = [one for name, one in list(sys.modules.items()) if name.partition(".")[0] == "feedpub"]
files = {one.__file__ for one in ours if getattr(one, "__file__", None)}
gc.collect()
classes = [one for one in gc.get_objects() if issubclass(type(one), type)]
own = [one for one in classes if str(one.__module__).partition(".")[0] == "feedpub"]
figures = {"loaded": len(files), "run": len(ran & files), "classes": len(classes), "own": len(own)}
print(json.dumps(figures), file=sys.stderr)
"""


def running_figures(tree: Path) -> Figures:
    """What a publish and a status of the example show load and run."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder)
        for name in ("feeds", "media"):
            shutil.copytree(ROOT / name, desk / name)
        published = _watched(tree, desk, "publish", "feeds/tidewater/first-light.yaml", "--quiet")
        status = _watched(tree, desk, "status", "feeds/tidewater")
    return {
        "modules loaded by one publish": f"{published['loaded']}",
        "modules run in one publish": f"{published['run']}",
        "modules loaded by status": f"{status['loaded']}",
        "classes created by status: ours / all": f"{status['own']} / {status['classes']}",
    }


def _watched(tree: Path, desk: Path, *arguments: str) -> dict[str, int]:
    environment = {**os.environ, "PYTHONPATH": str(tree / "src"), "NO_COLOR": "1"}
    command = [sys.executable, "-c", WATCH, *arguments]
    done = subprocess.run(command, cwd=desk, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    figures: dict[str, int] = json.loads(done.stderr.splitlines()[-1])
    return figures


def table(columns: Mapping[str, Figures]) -> Iterator[str]:
    """A row a figure, a column a tree."""
    names = list(next(iter(columns.values())))
    yield f"| | {' | '.join(columns)} |"
    yield f"|---|{'---|' * len(columns)}"
    for name in names:
        yield f"| {name} | {' | '.join(figures[name] for figures in columns.values())} |"


def figures_of(tree: Path) -> Figures:
    """All figures of a tree."""
    return {**static_figures(modules(tree)), **running_figures(tree)}


def figures_before(revision: str) -> Figures:
    """The figures of a commit, whose tree is laid beside for the while."""
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(["git", "archive", revision, "src"], cwd=ROOT, capture_output=True, check=True)
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        return figures_of(Path(folder))


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    columns = {"now": figures_of(ROOT)}
    if arguments[:1] == ["--before"]:
        columns = {f"before ({arguments[1]})": figures_before(arguments[1]), **columns}
    print("\n".join(table(columns)))


if __name__ == "__main__":
    main(sys.argv[1:])
