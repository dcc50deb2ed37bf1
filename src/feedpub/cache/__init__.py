"""What a run has computed, for the next one: JSON in the user's cache folder, where deleting it costs time alone.

Every entry stands for a computation over bytes that the reading run identifies itself (`cache.identity`); nothing here
stands for a look at a store.
"""

from feedpub.cache.store import NO_CACHE, Cache

__all__ = ["NO_CACHE", "Cache"]
