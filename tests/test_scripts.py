"""Scripts of the pages: ES modules that import each other by the digests of their bytes."""

from __future__ import annotations

import re
from graphlib import CycleError
from hashlib import sha256

import pytest

from feedpub.pages import static

MODULES = {
    "player.js": 'import { find } from "./elements.js";\nimport "./deck.js";\n\nfind();\n',
    "deck.js": 'import {\n  find,\n  create,\n} from "./elements.js";\n\nexport const decks = [find, create];\n',
    "elements.js": "export const find = 1;\nexport const create = 2;\n",
}


WORK = 'new Worker(new URL("./later.js", import.meta.url), { type: "module" });\n'
"""Begins another module beside the page."""


def key(name: str, data: bytes) -> str:
    """As the pages name an asset."""
    return f"assets/{name.removesuffix('.js')}-{sha256(data).hexdigest()[:12]}.js"


def published(**changed: str) -> dict[str, str]:
    """Name → key of each module, some of which have another text."""
    linked = static.link_scripts({**MODULES, **{f"{name}.js": text for name, text in changed.items()}}, key)
    return {name: key(name, data) for name, data in linked.items()}


def test_modules_import_each_other_by_their_keys() -> None:
    """Relative to themselves, so it does not matter where a page lies; the rest stays, but for its layout."""
    linked = static.link_scripts(MODULES, key)

    elements, deck = (key(name, linked[name]).removeprefix("assets/") for name in ("elements.js", "deck.js"))
    assert {
        name: bare(text).replace("elements.js", elements).replace("deck.js", deck).encode()
        for name, text in MODULES.items()
    } == linked


def bare(text: str) -> str:
    """Without empty lines and indentation."""
    return "".join(f"{line.strip()}\n" for line in text.splitlines() if line.strip())


def test_a_module_that_is_loaded_later_is_named_by_its_key_and_not_asked_for_before() -> None:
    """It may import what the other imports, and must not import the other."""
    later = 'import { find } from "./elements.js";\n'
    linked = static.link_scripts(
        {**MODULES, "later.js": later, "bar.js": 'import("./later.js").then(find);\n', "work.js": WORK}, key
    )

    assert f'import("./{key("later.js", linked["later.js"]).removeprefix("assets/")}").then(find);\n' == (
        linked["bar.js"].decode()
    )
    assert (
        WORK.replace("later.js", key("later.js", linked["later.js"]).removeprefix("assets/"))
        == linked["work.js"].decode()
    )
    assert "extras.js" not in static.script_imports("player.js")
    with pytest.raises(CycleError):
        static.link_scripts({"a.js": 'import "./b.js";\n', "b.js": 'import("./a.js");\n'}, key)


def test_a_changed_module_changes_the_keys_of_those_that_import_it() -> None:
    """Directly or not, and no others."""
    before = published()

    def changed(**modules: str) -> set[str]:
        return {name for name, one in published(**modules).items() if one != before[name]}

    assert {"player.js"} == changed(player="1;\n")
    assert {"deck.js", "player.js"} == changed(deck="2;\n")
    assert set(MODULES) == changed(elements="3;\n")


def test_the_order_of_the_files_does_not_matter() -> None:
    """Every machine publishes the same bytes."""
    once, again = static.link_scripts(MODULES, key), static.link_scripts(dict(reversed(MODULES.items())), key)

    assert list(once.items()) == list(again.items())


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    """Neither could have a digest before the other."""
    with pytest.raises(CycleError):
        published(elements='import "./deck.js";\n')


def test_what_is_published_has_no_comments_on_lines_of_their_own() -> None:
    """They are for programmers; texts that look like comments stay."""
    text = (
        "// What it is.\n\n"
        '/** @import { Deck } from "./deck.js" */\n'
        "/**\n * @param {string} url\n */\n"
        'const url = "https://example.com/"; // kept\n'
        "  // dropped\n"
        "  const pattern = /\\/\\*\\*/;\n"
    )

    linked = static.link_scripts({"one.js": text}, key)

    kept = 'const url = "https://example.com/"; // kept\nconst pattern = /\\/\\*\\*/;\n'
    assert {"one.js": kept.encode()} == linked


def test_all_that_a_page_loads_is_known_beforehand() -> None:
    """The modules that others import, each once, without those that are asked for."""
    assert () == static.script_imports("elements.js")
    assert "elements.js" in static.script_imports("player.js", "share.js")
    assert "share.js" in static.script_imports("player.js")
    assert not {"player.js", "share.js"} & set(static.script_imports("player.js", "share.js"))
    assert len(set(static.script_imports("player.js"))) == len(static.script_imports("player.js"))


def test_our_modules_can_be_linked() -> None:
    """No import is left that names a file of the sources; no text runs over lines that look like comments."""
    linked = {name: data.decode() for name, data in static.link_scripts(static.scripts(), key).items()}

    names = {key(name, data.encode()).removeprefix("assets/") for name, data in linked.items()}
    found = {one for text in linked.values() for one in re.findall(r'"\./([^"]+)"', text)}
    assert found <= names
    assert {"elements", "deck", "text"} <= {one.partition("-")[0] for one in found}
    assert {} == {
        name: text for name, text in static.scripts().items() if any(one.count("\n") for one in text.split("`")[1::2])
    }
