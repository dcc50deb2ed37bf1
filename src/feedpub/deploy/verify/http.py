"""Whether podcast apps and browsers get what was sent, by asking the public address as they do."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from secrets import token_hex

from feedpub import fetch
from feedpub.deploy.actions import Verify
from feedpub.deploy.verify.session import VerifySession
from feedpub.deploy.verify.status import CHECK_ADDRESS, page_title, refuse_status
from feedpub.deploy.verify.store import Piece, is_same_page, sent_pieces
from feedpub.deploy.verify.waiting import OnWait, retry, silently
from feedpub.errors import FeedpubError, FetchError, VerificationFailed
from feedpub.standards import charset, common_type, quoted

WAIT = 60.0
"""Seconds in which a store or CDN may come to show what was put."""

ADDRESS_WAIT = 4.0
"""Seconds in which it may come to show the first object of all, before anything else is uploaded."""


def verify_public(
    action: Verify,
    *,
    session: VerifySession | None = None,
    target: str = "",
    endpoint: str = "",
    allow_private: bool = False,
    on_wait: OnWait = silently,
    wait: float = WAIT,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Ask as a listener's app does: HEAD, then a range, compared with the local bytes (Apple 823: both are required).

    The range is the end of the object: with its Content-Range it shows that all of it is there. What lies before was
    checked by the store itself, with the checksum of the put. `session` is shared by the verifications of one run: HEAD
    is then sent for the first object of each type at each host. A page is asked for once and whole, as browsers do.
    Asked again for up to `wait` seconds; `on_wait` is called before each pause. `target` (`s3://bucket/prefix` or a
    path) and `endpoint` (of a store that is not AWS) are for what to do about a 403.
    Raises `VerificationFailed` with what was answered instead, and what to do.
    """
    asking = _Asking(action=action, target=target, endpoint=endpoint, allow_private=allow_private)
    who = "readers" if action.is_page else "listeners"
    what = f"the feed stays as it was, because {who} would not get this"
    _ask(asking, what, session=session, on_wait=on_wait, wait=wait, sleep=sleep, clock=clock)


def verify_address(
    action: Verify,
    *,
    target: str = "",
    endpoint: str = "",
    allow_private: bool = False,
    on_wait: OnWait = silently,
    wait: float = ADDRESS_WAIT,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Ask for the first object of all as `verify_public` does, before anything of the show is uploaded.

    Raises `VerificationFailed` with what was answered instead, and what to do.
    """
    asking = _Asking(action=action, target=target, endpoint=endpoint, allow_private=allow_private)
    what = "nothing of the show is uploaded, because listeners would not get it"
    _ask(asking, what, session=None, on_wait=on_wait, wait=wait, sleep=sleep, clock=clock)


def verify_head(
    action: Verify, *, connections: fetch.Connections, target: str, endpoint: str, allow_private: bool
) -> None:
    """Ask for an object once, by HEAD alone: status and type; of what is no page also length and encoding.

    Raises `VerificationFailed`, and `FetchError` where nobody answers.
    """
    asking = _Asking(action=action, target=target, endpoint=endpoint, allow_private=allow_private)
    if not action.is_page:
        _refuse_head(asking, connections)
        return
    head = asking.request(connections, method="HEAD")
    asking.refuse_status(head, 200)
    refuse_downgrade(head, action.url)
    _refuse_type(head, action.type)


def is_cached(action: Verify, *, allow_private: bool = False) -> bool:
    """Whether it is a cache that shows something else at a public address than what was sent, as far as one can tell.

    An Age says so (RFC 9111 §5.1); so does another spelling of the same address, by a query, that shows what was sent.
    """
    beside = f"{action.url}{'&' if '?' in action.url else '?'}feedpub={token_hex(6)}"
    asking = _Asking(action=replace(action, url=beside), target="", endpoint="", allow_private=allow_private)
    try:
        with fetch.Connections() as connections:
            answer = fetch.request(action.url, method="HEAD", allow_private=allow_private, connections=connections)
            if "Age" in answer.headers:
                return True
            _refuse_all(asking, sent_pieces(action), connections)
    except (VerificationFailed, FetchError):
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """What is asked for, and where it was put."""

    action: Verify
    target: str
    endpoint: str
    allow_private: bool
    session: VerifySession | None = None

    def request(
        self, connections: fetch.Connections, *, method: str = "GET", byte_range: Piece | None = None
    ) -> fetch.Response:
        """The answer to one request."""
        send = partial(
            fetch.request,
            self.action.url,
            method=method,
            byte_range=byte_range,
            allow_private=self.allow_private,
            connections=connections,
        )
        return self.session.sent(self.action.url, send) if self.session else send()

    def refuse_status(self, answer: fetch.Response, wanted: int) -> None:
        """Raise `VerificationFailed` for another status."""
        refuse_status(answer, wanted, key=self.action.key, target=self.target, endpoint=self.endpoint)


def _ask(
    asking: _Asking,
    consequence: str,
    *,
    session: VerifySession | None,
    on_wait: OnWait,
    wait: float,
    sleep: Callable[[float], None],
    clock: Callable[[], float],
) -> None:
    action = asking.action
    sent = {} if action.is_page else sent_pieces(action, last=True)
    with VerifySession() if session is None else nullcontext(session) as shared:
        is_first = shared.is_first(action)
        asking = replace(asking, session=shared)

        def look(connections: fetch.Connections) -> None:
            if action.is_page:
                _refuse_page(asking, connections)
                return
            if is_first:
                _refuse_head(asking, connections)
            _refuse_pieces(asking, sent, connections)

        try:
            looking = partial(shared.look, look)
            retry(looking, url=action.url, wait=wait, sleep=sleep, clock=clock, on_wait=on_wait)
        except (VerificationFailed, FetchError) as failure:
            explained = failure if action.is_page else _explained(failure, asking)
            raise with_consequence(explained, consequence, url=action.url) from failure


def _explained(failure: FeedpubError, asking: _Asking) -> FeedpubError:
    """The failure, or what the body of a whole answer tells about it: an answer to HEAD has none."""
    if not isinstance(failure, VerificationFailed):
        return failure
    try:
        with fetch.Connections() as connections:
            answer = asking.request(connections, byte_range=(0, _EXPLANATION - 1))
        asking.refuse_status(answer, 206 if answer.status == 206 else 200)
        if title := page_title(answer):
            _refuse_page_instead(title, answer, asking.action)
    except VerificationFailed as explained:
        return explained
    except FetchError:
        pass
    return failure


_EXPLANATION = 1 << 14
"""Bytes of an answer that may say why it is not the right one."""


def _refuse_page_instead(title: str, answer: fetch.Response, action: Verify) -> None:
    if common_type(answer.headers.get("Content-Type", "")) == common_type(action.type):
        return
    where = f" at {answer.url}" if answer.hops else ""
    raise VerificationFailed(
        f"a web page answers ({quoted(title)}{where}) instead of {action.type}", hint=CHECK_ADDRESS
    )


def _refuse_page(asking: _Asking, connections: fetch.Connections) -> None:
    """A page as browsers ask for it; CDNs compress pages and write into them, so it has only to be the right one."""
    action, answer = asking.action, asking.request(connections)
    asking.refuse_status(answer, 200)
    refuse_downgrade(answer, action.url)
    _refuse_page_type(answer, action.type)
    if not is_same_page(action, answer.body):
        raise VerificationFailed(f"another page answers: it does not name {action.url}", hint=CHECK_ADDRESS)


def _refuse_all(asking: _Asking, sent: Mapping[Piece, bytes], connections: fetch.Connections) -> None:
    _refuse_head(asking, connections)
    _refuse_pieces(asking, sent, connections)


def _refuse_pieces(asking: _Asking, sent: Mapping[Piece, bytes], connections: fetch.Connections) -> None:
    for piece, wanted in sent.items():
        _refuse_piece(asking, piece, wanted, connections)


def _refuse_head(asking: _Asking, connections: fetch.Connections) -> None:
    action, head = asking.action, asking.request(connections, method="HEAD")
    asking.refuse_status(head, 200)
    refuse_downgrade(head, action.url)
    _refuse_type(head, action.type)
    _refuse_encoding(head)
    if action.size >= 0:
        _refuse_length(head, action.size)


def _refuse_piece(asking: _Asking, piece: Piece, wanted: bytes, connections: fetch.Connections) -> None:
    first, last = piece
    part = asking.request(connections, byte_range=piece)
    if part.status == 200:  # something else may answer here that knows no ranges
        _refuse_type(part, asking.action.type)
    asking.refuse_status(part, 206)
    refuse_downgrade(part, asking.action.url)
    _refuse_encoding(part)
    _refuse_type(part, asking.action.type)
    _refuse_range(part, first, last, size=asking.action.size)
    if part.body != wanted:
        raise VerificationFailed(
            f"bytes {first} to {last} are not those that were sent",
            hint="check that no CDN keeps an older file or changes it, and that the address leads to the right bucket",
        )


def _refuse_range(part: fetch.Response, first: int, last: int, *, size: int) -> None:
    """Raise `VerificationFailed` unless the answer is exactly these bytes of a file of that size."""
    found, expected = part.headers.get("Content-Range", "missing"), f"bytes {first}-{last}/{size}"
    _, _, whole = found.partition("/")
    if whole.isdecimal() and whole != str(size):
        raise VerificationFailed(
            f"the file has {whole} bytes instead of {size}: players seek by it, and Apple compares it",
            hint=CHECK_ADDRESS,
        )
    if found != expected:
        raise VerificationFailed(
            f"Content-Range is {found} instead of {expected}: players would join the pieces wrongly",
            hint="check how the server or CDN is configured for ranges",
        )


# --- what is wrong with an answer


def refuse_downgrade(answer: fetch.Response, url: str) -> None:
    """Raise `VerificationFailed` where an https address ends at an http one."""
    if url.startswith("https:") and not answer.url.startswith("https:"):
        raise VerificationFailed(
            f"it redirects from https to {answer.url}, and iPhones refuse http", hint="redirect to https only"
        )


def _refuse_type(answer: fetch.Response, wanted: str) -> None:
    """Raise `VerificationFailed` if the content type is another one, or names another charset."""
    found = answer.headers.get("Content-Type", "")
    if common_type(found) != common_type(wanted):
        raise wrong_type(found, wanted)
    served, sent = charset(found), charset(wanted)
    if served and sent and served != sent:
        raise VerificationFailed(
            f"the text is served as {served} instead of {sent}: apps would show letters beyond ASCII wrongly",
            hint="take the charset out of the server's configuration",
        )


def _refuse_page_type(answer: fetch.Response, wanted: str) -> None:
    """Raise `VerificationFailed` if browsers would not show it as a page, or would show its letters wrongly."""
    found = answer.headers.get("Content-Type", "")
    if common_type(found) != common_type(wanted):
        raise VerificationFailed(
            f"Content-Type is {found or 'missing'} instead of {wanted}: browsers would offer a file, or its source",
            hint="set the type of .html on the server; what feedpub puts into a bucket has it, unless something copies "
            "it. To publish without web pages: `pages: off`",
        )
    _refuse_type(answer, wanted)


def wrong_type(found: str, wanted: str) -> VerificationFailed:
    """For a content type that is not the wanted one."""
    if common_type(found) == "text/html":
        return VerificationFailed(f"a web page answers (text/html) instead of {wanted}", hint=CHECK_ADDRESS)
    return VerificationFailed(
        f"Content-Type is {found or 'missing'} instead of {wanted}, and apps rely on it",
        hint="set the type on the server; what feedpub puts into a bucket has it, unless something copies it",
    )


def _refuse_encoding(answer: fetch.Response) -> None:
    """Raise `VerificationFailed` if bytes are compressed on the way: ranges of them mean nothing then."""
    found = answer.headers.get("Content-Encoding", "identity")
    if found.strip().lower() != "identity":
        raise VerificationFailed(
            f"the server or CDN compresses the file ({found}): players cannot seek in it",
            hint="turn compression off for media, on the server or CDN",
        )


def _refuse_length(answer: fetch.Response, wanted: int) -> None:
    """Raise `VerificationFailed` unless the answer has the length that the feed declares."""
    found = answer.headers.get("Content-Length")
    if found != str(wanted):
        raise VerificationFailed(
            f"Content-Length is {found or 'missing'} instead of {wanted}: players seek by it, and Apple compares it",
            hint=CHECK_ADDRESS if found else "let the server send the length of a file; it must not send it in chunks",
        )


def with_consequence(failure: FeedpubError, consequence: str, *, url: str) -> VerificationFailed:
    """The failure as the author reads it: what it means for the show, then what was found."""
    found = failure.message if failure.where in {"", url} else f"{failure.message} ({failure.where})"
    return VerificationFailed(f"{consequence}: {found}", where=url, hint=failure.hint)
