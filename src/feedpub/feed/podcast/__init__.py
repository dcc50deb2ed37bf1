"""The podcast namespace: `podcast:` (podcastindex.org/namespace/1.0)."""

from feedpub.feed.extension import ChannelExtension
from feedpub.feed.podcast.channel import of_channel
from feedpub.feed.podcast.item import of_item


class Podcast(ChannelExtension):
    """Declares `podcast` and appends its tags to the channel."""

    prefixes = ("podcast",)


__all__ = ["Podcast", "of_channel", "of_item"]
