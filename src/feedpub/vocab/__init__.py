"""Vocabularies and predicates of the podcast standards: one fact, one place, each with its source."""

from feedpub.vocab.categories import (
    CATEGORIES,
    RETIRED,
    is_category,
    nearest_category,
    split_category,
    written_category,
)
from feedpub.vocab.clock import LONGEST_MS, read_clock, written_clock
from feedpub.vocab.dates import Dated, read_date, written_date
from feedpub.vocab.guid import is_uuid, podcast_guid
from feedpub.vocab.hosting import IMMUTABLE, PRIVATE, SERVE_BASE, SERVE_PORT, SHORT
from feedpub.vocab.html import HtmlTag, html_tags, plain_text
from feedpub.vocab.languages import is_language, nearest_language
from feedpub.vocab.media_types import (
    ARTWORK_TYPES,
    AUDIO_TYPES,
    CHAPTERS_TYPE,
    ENCLOSURE_TYPES,
    FEED_TYPE,
    TRANSCRIPT_TYPES,
    VIDEO_TYPES,
    common_type,
    extension,
    media_type,
    with_charset,
)
from feedpub.vocab.mediums import LIST_MEDIUMS, MEDIUMS, is_medium
from feedpub.vocab.names import (
    FOLDERS,
    RESERVED_SLUGS,
    SLUG_LENGTH,
    is_email,
    is_feed_key,
    is_reserved_slug,
    is_rule_code,
    is_slug,
    slug_of,
)
from feedpub.vocab.nearest import nearest
from feedpub.vocab.people import PEOPLE, groups_of, is_person_role, nearest_role
from feedpub.vocab.text import bidi_override, code_point, control_character, is_nfc, is_visible, quoted
from feedpub.vocab.urls import encode_url, is_ascii_url, is_http_url, is_https_url, is_private_address, url_fault

__all__ = [
    "ARTWORK_TYPES",
    "AUDIO_TYPES",
    "CATEGORIES",
    "CHAPTERS_TYPE",
    "ENCLOSURE_TYPES",
    "FEED_TYPE",
    "FOLDERS",
    "IMMUTABLE",
    "LIST_MEDIUMS",
    "LONGEST_MS",
    "MEDIUMS",
    "PEOPLE",
    "PRIVATE",
    "RESERVED_SLUGS",
    "RETIRED",
    "SERVE_BASE",
    "SERVE_PORT",
    "SHORT",
    "SLUG_LENGTH",
    "TRANSCRIPT_TYPES",
    "VIDEO_TYPES",
    "Dated",
    "HtmlTag",
    "bidi_override",
    "code_point",
    "common_type",
    "control_character",
    "encode_url",
    "extension",
    "groups_of",
    "html_tags",
    "is_ascii_url",
    "is_category",
    "is_email",
    "is_feed_key",
    "is_http_url",
    "is_https_url",
    "is_language",
    "is_medium",
    "is_nfc",
    "is_person_role",
    "is_private_address",
    "is_reserved_slug",
    "is_rule_code",
    "is_slug",
    "is_uuid",
    "is_visible",
    "media_type",
    "nearest",
    "nearest_category",
    "nearest_language",
    "nearest_role",
    "plain_text",
    "podcast_guid",
    "quoted",
    "read_clock",
    "read_date",
    "slug_of",
    "split_category",
    "url_fault",
    "with_charset",
    "written_category",
    "written_clock",
    "written_date",
]
