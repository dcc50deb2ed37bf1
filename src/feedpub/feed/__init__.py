"""Catalog → RSS: a pure function to bytes, and the digest of what those bytes say."""

from feedpub.feed.document import Rendering, render, source_digest
from feedpub.feed.seasons import season_feeds

__all__ = ["Rendering", "render", "season_feeds", "source_digest"]
