"""How a type of ours is read from what an author typed, and what editors are told about it.

pydantic finds the methods of both by their names: so a type can be declared without loading pydantic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


class Reads:
    """Reads the text of a YAML scalar (or a Python value) before its type is looked at; raises what `refuse` makes."""

    __slots__ = ("read",)

    def __init__(self, read: Callable[[Any], object]) -> None:
        self.read = read

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:  # noqa: ANN401 - pydantic's protocol
        """The schema of the type, with the reading in front of it."""
        from pydantic_core import core_schema  # noqa: PLC0415 - whoever asks has loaded it

        return core_schema.no_info_before_validator_function(self.read, handler(source))


class JsonSchema:
    """What the JSON Schema for editors says of the type."""

    __slots__ = ("schema",)

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema

    def __get_pydantic_json_schema__(self, _core: Any, _handler: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
        """The same, as pydantic asks for it."""
        return dict(self.schema)
