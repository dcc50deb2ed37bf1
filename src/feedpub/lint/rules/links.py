"""FP038 to FP047: every address in a feed: whole, encoded, secure, public, without secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from feedpub.elements.facts import addresses, takes_any_scheme
from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import address_fault, all_elements, all_text, cached
from feedpub.lint.rule import ERROR, EVERY, NAMESPACE, PSP, WARNING, Fault, fault, rule
from feedpub.standards import encode_url, quoted, url_fault

Link = tuple[Element, str, str]
"""An address in a feed: its element, its path, itself without blanks around."""


@cached
def all_links(feed: FeedView) -> Sequence[Link]:
    """Every address in the feed, in reading order."""
    return list(_links(feed))


def _links(feed: FeedView) -> Iterator[Link]:
    for element in all_elements(feed):
        for name in addresses().get(element.name, ()):
            if address := element.get(name) if name else element.value_here:
                yield element, (element.at(name) if name else element.path), address
        if element.name == "podcast:images":
            for one in element.get("srcset").split(","):
                if address := one.strip().partition(" ")[0]:
                    yield element, element.at("srcset"), address


@cached
def _links_by_fault(feed: FeedView) -> Mapping[str, Sequence[Link]]:
    """Name of a fault → the addresses that have it."""
    found: dict[str, list[Link]] = {}
    for link in all_links(feed):
        element, _, address = link
        if name := address_fault(address, any_scheme=takes_any_scheme(element.name)):
            found.setdefault(name, []).append(link)
    return found


def links_with(feed: FeedView, name: str) -> Sequence[Link]:
    """The addresses with a fault of that name, as `address_fault` gives it."""
    return _links_by_fault(feed).get(name, ())


# --- whole, encoded, secure


@rule("FP038", "elements", ERROR, *EVERY, holds=["url-absolute-ascii"])
def incomplete_address(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """An address is relative, or no address of the web.

    In a feed there is nothing that it could be relative to: every app needs all of it, from `https://` on.

    Bad:  <item><link>/first-light.html</link></item>
    Bad:  <item><itunes:image href="tidewater.example/art/first-light.jpg"/></item>
    Good: <item><link>https://tidewater.example/first-light.html</link></item>
    """
    for _element, path, address in links_with(feed, "incomplete"):
        yield fault(path, f"{quoted(address)} {url_fault(address)}", "write the whole address, from `https://` on")


@rule("FP039", "elements", ERROR, *EVERY, holds=["url-absolute-ascii"])
def unencoded_address(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """An address has blanks or letters in it that are not encoded.

    Some apps encode them and others do not: then the audio of these episodes is not found, and Apple drops them.

    Bad:  <item><podcast:chapters url="https://tidewater.example/first light.json"
          type="application/json+chapters"/></item>
    Bad:  <item><link>https://tidewater.example/épisode-1.html</link></item>
    Good: <item><link>https://tidewater.example/%C3%A9pisode-1.html</link></item>
    """
    for _element, path, address in links_with(feed, "unencoded"):
        yield fault(path, f"{quoted(address)} has something in it that must be encoded", _encoded(address))


def _encoded(address: str) -> str:
    try:
        return f"write `{encode_url('%20'.join(address.split()))[:200]}`"
    except ValueError:
        return "write `%20` for a blank"


@rule("FP040", "elements", WARNING, PSP, holds=["url-https"])
def insecure_address(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """An address begins with http, not https.

    Web players on secure pages do not load it, phones refuse it unless told otherwise, and anybody on the way can put
    something else in its place.

    Bad:  <item><link>http://tidewater.example/first-light.html</link></item>
    Good: <item><link>https://tidewater.example/first-light.html</link></item>
    """
    for element, path, address in _insecure(feed):
        if not element.name.startswith("podcast:") and element.name != "docs":
            yield fault(path, f"{quoted(address)} is not https", "write `https://`; does the server answer there?")


@rule("FP041", "elements", ERROR, NAMESPACE, holds=["url-https"])
def insecure_podcast_address(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """An address in a tag of the podcast namespace begins with http, not https.

    The namespace requires https for everything of the web: apps may leave out the rest.

    Bad:  <podcast:funding url="http://tidewater.example/support">Support us</podcast:funding>
    Good: <podcast:funding url="https://tidewater.example/support">Support us</podcast:funding>
    """
    for element, path, address in _insecure(feed):
        if element.name.startswith("podcast:"):
            yield fault(path, f"{quoted(address)} is not https", "write `https://`; does the server answer there?")


def _insecure(feed: FeedView) -> Iterator[tuple[Element, str, str]]:
    if not feed.rehearsal:
        yield from links_with(feed, "insecure")


# --- public, and without secrets

_SIGNED = frozenset(
    {"x-amz-signature", "x-amz-credential", "x-goog-signature", "awsaccesskeyid", "key-pair-id", "expires"}
)
_TOKENS = frozenset(
    {
        "token",
        "access_token",
        "auth",
        "auth_token",
        "authtoken",
        "api_key",
        "apikey",
        "secret",
        "password",
        "jwt",
        "sig",
    }
)


def _parameters(address: str) -> frozenset[str]:
    """Names of what stands behind the `?`, in lower case."""
    if "=" not in address:
        return frozenset()
    try:
        return frozenset(name.lower() for name, _ in parse_qsl(urlsplit(address).query, max_num_fields=100))
    except ValueError:
        return frozenset()


def _expires(names: frozenset[str]) -> bool:
    return bool(names & _SIGNED) or {"sig", "se"} <= names


@rule("FP042", "elements", ERROR, *EVERY, holds=["url-no-presigned"])
def expiring_address(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """An address is signed, and works for some time only.

    Stores sign addresses for hours or days. Apps keep them for years: the episode plays today, and never again.

    Bad:  <item><link>https://tidewater.s3.amazonaws.com/first-light.html?X-Amz-Expires=3600&amp;X-Amz-Signature=9f3c</link></item>
    Good: <item><link>https://tidewater.s3.amazonaws.com/first-light.html</link></item>
    """
    for _element, path, address in all_links(feed):
        if "?" in address and _expires(_parameters(address)):
            short = address.partition("?")[0]
            yield fault(
                path, f"the address {quoted(short)} is signed and will expire", "write it without what is behind `?`"
            )


@rule("FP043", "elements", WARNING, *EVERY, holds=["url-no-presigned"])
def token_in_address(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """An address holds somebody's key.

    A feed is public: whoever reads it has the key. In a private feed it is right, and then it must not be listed.

    Bad:  <item><link>https://tidewater.example/first-light.html?token=5e0c1f</link></item>
    Good: <item><link>https://tidewater.example/first-light.html</link></item>
    """
    for _element, path, address in all_links(feed):
        names = _parameters(address) if "?" in address else frozenset()
        if (tokens := names & _TOKENS) and not _expires(names):
            yield fault(path, f"the address holds a key in `{min(tokens)}=`", "write an address that everybody may use")


@rule("FP044", "elements", ERROR, *EVERY, holds=["no-secrets"])
def private_address(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """An address leads to the author's own machine or network.

    It works where the feed was made and nowhere else: `localhost`, `192.168.…`, names that end in `.local`.

    Bad:  <item><link>http://localhost:8000/first-light.html</link></item>
    Bad:  <item><itunes:image href="https://192.168.1.20/first-light.jpg"/></item>
    Good: <item><link>https://tidewater.example/first-light.html</link></item>
    """
    if feed.rehearsal:
        return
    for _element, path, address in links_with(feed, "private"):
        yield fault(path, f"nobody outside can reach {quoted(address)}", "write the public address")


@rule("FP045", "elements", ERROR, *EVERY, holds=["no-secrets"])
def local_path(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    r"""An address is a path on the author's machine.

    Nobody else has that file, and everybody reads the author's name in it.

    Bad:  <item><link>file:///home/ada/tidewater/first-light.html</link></item>
    Bad:  <item><itunes:image href="C:\Users\Ada\first-light.jpg"/></item>
    Good: <item><link>https://tidewater.example/first-light.html</link></item>
    """
    for _element, path, address in links_with(feed, "local"):
        yield fault(path, f"{quoted(address)} is a path on somebody's machine", "write the public address")


@rule("FP046", "elements", ERROR, *EVERY, holds=["url-absolute-ascii", "no-secrets"])
def password_in_address(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """An address holds a user name or a password.

    Everybody can read it, and apps refuse or ignore it: directories want feeds and media without a login.

    Bad:  <item><link>https://ada:tide@tidewater.example/first-light.html</link></item>
    Good: <item><link>https://tidewater.example/first-light.html</link></item>
    """
    for _element, path, address in links_with(feed, "password"):
        host = address.rpartition("@")[2]
        yield fault(
            path,
            f"the address of {quoted(host)} has a user name or password in it",
            "delete it, and change the password",
        )


_SECRETS = (
    ("an access key of AWS", re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")),
    ("a token of GitHub", re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40,})")),
    ("a key of Google", re.compile(r"\bAIza[A-Za-z0-9_-]{35}")),
    ("a token of Slack", re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{20,}")),
    ("a key of Stripe", re.compile(r"\b[rs]k_live_[A-Za-z0-9]{20,}")),
    ("a private key", re.compile(r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY")),
)
_SIGNS = (
    "AKIA",
    "ASIA",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "AIza",
    "xox",
    "k_live_",
    "PRIVATE KEY",
)
_SHORTEST_SECRET = 20
_ANY_SECRET = re.compile("|".join(f"(?:{pattern.pattern})" for _, pattern in _SECRETS))


def _secret(text: str) -> re.Match[str] | None:
    for sign in _SIGNS:
        if sign in text:
            return _ANY_SECRET.search(text)
    return None


@rule("FP047", "elements", ERROR, *EVERY, holds=["no-secrets"])
def secret(feed: FeedView, _: FeedView) -> Iterator[Fault]:
    """The feed holds a secret key.

    Whoever finds it uses it, within minutes; programs look for nothing else.

    Bad:  <item><description><![CDATA[<p>aws_access_key_id = AKIAIOSFODNN7EXAMPLE</p>]]></description></item>
    Good: <item><description><![CDATA[<p>What the tide brings.</p>]]></description></item>
    """
    if _secret(all_text(feed)) is None:  # nearly always
        return
    for element in all_elements(feed):
        for name, value in (("", element.text), *element.attributes.items()):
            found = _secret(value) if len(value) >= _SHORTEST_SECRET else None
            if found and not (name in addresses().get(element.name, ()) and _expires(_parameters(value))):
                what = next(name for name, pattern in _SECRETS if pattern.search(value))
                at = element.at(name) if name else element.path
                message = f"this is {what}: {quoted(found[0][:4] + '…')}"
                yield fault(at, message, "delete it, and revoke it where it was made")
