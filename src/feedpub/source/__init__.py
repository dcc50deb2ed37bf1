"""What authors write, read: YAML with places, notes, the files that it names, and its JSON Schema."""

from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.source.files import read_episode, read_show
from feedpub.source.paths import FileAbsent, episode_files, find_show, find_workspace, locate, shown
from feedpub.source.places import Places
from feedpub.source.schema import json_schema

__all__ = [
    "EpisodeFile",
    "FileAbsent",
    "Places",
    "ShowFile",
    "episode_files",
    "find_show",
    "find_workspace",
    "json_schema",
    "locate",
    "read_episode",
    "read_show",
    "shown",
]
