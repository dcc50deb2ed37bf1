"""Namespaces that podcast feeds hold. Sources: Apple 823, podcast namespace, RFC 4287, Media RSS, Podlove."""

from __future__ import annotations

from collections.abc import Mapping

NAMESPACES: Mapping[str, str] = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "psc": "http://podlove.org/simple-chapters",
    "media": "http://search.yahoo.com/mrss/",
    "spotify": "http://www.spotify.com/ns/rss",
    "dcterms": "http://purl.org/dc/terms/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "fh": "http://purl.org/syndication/history/1.0",
    "googleplay": "http://www.google.com/schemas/play-podcasts/1.0",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
"""The usual prefix of each namespace that podcast feeds hold → its URI, which readers compare as an exact string."""

SAME: Mapping[str, str] = {
    "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast",
    "https://www.spotify.com/ns/rss": "spotify",
}
"""Other URIs that readers must take for the same namespace (podcast namespace; Spotify's documents disagree)."""

RESPELT: Mapping[str, str] = {
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss": "media",
}
"""Other spellings that readers take for the same namespace, in lower case: any case of iTunes' (Apple's own pages wrote
`DTDs/Podcast-1.0.dtd`), Media RSS without its slash (its page: "there has been confusion around this").
"""
