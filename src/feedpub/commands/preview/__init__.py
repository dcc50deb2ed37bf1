"""`preview`: a show with its drafts and edits, on its pages and in its feed, before anything is published."""

from __future__ import annotations

from feedpub.commands.preview.application import application
from feedpub.commands.preview.presigned import SentPreview, remove_previews, send_preview
from feedpub.commands.preview.show import PreviewedShow, PreviewReader
from feedpub.commands.preview.watched import WatchedShow, following, saved_files

__all__ = [
    "PreviewReader",
    "PreviewedShow",
    "SentPreview",
    "WatchedShow",
    "application",
    "following",
    "remove_previews",
    "saved_files",
    "send_preview",
]
