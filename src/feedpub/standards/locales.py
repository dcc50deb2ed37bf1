"""Languages and countries.

Sources: BCP 47 (RFC 5646) with a primary tag of ISO 639, as Apple and PSP-1 ask for languages; ISO 3166-1 alpha-2, as
`podcast:location`, Spotify and Media RSS name countries.
"""

from __future__ import annotations

import re

from feedpub.standards.text import nearest

# Languages

# ISO 639-1 code : its ISO 639-2 code(s). BCP 47 §2.2.1: where two letters exist, three are not used.
_ISO_639 = """
aa:aar ab:abk ae:ave af:afr ak:aka am:amh an:arg ar:ara as:asm av:ava ay:aym az:aze ba:bak be:bel bg:bul bh:bih bi:bis
bm:bam bn:ben bo:bod/tib br:bre bs:bos ca:cat ce:che ch:cha co:cos cr:cre cs:ces/cze cu:chu cv:chv cy:cym/wel da:dan
de:deu/ger dv:div dz:dzo ee:ewe el:ell/gre en:eng eo:epo es:spa et:est eu:eus/baq fa:fas/per ff:ful fi:fin fj:fij fo:fao
fr:fra/fre fy:fry ga:gle gd:gla gl:glg gn:grn gu:guj gv:glv ha:hau he:heb hi:hin ho:hmo hr:hrv ht:hat hu:hun hy:hye/arm
hz:her ia:ina id:ind ie:ile ig:ibo ii:iii ik:ipk io:ido is:isl/ice it:ita iu:iku ja:jpn jv:jav ka:kat/geo kg:kon ki:kik
kj:kua kk:kaz kl:kal km:khm kn:kan ko:kor kr:kau ks:kas ku:kur kv:kom kw:cor ky:kir la:lat lb:ltz lg:lug li:lim ln:lin
lo:lao lt:lit lu:lub lv:lav mg:mlg mh:mah mi:mri/mao mk:mkd/mac ml:mal mn:mon mr:mar ms:msa/may mt:mlt my:mya/bur na:nau
nb:nob nd:nde ne:nep ng:ndo nl:nld/dut nn:nno no:nor nr:nbl nv:nav ny:nya oc:oci oj:oji om:orm or:ori os:oss pa:pan
pi:pli pl:pol ps:pus pt:por qu:que rm:roh rn:run ro:ron/rum ru:rus rw:kin sa:san sc:srd sd:snd se:sme sg:sag si:sin
sk:slk/slo sl:slv sm:smo sn:sna so:som sq:sqi/alb sr:srp ss:ssw st:sot su:sun sv:swe sw:swa ta:tam te:tel tg:tgk th:tha
ti:tir tk:tuk tl:tgl tn:tsn to:ton tr:tur ts:tso tt:tat tw:twi ty:tah ug:uig uk:ukr ur:urd uz:uzb ve:ven vi:vie vo:vol
wa:wln wo:wol xh:xho yi:yid yo:yor za:zha zh:zho/chi zu:zul
"""
_SHORT = {long: pair[:2] for pair in _ISO_639.split() for long in pair[3:].split("/")}
_TWO = frozenset(_SHORT.values())
_LONG = {pair[:2]: pair[3:6] for pair in _ISO_639.split()}

PLURAL_FORMS = ("zero", "one", "two", "few", "many", "other")
"""The plural forms of words beside numbers. Source: Unicode TR 35, part 3, language plural rules (CLDR)."""

_NAMES = {
    "arabic": "ar",
    "chinese": "zh",
    "danish": "da",
    "deutsch": "de",
    "dutch": "nl",
    "english": "en",
    "español": "es",
    "finnish": "fi",
    "français": "fr",
    "french": "fr",
    "german": "de",
    "hebrew": "he",
    "hindi": "hi",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "norwegian": "no",
    "polish": "pl",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
    "swedish": "sv",
    "turkish": "tr",
    "ukrainian": "uk",
}

_TAG = re.compile(
    r"(?P<primary>[a-z]{2,3})(?:-[a-z]{3}){0,3}"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?"
)


def is_language(text: str) -> bool:
    """Whether it is a BCP 47 tag with an ISO 639 primary tag: `en`, `pt-BR`, `zh-Hant-TW`, `yue`.

    Three letters are taken by their form, and only where no two-letter code exists; `UK` is no region (it is `GB`).
    """
    match = _TAG.fullmatch(text.lower()) if text.isascii() else None
    if match is None or match["region"] == "uk":
        return False
    primary = match["primary"]
    return primary in _TWO if len(primary) == 2 else primary not in _SHORT


def three_letters(language: str) -> str:
    """ISO 639-2 (T) code of a BCP 47 tag, as media files name languages; empty where there is none."""
    primary = language.partition("-")[0].lower()
    if len(primary) == 3 and primary.isascii() and primary.isalpha():
        return primary
    return _LONG.get(primary, "")


def nearest_language(text: str) -> str | None:
    """The tag that was most likely meant; None if it is unclear."""
    hyphened = text.strip().partition(".")[0].replace("_", "-")
    primary, dash, rest = hyphened.partition("-")
    guess = _SHORT.get(primary.lower(), primary) + dash + rest
    if guess.lower().endswith("-uk"):
        guess = guess[:-2] + "GB"
    if is_language(guess):
        return guess
    name = nearest(text, _NAMES)
    return _NAMES[name] if name else None


# Languages of the web pages that feedpub makes

PAGE_LANGUAGES = ("ar", "de", "el", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "ru", "sv", "tr", "uk", "zh")
"""Languages that have a catalog: `pages/words/<language>.toml`."""

_WRITTEN_IN = {"ar": "arab", "el": "grek", "ja": "jpan", "ru": "cyrl", "uk": "cyrl", "zh": "hans"}
"""The script of a catalog, where that is not Latin."""

_TRADITIONAL = frozenset({"tw", "hk", "mo"})
"""Regions where Chinese is written in traditional characters (CLDR, likely subtags)."""


def page_language(language: str) -> str:
    """The one of `PAGE_LANGUAGES` for a language tag (BCP 47), such as `en` for `en-GB`; empty if there is none.

    A catalog is for one script: none is for `zh-Hant` or `zh-TW`.
    """
    match = _TAG.fullmatch(language.lower())
    primary = match["primary"] if match else ""
    if not match or primary not in PAGE_LANGUAGES:
        return ""
    script = match["script"] or ("hant" if primary == "zh" and match["region"] in _TRADITIONAL else "")
    return primary if script in {"", _WRITTEN_IN.get(primary, "latn")} else ""


# Countries

_COUNTRIES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD
CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF
GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI
SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(_COUNTRIES.split())
"""The 249 codes."""

_OTHERS = {"UK": "GB", "EN": "GB", "EL": "GR", "USA": "US", "SP": "ES", "JA": "JP", "DA": "DK", "SV": "SE", "CS": "CZ"}


def is_country(text: str) -> bool:
    """Whether it is such a code, in capitals."""
    return text in COUNTRIES


def nearest_country(text: str) -> str | None:
    """The code that was most likely meant; None if it is unclear."""
    code = text.strip().upper()
    return code if code in COUNTRIES else _OTHERS.get(code)
