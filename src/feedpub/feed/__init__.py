"""Catalog → RSS: a pure function to bytes, and the digest of what those bytes say."""

from feedpub.feed.document import Rendering, render, source_digest

__all__ = ["Rendering", "render", "source_digest"]
