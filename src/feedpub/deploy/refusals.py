"""What a run stops for, or warns of, when the catalog that is there may not be gone on from."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from feedpub.catalog import APPLIED, CATALOG, Origin, Overrides, Version, moved_to, read_stored
from feedpub.catalog.history import HISTORY, history_key, history_revision, since
from feedpub.catalog.objects import of_catalog, sizes
from feedpub.deploy.target import Claim, Observed, Target
from feedpub.errors import Conflict, Denied, Refused
from feedpub.model.catalog import Catalog


def refuse_other_show(target: Target, before: Catalog | None, origin: Origin, overrides: Overrides) -> None:
    """Raise `Refused` for a catalog of another folder, or of another bucket: that of another show, or a copy."""
    if before is None:
        return
    if before.folder and origin.folder and before.folder != origin.folder and not overrides.take_over:
        raise Refused(
            f"{target.site.name} has the show of {before.folder} ({before.channel.title}), this is {origin.folder}",
            where=f"{target.state.name}/{CATALOG}",
            flag="--take-over",
            hint="renamed the folder? then say so once: feedpub publish --take-over. If this is another show, publish "
            "it elsewhere (`publish: to:`): with --take-over the subscribers of the first would get this one",
        )
    if before.target and origin.target and before.target != origin.target and not overrides.moved:
        raise Refused(
            f"this catalog is that of {before.target}, and was copied here",
            where=f"{target.state.name}/{CATALOG}",
            flag="--moved",
            hint=f"if the show has moved, and nobody publishes to {before.target} any more, say so once: "
            "feedpub publish --moved; if this is another show, publish it to a place of its own (`publish: to:`)",
        )


def refuse_moved(target: Target, before: Catalog | None, origin: Origin, overrides: Overrides) -> None:
    """Raise `Refused` where a show was that has moved away: who publishes there has old files."""
    if before is not None and (place := moved_to(before, origin.target)) and not overrides.moved:
        raise moved_away(place, where=f"{target.state.name}/{CATALOG}")


def moved_away(place: str, *, where: str = "") -> Refused:
    """What every command says of a show that has moved to another place; `where` is what says so."""
    return Refused(
        f"the show has moved to {place}: here nothing is published any more",
        where=where,
        hint=f"update your files (git pull): show.yaml names the new place (`publish: to: {place}`)",
    )


TOLERANCE = timedelta(minutes=5)
"""How far apart two clocks may be."""


def refuse_wrong_clock(observed: Observed, *, now: datetime) -> None:
    """Raise `Refused` for a clock that would release episodes too early, and date them in the future.

    Where neither the store nor a server has a clock, the newest revision is the clock.
    """
    if observed.ahead is not None and observed.ahead > TOLERANCE:
        minutes, whose = observed.ahead // timedelta(minutes=1), "store" if observed.date else "server"
        raise Refused(
            f"this machine's clock is {minutes} minutes ahead of the {whose}'s: scheduled episodes would be published "
            "too early, and new ones dated in the future",
            hint="set the clock (`timedatectl set-ntp true`), then run the same command again",
        )
    newest = observed.catalog.commit.date if observed.catalog and observed.catalog.commit else None
    if observed.date is None and observed.ahead is None and newest is not None and now < newest - TOLERANCE:
        raise Refused(
            f"this machine's clock shows {now:%Y-%m-%d %H:%M} UTC, but the newest revision was made at "
            f"{newest:%Y-%m-%d %H:%M} UTC: one of the two clocks is wrong",
            hint="set the clock (`timedatectl set-ntp true`), then run the same command again",
        )


def own_claims(target: Target, observed: Observed, *, feed: str = "") -> Iterator[Claim]:
    """What `applied` and the stored feed say of the catalog that they are of; `feed` is its key where none says it."""
    if observed.applied is not None:
        yield Claim(observed.applied.version, f"{target.state.name}/{APPLIED}")
    key = observed.catalog.channel.feed if observed.catalog else feed
    if observed.feed is not None and key:
        yield Claim(observed.feed, f"the stored feed ({target.site.name}/{key})")


def adopted_warning(claims: Sequence[Claim], observed: Observed) -> Iterator[str]:
    """What is lost with an older catalog that is recovered, of which the claims are that there was a later one."""
    if claims and observed.catalog is not None and observed.data and not observed.is_incoming:
        yield (
            f"an older catalog is recovered: it is of revision {observed.catalog.revision}, {claims[0].source} is of "
            f"{claims[0].version}; what was published in between is not in it: publish that again"
        )


def damage_warning(observed: Observed, after: Catalog) -> Iterator[str]:
    """What of the objects that were looked at is not as it was sent, though the catalog that comes back names it."""
    if not observed.adopted or observed.is_incoming:
        return
    sent, lengths = of_catalog(after), sizes(after)
    found = {key: info for key, info in observed.objects.items() if info is not None and key in lengths}
    wrong = [key for key, info in found.items() if info.size != lengths[key] or info.digest not in {"", sent[key]}]
    if wrong:
        more = f" and {len(wrong) - 1} more" if wrong[1:] else ""
        yield f"{wrong[0]}{more}: what is stored is not what was published; to send it again: feedpub verify --repair"


def absent_feed_warning(observed: Observed, after: Catalog) -> Iterator[str]:
    """That the feed was deleted: perhaps not alone, and a run looks at no page and no recording that did not change."""
    feed = after.channel.feed
    if observed.applied and feed in observed.applied.objects and observed.objects.get(feed, observed) is None:
        yield (
            f"{feed} was published and is not there any more; to see what else was deleted: feedpub verify; to send it "
            "again: feedpub verify --repair"
        )


def history_warning(observed: Observed) -> Iterator[str]:
    """That a sound catalog has no history."""
    if observed.catalog is not None and observed.catalog.lineage and not observed.is_in_history:
        yield (
            f"the history of the catalog is missing, at least revision {observed.catalog.revision}; it begins again "
            "with the next revision"
        )


class Sibling(Conflict):
    """Somebody else's revision follows the same one as ours; running again by itself would hide that."""


def refuse_sibling(target: Target, observed: Observed, after: Catalog, *, digest: str) -> Generator[None, None, None]:
    """After a commit without a guard: raise `Sibling` if somebody else committed at the same moment.

    One of the two catalogs was then written over; both are in the history. `digest` is that of ours.
    """
    ours = history_key(after.revision, digest)
    yield None
    new: list[str] = []
    with suppress(Denied):  # then the catalog alone tells
        listed = target.state.list(HISTORY, after=since(observed.catalog.revision if observed.catalog else 0))
        new = [one.key for one in listed if one.key not in {ours, *(observed.history or ())}]
    for key in (CATALOG, *filter(history_revision, new)):
        yield None
        found = target.state.read(key)
        made = read_stored(found.data, where=f"{target.state.name}/{key}") if found else None
        if made and made.catalog.parent == after.parent and made.digest != digest:
            theirs = history_key(made.catalog.revision, made.digest)
            raise Sibling(
                f"somebody else published at the same moment: {theirs} and {ours} follow the same revision, and one "
                "of them was written over",
                where=f"{target.state.name}/{CATALOG}",
                hint="agree who publishes (`single_writer: true` is for one), then both run the same command again",
            )


# --- a catalog that is lost, or older than what is published


def lost_by_history(target: Target, observed: Observed, *, first: bool) -> Refused | None:
    """Why a first publication must not begin, by what the history holds; None if it may.

    Revision 1 alone is what an interrupted first publication leaves: nobody has seen anything of it. `first`: the
    author says that nothing was ever published here.
    """
    if observed.catalog is not None:
        return None
    if observed.history is None:
        return None if first else _unlistable(target)
    if max(map(history_revision, observed.history), default=0) <= 1:
        return None
    return lost_catalog(target, remains=f"{target.state.name}/{HISTORY}")


def lost_catalog(target: Target, *, remains: str) -> Refused:
    """A first publication would begin a new catalog, and every other episode would leave the feed."""
    return Refused(
        f"the catalog is missing, but {remains} is there, which feedpub writes only after the catalog"
        if not remains.endswith(HISTORY)
        else f"the catalog is missing, but {remains} holds catalogs of later revisions than the first",
        where=f"{target.state.name}/{CATALOG}",
        hint=f"{how_to_restore()}; if it lies elsewhere, name its place (`publish: state:`); to begin a new show, "
        "choose an empty target "
        "(`publish: to:`)",
    )


def older_catalog(target: Target, observed: Observed, claim: Claim) -> Refused:
    """Publishing would take out of the feed what was published since, or bring in another show's."""
    revision = observed.catalog.revision if observed.catalog else 0
    lineage = observed.catalog.lineage if observed.catalog else ""
    ours = Version(revision=revision, lineage=lineage)
    differs = f"it is {ours}, but {claim.source} names {claim.version}"
    if str(ours) == str(claim.version):
        differs = f"it is {ours}, but other bytes than those of which {claim.source} has the digest"
    return Refused(
        f"this catalog is older than what is published, or another show's: {differs}",
        where=f"{target.state.name}/{CATALOG}",
        hint=f"{how_to_restore()}; to go on from this one on purpose, and publish again what is not in it: "
        f"feedpub recover --revision {revision}",
    )


def how_to_restore() -> str:
    """What to do about a catalog that is lost, damaged or too old. The one place that says it."""
    return "bring it back from the history, or else from the feed and your files: feedpub recover"


def _unlistable(target: Target) -> Refused:
    return Refused(
        "there is no catalog, and these credentials may not list: nobody can tell whether a show was published here "
        "and its catalog is lost",
        where=f"{target.state.name}/{CATALOG}",
        flag="--first",
        hint="allow s3:ListBucket on the bucket (a statement of its own: "
        '{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::BUCKET"}); '
        "if nothing was ever published here: --first",
    )
