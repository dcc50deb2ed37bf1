"""`podcast:value`: how listeners pay, and whom."""

from __future__ import annotations

from feedpub.feed.podcast.words import number, seconds
from feedpub.feed.tags import Tag, tag
from feedpub.model.podcasting import Recipient, RemoteItem, TimeSplit, Value


def value(one: Value) -> Tag:
    """`podcast:value` with its recipients and, behind them, its time splits."""
    recipients, splits = map(_recipient, one.recipients), map(_time_split, one.splits)
    return tag("podcast:value", "", *recipients, *splits, type=one.type, method=one.method, suggested=one.suggested)


def remote_item(item: RemoteItem) -> Tag:
    """`podcast:remoteItem`."""
    return tag(
        "podcast:remoteItem",
        feedGuid=item.guid,
        feedUrl=item.url,
        itemGuid=item.item,
        medium=item.medium,
        title=item.title,
    )


def _recipient(recipient: Recipient) -> Tag:
    return tag(
        "podcast:valueRecipient",
        name=recipient.name,
        type=recipient.type,
        address=recipient.address,
        customKey=recipient.custom_key,
        customValue=recipient.custom_value,
        split=str(recipient.split),
        fee="true" if recipient.fee else "",
    )


def _time_split(split: TimeSplit) -> Tag:
    inner = [remote_item(split.remote)] if split.remote else map(_recipient, split.recipients)
    return tag(
        "podcast:valueTimeSplit",
        "",
        *inner,
        startTime=seconds(split.start),
        duration=seconds(split.duration),
        remoteStartTime=seconds(split.remote_start),
        remotePercentage=number(split.remote_percentage),
    )
