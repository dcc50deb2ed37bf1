"""Apps and directories where listeners follow shows, by the names that they use themselves."""

from __future__ import annotations

from collections.abc import Mapping

PLATFORMS: Mapping[str, str] = {
    "apple": "Apple Podcasts",
    "spotify": "Spotify",
    "youtube": "YouTube",
    "youtube-music": "YouTube Music",
    "amazon": "Amazon Music",
    "pocket-casts": "Pocket Casts",
    "overcast": "Overcast",
    "castro": "Castro",
    "antennapod": "AntennaPod",
    "podcast-index": "Podcast Index",
    "podcast-addict": "Podcast Addict",
    "podcast-guru": "Podcast Guru",
    "podverse": "Podverse",
    "fountain": "Fountain",
    "truefans": "TrueFans",
    "castamatic": "Castamatic",
    "gpodder": "gPodder",
    "deezer": "Deezer",
    "castbox": "Castbox",
    "player-fm": "Player FM",
    "goodpods": "Goodpods",
    "podchaser": "Podchaser",
    "audible": "Audible",
    "iheart": "iHeart",
    "tunein": "TuneIn",
    "pandora": "Pandora",
    "soundcloud": "SoundCloud",
    "snipd": "Snipd",
    "anghami": "Anghami",
    "yandex-music": "Яндекс Музыка",
    "zvuk": "Звук",
    "vk": "VK",
    "jiosaavn": "JioSaavn",
    "ard-audiothek": "ARD Audiothek",
    "orf-sound": "ORF Sound",
    "ivoox": "iVoox",
    "podimo": "Podimo",
    "rtve-play": "RTVE Play",
    "radio-france": "Radio France",
}
"""Key in show.yaml → name as it is printed."""
