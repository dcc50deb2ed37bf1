"""Catalog → RSS: a pure function to bytes, and the digest of what those bytes say."""

from feedpub.feed.document import render, source_digest

__all__ = ["render", "source_digest"]
