"""How objects are served: for how long they may be kept, and where `feedpub serve` answers."""

from __future__ import annotations

IMMUTABLE = "public, max-age=31536000, immutable"
"""Keys that hold their digest: other bytes get another key (RFC 8246)."""

SHORT = "public, max-age=300"
"""Feed and pages: what changes under its address. Apps poll more seldom; a new episode is seen within minutes."""

PRIVATE = "private, no-store"
"""State: no cache on the way may keep it."""

SERVE_PORT = 8910
"""Where `feedpub serve` listens by default."""

SERVE_BASE = f"http://127.0.0.1:{SERVE_PORT}/"
"""Public address of a directory target that declares none: where `feedpub serve` answers by default."""
