"""The podcast namespace: `podcast:` (podcastindex.org/namespace/1.0)."""
