"""What authors write: YAML with positions, notes, the files that it names, and its JSON Schema.

Every name is imported when it is first used: paths are asked for where no YAML is read.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedpub.model.files import EpisodeFile, ShowFile
    from feedpub.source.also_in import all_also_in, files_also_in
    from feedpub.source.files import read_episode, read_readable
    from feedpub.source.other_file import files_naming, refuse_other_file
    from feedpub.source.paths import (
        FileAbsent,
        FileElsewhere,
        display_path,
        episode_files,
        files_below,
        find_file,
        find_show,
        find_workspace,
        real_path,
        shows_near,
        workspace_shows,
    )
    from feedpub.source.schema import json_schema
    from feedpub.source.second_show import (
        file_also_in,
        read_also_in,
        read_owners,
        read_readable_also_in,
        show_of,
    )
    from feedpub.source.show import read_show, shows_extending

__all__ = [
    "EpisodeFile",
    "FileAbsent",
    "FileElsewhere",
    "ShowFile",
    "all_also_in",
    "display_path",
    "episode_files",
    "file_also_in",
    "files_also_in",
    "files_below",
    "files_naming",
    "find_file",
    "find_show",
    "find_workspace",
    "json_schema",
    "read_also_in",
    "read_episode",
    "read_owners",
    "read_readable",
    "read_readable_also_in",
    "read_show",
    "real_path",
    "refuse_other_file",
    "show_of",
    "shows_extending",
    "shows_near",
    "workspace_shows",
]

_MODULES = {
    **dict.fromkeys(("EpisodeFile", "ShowFile"), "feedpub.model.files"),
    **dict.fromkeys(("all_also_in", "files_also_in"), "feedpub.source.also_in"),
    **dict.fromkeys(("read_episode", "read_readable"), "feedpub.source.files"),
    **dict.fromkeys(("files_naming", "refuse_other_file"), "feedpub.source.other_file"),
    "json_schema": "feedpub.source.schema",
    **dict.fromkeys(
        ("file_also_in", "read_also_in", "read_owners", "read_readable_also_in", "show_of"),
        "feedpub.source.second_show",
    ),
    **dict.fromkeys(("read_show", "shows_extending"), "feedpub.source.show"),
}
"""Name → module; every other one is of `paths`."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for (PEP 562)
    """A name of this package; it is imported now."""
    if name not in __all__:
        raise AttributeError(f"module 'feedpub.source' has no attribute {name!r}")
    return getattr(import_module(_MODULES.get(name, "feedpub.source.paths")), name)
