"""FP042 to FP047: addresses that work today or only here, and secrets: what should never leave the author's machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from feedpub.lint.facts import all_elements
from feedpub.lint.found_addresses import USUAL, address_fault, addresses, wrong
from feedpub.lint.rule import ERROR, EVERY, WARNING, Fault, fault, rule
from feedpub.view import Feed
from feedpub.vocab import ADDRESSES, HTML_TEXT, quoted

_LINK = re.compile(r"\b(?:href|src)\s*=\s*[\"']?([^\s\"'<>]+)", re.IGNORECASE)

_ORIGIN = re.compile(r"https?://[^/\s\"'<>?#]+")

_FILE = re.compile("file:|FILE:")

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


@rule(
    "FP042",
    "feed",
    ERROR,
    *EVERY,
    since="",
    source="Amazon S3, Azure, Google Cloud: signed addresses",
    holds=["url-no-presigned"],
)
def expiring_address(feed: Feed, _: Feed) -> Iterator[Fault]:
    """An address is signed, and works for some time only.

    Stores sign addresses for hours or days. Apps keep them for years: the episode plays today, and never again.

    Bad:  <item><link>https://tidewater.s3.amazonaws.com/first-light.html?X-Amz-Expires=3600&amp;X-Amz-Signature=9f3c</link></item>
    Good: <item><link>https://tidewater.s3.amazonaws.com/first-light.html</link></item>
    """
    for _element, path, said in addresses(feed):
        if "?" in said and _expires(_parameters(said)):
            short = said.partition("?")[0]
            yield fault(
                path, f"the address {quoted(short)} is signed and will expire", "write it without what is behind `?`"
            )


@rule("FP043", "feed", WARNING, *EVERY, since="", source="feedpub", holds=["url-no-presigned"])
def token_in_address(feed: Feed, _: Feed) -> Iterator[Fault]:
    """An address holds somebody's key.

    A feed is public: whoever reads it has the key. In a private feed it is right, and then it must not be listed.

    Bad:  <item><link>https://tidewater.example/first-light.html?token=5e0c1f</link></item>
    Good: <item><link>https://tidewater.example/first-light.html</link></item>
    """
    for _element, path, said in addresses(feed):
        names = _parameters(said) if "?" in said else frozenset()
        if (tokens := names & _TOKENS) and not _expires(names):
            yield fault(path, f"the address holds a key in `{min(tokens)}=`", "write an address that everybody may use")


@rule("FP044", "feed", ERROR, *EVERY, since="", source="feedpub", holds=["no-secrets"])
def private_address(feed: Feed, _: Feed) -> Iterator[Fault]:
    """An address leads to the author's own machine or network.

    It works where the feed was made and nowhere else: `localhost`, `192.168.…`, names that end in `.local`.

    Bad:  <item><link>http://localhost:8000/first-light.html</link></item>
    Bad:  <item><itunes:image href="https://192.168.1.20/first-light.jpg"/></item>
    Bad:  <item><description><![CDATA[<p><a href="https://nas.local/notes">Notes</a></p>]]></description></item>
    Good: <item><link>https://tidewater.example/first-light.html</link></item>
    """
    if feed.rehearsal:
        return
    for _element, path, said in wrong(feed, "private"):
        yield fault(path, f"nobody outside can reach {quoted(said)}", "write the public address")
    for path, said in _linked(feed, _ORIGIN):
        if address_fault(said, any_scheme=True) == "private":
            yield fault(path, f"nobody outside can reach {quoted(said)}", "write the public address")


def _linked(feed: Feed, sign: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """The odd addresses in descriptions where a sign stands."""
    for element in all_elements(feed):
        if element.name in HTML_TEXT and any(map(_is_odd, set(sign.findall(element.text)))):
            for said in _LINK.findall(element.text):
                if not USUAL.fullmatch(said):
                    yield element.path, said


def _is_odd(origin: str) -> bool:
    return not USUAL.fullmatch(origin)


@rule("FP045", "feed", ERROR, *EVERY, since="", source="feedpub", holds=["no-secrets"])
def local_path(feed: Feed, _: Feed) -> Iterator[Fault]:
    r"""An address is a path on the author's machine.

    Nobody else has that file, and everybody reads the author's name in it.

    Bad:  <item><link>file:///home/ada/tidewater/first-light.html</link></item>
    Bad:  <item><itunes:image href="C:\Users\Ada\first-light.jpg"/></item>
    Good: <item><link>https://tidewater.example/first-light.html</link></item>
    """
    for _element, path, said in wrong(feed, "local"):
        yield fault(path, f"{quoted(said)} is a path on somebody's machine", "write the public address")
    for path, said in _linked(feed, _FILE):
        if said.lower().startswith("file:"):
            yield fault(path, f"{quoted(said)} is a path on somebody's machine", "write the public address")


@rule(
    "FP046",
    "feed",
    ERROR,
    *EVERY,
    since="RSS 2.0",
    source="RFC 3986 §3.2.1",
    holds=["url-absolute-ascii", "no-secrets"],
)
def password_in_address(feed: Feed, _: Feed) -> Iterator[Fault]:
    """An address holds a user name or a password.

    Everybody can read it, and apps refuse or ignore it: directories want feeds and media without a login.

    Bad:  <item><link>https://ada:tide@tidewater.example/first-light.html</link></item>
    Good: <item><link>https://tidewater.example/first-light.html</link></item>
    """
    for _element, path, said in wrong(feed, "password"):
        host = said.rpartition("@")[2]
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


@rule("FP047", "feed", ERROR, *EVERY, since="", source="feedpub", holds=["no-secrets"])
def secret(feed: Feed, _: Feed) -> Iterator[Fault]:
    """The feed holds a secret key.

    Whoever finds it uses it, within minutes; programs look for nothing else.

    Bad:  <item><description><![CDATA[<p>aws_access_key_id = AKIAIOSFODNN7EXAMPLE</p>]]></description></item>
    Good: <item><description><![CDATA[<p>What the tide brings.</p>]]></description></item>
    """
    for element in all_elements(feed):
        for name, value in (("", element.text), *element.attributes.items()):
            found = _secret(value) if len(value) >= _SHORTEST_SECRET else None
            if found and not (name in ADDRESSES.get(element.name, ()) and _expires(_parameters(value))):
                what = next(name for name, pattern in _SECRETS if pattern.search(value))
                at = element.at(name) if name else element.path
                message = f"this is {what}: {quoted(found[0][:4] + '…')}"
                yield fault(at, message, "delete it, and revoke it where it was made")
