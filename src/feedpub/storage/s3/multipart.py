"""Multipart upload of objects that are too large for one request: the object appears whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from threading import Condition, Event
from typing import TYPE_CHECKING, Any

from feedpub.errors import StorageError
from feedpub.limits import MemoryLimit
from feedpub.storage.body import Body
from feedpub.storage.protocol import OnBytes
from feedpub.storage.s3.client import UploadStream, checksum, is_aws
from feedpub.storage.s3.errors import token_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

PART = 8 << 20
"""Bytes of a part, unless there would be too many; S3 takes no smaller ones than 5 MiB."""

MAX_PARTS = 10_000
"""Parts that one object may have (Amazon S3 multipart upload limits)."""

PARALLEL = 3
"""Parts on their way at the same time; what is in memory is one more."""

CallContext = Callable[[str], AbstractContextManager[None]]
"""Gives the context of an SDK operation, which turns its failures into `StorageError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One multipart upload."""

    client: S3Client
    bucket: str
    key: str
    call: CallContext
    memory: MemoryLimit
    """Where several objects are sent at once, their parts share it."""

    def put(self, body: Body, *, facts: Mapping[str, Any], condition: Mapping[str, Any], on_bytes: OnBytes) -> str:
        """Send the object and return its token. Whatever fails, no part stays in the store.

        `facts` are stored with the object, `condition` is the guard. Raises `FileChanged` before anything is visible.
        """
        algorithm: dict[str, Any] = {"ChecksumAlgorithm": "SHA256"} if is_aws(self.client) else {}
        with self.call("CreateMultipartUpload"):
            begun = self.client.create_multipart_upload(Bucket=self.bucket, Key=self.key, **facts, **algorithm)
        with ExitStack() as undo:
            undo.callback(self._abort, begun["UploadId"])
            parts = self._send_all(body, begun["UploadId"], _Sent(on_bytes, part_size(body.size) // 2))
            with self.call("CompleteMultipartUpload"):
                ended = self.client.complete_multipart_upload(
                    Bucket=self.bucket,
                    Key=self.key,
                    UploadId=begun["UploadId"],
                    MultipartUpload={"Parts": parts},
                    **condition,
                )
            undo.pop_all()
        self._abort_abandoned()
        return token_of(ended, f"s3://{self.bucket}/{self.key}")

    def _send_all(self, body: Body, upload: str, on_bytes: _Sent) -> list[CompletedPartTypeDef]:
        """Send the parts; the second one begins in the middle of the first.

        Side by side both would end at the same time, and the link would be idle until both are answered.
        """
        stop = Event()
        sent: list[CompletedPartTypeDef] = []
        running: set[Future[CompletedPartTypeDef]] = set()
        with ThreadPoolExecutor(PARALLEL, thread_name_prefix="feedpub-part") as pool, ExitStack() as undo:
            undo.callback(pool.shutdown, wait=False, cancel_futures=True)
            undo.callback(stop.set)
            parts, wanted = parts_of(body), part_size(body.size)
            for number, start in enumerate(range(0, body.size, wanted), start=1):
                self.memory.take(room := min(wanted, body.size - start))
                give_back = partial(self.memory.give_back, room)
                running.add(part := self._begin(pool, upload, number, parts, on_bytes, stop, give_back))
                if number == 1:
                    part.add_done_callback(on_bytes.first_ended)
                    on_bytes.wait_for_half()
                if len(running) == PARALLEL:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    sent += [part.result() for part in done]
            next(parts, None)  # which finds out whether the file has changed
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                sent += [part.result() for part in done]
            undo.pop_all()
        return sorted(sent, key=lambda part: part["PartNumber"])

    def _begin(
        self,
        pool: ThreadPoolExecutor,
        upload: str,
        number: int,
        parts: Iterator[bytes],
        on_bytes: OnBytes,
        stop: Event,
        give_back: Callable[[], None],
    ) -> Future[CompletedPartTypeDef]:
        """Read the next part and let it be sent; nobody but who sends it holds its bytes then."""
        try:
            data = next(parts)
            part = pool.submit(self._send, upload, number, UploadStream(data, on_bytes, stop), data)
        except BaseException:
            give_back()
            raise
        part.add_done_callback(lambda _: give_back())
        return part

    def _send(self, upload: str, number: int, sending: UploadStream, data: bytes) -> CompletedPartTypeDef:
        check: dict[str, Any] = checksum(data, aws=is_aws(self.client))
        with self.call("UploadPart"):
            answer = self.client.upload_part(
                Bucket=self.bucket, Key=self.key, UploadId=upload, PartNumber=number, Body=sending, **check
            )
        part: CompletedPartTypeDef = {"PartNumber": number, "ETag": answer["ETag"]}
        if "ChecksumSHA256" in check:
            part["ChecksumSHA256"] = check["ChecksumSHA256"]
        return part

    def _abort(self, upload: str) -> None:
        with suppress(StorageError), self.call("AbortMultipartUpload"):
            self.client.abort_multipart_upload(Bucket=self.bucket, Key=self.key, UploadId=upload)

    def _abort_abandoned(self) -> None:
        """Abort what killed runs began for this key; only feedpub uses it.

        Only now, when the object is there: a publisher who is sending the same bytes at this moment is then refused,
        reads them back, and is done. Before, two of them would abort each other. Without the permission to list
        uploads nothing is lost but some space.
        """
        with suppress(StorageError):
            with self.call("ListMultipartUploads"):
                listing = self.client.list_multipart_uploads(Bucket=self.bucket, Prefix=self.key)
            for upload in listing.get("Uploads", []):
                if upload["Key"] == self.key:
                    self._abort(upload["UploadId"])


def part_size(size: int) -> int:
    """Bytes of each part of an object of `size` bytes, in whole MiB."""
    return max(PART, -(-size // MAX_PARTS >> 20) << 20)


def parts_of(body: Body) -> Iterator[bytes]:
    """The parts; raises `FileChanged` instead of giving the last one if the file changed since it was measured."""
    wanted = part_size(body.size)
    held, room = BytesIO(), wanted  # of which a whole part is had without a copy
    for chunk in body.checked():
        held.write(chunk[:room])
        room -= len(chunk)
        if room <= 0:
            part, rest = held.getvalue(), chunk[len(chunk) + room :]
            held, room = BytesIO(), wanted - len(rest)
            held.write(rest)
            yield part
            del part  # or it would be held while the next one is read
    if last := held.getvalue():
        yield last


class _Sent:
    """Calls `on_bytes` in one thread at a time, as several send parts, and knows when `half` of the first is sent."""

    def __init__(self, on_bytes: OnBytes, half: int) -> None:
        self._on_bytes = on_bytes
        self._left = half
        self._changed = Condition()

    def __call__(self, count: int) -> None:
        with self._changed:
            self._on_bytes(count)
            self._left -= count
            if self._left <= 0:
                self._changed.notify_all()

    def first_ended(self, _part: object) -> None:
        """The first part was sent, or failed."""
        with self._changed:
            self._left = 0
            self._changed.notify_all()

    def wait_for_half(self) -> None:
        """Wait until half of the first part was sent, or it has ended."""
        with self._changed:
            self._changed.wait_for(lambda: self._left <= 0)
