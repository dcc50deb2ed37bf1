"""Objects too big for one request: parts, some at a time, and all or nothing at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

from feedpub.errors import StorageError
from feedpub.storage.body import Body
from feedpub.storage.protocol import OnBytes
from feedpub.storage.s3.client import checksum, is_aws
from feedpub.storage.s3.sending import Sending
from feedpub.storage.s3.words import token_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

PART = 8 << 20
"""Bytes of a part, unless there would be too many; S3 takes no smaller ones than 5 MiB."""

MOST = 10_000
"""Parts of one object."""

PARALLEL = 3
"""Parts on their way at the same time; what is in memory is one more."""

Ask = Callable[[str], AbstractContextManager[None]]
"""Gives the context of an SDK operation, in which failures turn into our words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One object to be sent in parts."""

    client: S3Client
    bucket: str
    key: str
    ask: Ask

    def put(self, body: Body, *, facts: Mapping[str, Any], condition: Mapping[str, Any], on_bytes: OnBytes) -> str:
        """Send it and give its token. Whatever goes wrong, no part is left behind.

        `facts` are stored with the object, `condition` is the guard. Raises `Changed` before anything is visible.
        """
        algorithm: dict[str, Any] = {"ChecksumAlgorithm": "SHA256"} if is_aws(self.client) else {}
        with self.ask("CreateMultipartUpload"):
            begun = self.client.create_multipart_upload(Bucket=self.bucket, Key=self.key, **facts, **algorithm)
        with ExitStack() as undo:
            undo.callback(self._abort, begun["UploadId"])
            parts = self._send_all(body, begun["UploadId"], _one_at_a_time(on_bytes))
            with self.ask("CompleteMultipartUpload"):
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

    def _send_all(self, body: Body, upload: str, on_bytes: OnBytes) -> list[CompletedPartTypeDef]:
        stop = Event()
        sent: list[CompletedPartTypeDef] = []
        running: set[Future[CompletedPartTypeDef]] = set()
        with ThreadPoolExecutor(PARALLEL, thread_name_prefix="feedpub-part") as pool, ExitStack() as undo:
            undo.callback(pool.shutdown, wait=False, cancel_futures=True)
            undo.callback(stop.set)
            for number, data in enumerate(pieces(body), start=1):
                running.add(pool.submit(self._send, upload, number, Sending(data, on_bytes, stop), data))
                if len(running) == PARALLEL:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    sent += [part.result() for part in done]
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                sent += [part.result() for part in done]
            undo.pop_all()
        return sorted(sent, key=lambda part: part["PartNumber"])

    def _send(self, upload: str, number: int, sending: Sending, data: bytes) -> CompletedPartTypeDef:
        proof: dict[str, Any] = checksum(data, aws=is_aws(self.client))
        with self.ask("UploadPart"):
            answer = self.client.upload_part(
                Bucket=self.bucket, Key=self.key, UploadId=upload, PartNumber=number, Body=sending, **proof
            )
        part: CompletedPartTypeDef = {"PartNumber": number, "ETag": answer["ETag"]}
        if "ChecksumSHA256" in proof:
            part["ChecksumSHA256"] = proof["ChecksumSHA256"]
        return part

    def _abort(self, upload: str) -> None:
        with suppress(StorageError), self.ask("AbortMultipartUpload"):
            self.client.abort_multipart_upload(Bucket=self.bucket, Key=self.key, UploadId=upload)

    def _abort_abandoned(self) -> None:
        """Abort what killed runs began for this very key; nobody but us uses it.

        Only now, when the object is there: a publisher who is sending the same bytes at this moment is then refused,
        reads them back, and is done. Before, two of them would abort each other. Without the permission to list
        uploads nothing is lost but some space.
        """
        with suppress(StorageError):
            with self.ask("ListMultipartUploads"):
                listing = self.client.list_multipart_uploads(Bucket=self.bucket, Prefix=self.key)
            for upload in listing.get("Uploads", []):
                if upload["Key"] == self.key:
                    self._abort(upload["UploadId"])


def part_size(size: int) -> int:
    """Bytes of each part of an object of `size` bytes, in whole MiB."""
    return max(PART, -(-size // MOST >> 20) << 20)


def pieces(body: Body) -> Iterator[bytes]:
    """The parts; raises `Changed` instead of giving the last one if the file is not the one that was measured."""
    wanted = part_size(body.size)
    held: list[bytes] = []
    room = wanted
    for chunk in body.checked():
        held.append(chunk[:room])
        room -= len(chunk)
        if room <= 0:
            rest = chunk[len(chunk) + room :]
            yield b"".join(held)
            held, room = [rest], wanted - len(rest)
    if last := b"".join(held):
        yield last


def _one_at_a_time(on_bytes: OnBytes) -> OnBytes:
    """Parts are sent by several threads; a listener hears them one after the other."""
    lock = Lock()

    def heard(count: int) -> None:
        with lock:
            on_bytes(count)

    return heard
