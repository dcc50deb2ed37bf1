"""`preview`: where to look, and with what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from feedpub.commands.preview.presigned import SentPreview
from feedpub.commands.preview.show import PreviewedShow
from feedpub.commands.status import State
from feedpub.deploy.previews import OpenPreview
from feedpub.output.serving import qr_lines
from feedpub.output.text import Line, count, iso, moment


def preview_lines(shown: PreviewedShow, base: str, *, lan: bool, width: int = 0) -> Iterator[Line]:
    """The addresses of the preview below `base`, and what it shows. `lan` and `width` are as with `serving_lines`."""
    yield Line(base, label="preview", style="bold")
    if shown.content is not None:
        yield Line(f"{base}.preview/feed", label="feed")
    if lan:
        yield from qr_lines(base, width)
    if shown.notice:
        yield Line(shown.notice, label="warning")
    numbers = [(sum(one.state is state for one in shown.episodes), state) for state in State]
    edited = sum(bool(one.edited) and one.state is State.PUBLISHED for one in shown.episodes)
    states = [f"{number} {state.value}" for number, state in numbers if number] + (
        [f"{edited} edited"] if edited else []
    )
    errors = sum(one.severity == "error" for one in shown.remarks)
    found = f"; {count(errors, 'error')}, see the preview" if errors else ""
    yield Line(f"{', '.join(states) or 'no episode'}{found}")
    who = (
        "everybody in this network can see it, drafts too"
        if lan
        else "only this machine can connect (--lan lets others connect)"
    )
    yield Line(f"pages load themselves anew when you save a file; {who}; Ctrl-C stops the server", style="dim")


def sent_lines(sent: SentPreview) -> Iterator[Line]:
    """Where somebody elsewhere looks, and until when."""
    yield Line(sent.url, label="preview", style="bold")
    for title, url in sent.pages:
        yield Line(title)
        yield Line(url, indent=2)
    ends = moment(iso(sent.preview.ends))
    sooner = "; the credentials are temporary: it ends with them, if that is sooner" if sent.is_temporary else ""
    yield Line(f"whoever has an address can open it until {ends}{sooner}")
    objects, place = count(len(sent.preview.keys), "object"), f"{sent.preview.to}/{sent.preview.name}/"
    yield Line(f"{objects} below {place} stay until they are removed")
    yield Line("to end it now: feedpub preview --remove", style="dim")


def removed_lines(removed: Sequence[OpenPreview]) -> Iterator[Line]:
    """What was deleted."""
    for one in removed:
        yield Line(f"removed {one.to}/{one.name}/: {count(len(one.keys), 'object')}")
    if not removed:
        yield Line("no preview of this show is open")
