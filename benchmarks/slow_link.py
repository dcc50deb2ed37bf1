"""A link of so many bits a second and so long a way, in front of a server on this machine."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PIECE = 16_384
"""Bytes that are sent on at a time."""

HEADER = 4096
"""Bytes that a request has at most before its body."""


@dataclass
class Link:
    """What it carries, and when."""

    rate: float
    """Bytes a second, of each direction."""

    delay: float
    """Seconds that a byte is on its way, in each direction."""

    address: str = ""
    """Where it begins: `http://127.0.0.1:PORT`."""

    sent: int = 0
    """Bytes that went up."""

    first: float = 0.0
    last: float = 0.0
    """When the first and the last piece of more than a header went up (`time.monotonic`)."""

    free: dict[str, float] = field(default_factory=dict)
    """Direction → when the line is free again."""

    def used(self) -> float:
        """The share of the link's rate that was used from the first large piece to the last."""
        return self.sent / ((self.last - self.first) * self.rate) if self.last > self.first else 0.0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: str) -> None:
        """Hand on what comes, at the link's rate, after its delay."""
        arriving: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=64)

        async def deliver() -> None:
            while True:
                due, data = await arriving.get()
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                if not data:
                    writer.close()
                    return
                writer.write(data)
                await writer.drain()

        delivering = asyncio.create_task(deliver())
        with suppress(ConnectionError):
            while data := await reader.read(PIECE):
                now = time.monotonic()
                start = max(now, self.free.get(way, 0.0))
                self.free[way] = start + len(data) / self.rate
                if way == "up" and len(data) > HEADER:
                    self.first = self.first or start
                    self.last = self.free[way]
                    self.sent += len(data)
                await asyncio.sleep(max(0.0, self.free[way] - now))
                await arriving.put((self.free[way] + self.delay, data))
        await arriving.put((time.monotonic() + self.delay, b""))
        with suppress(ConnectionError):
            await delivering


@contextmanager
def slow_link(port: int, *, megabits: float, milliseconds: float) -> Iterator[Link]:
    """A link to a port of this machine; `milliseconds` there and back."""
    link = Link(rate=megabits * 1e6 / 8, delay=milliseconds / 2000)
    loop = asyncio.new_event_loop()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.CancelledError):  # the end of the link, of which asyncio would write a traceback
            there, back = await asyncio.open_connection("127.0.0.1", port)
            both = link.carry(reader, back, "up"), link.carry(there, writer, "down")
            await asyncio.gather(*both, return_exceptions=True)

    server = loop.run_until_complete(asyncio.start_server(connected, "127.0.0.1", 0))
    link.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield link
    finally:
        asyncio.run_coroutine_threadsafe(_end_all(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end_all() -> None:
    """End what is still open: connections that somebody keeps for a next request."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
