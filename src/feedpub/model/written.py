"""What authors write, as pydantic models: closed, frozen, one form each.

Show and episode are written out; the models of their elements are made of the elements' classes when a file has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, SupportsIndex, TypeVar, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    TypeAdapter,
    create_model,
    model_serializer,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError, ValidationError, core_schema

from feedpub.elements import element
from feedpub.elements.element import Declared
from feedpub.scalars import When, refuse

S = TypeVar("S", bound=Sequence[object])
T = TypeVar("T")


def docs_name(model: type[Any]) -> str:
    """The name of a model in docs and in the JSON Schema: `Chapter`, of `ChapterEntry`."""
    return model.__name__.removesuffix("Entry")


class Written(BaseModel):
    """A mapping that an author writes: no other keys, never changed after it was read."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        use_attribute_docstrings=False,
        defer_build=True,
        model_title_generator=docs_name,
    )

    example: ClassVar[str]
    """How to write one, for messages."""

    short: ClassVar[str] = ""
    """The field that a single text is, where the mapping has a short form (`- Ada Lovelace`)."""

    stays_short: ClassVar[bool] = False
    """Whether digests know it as the single text where nothing else is written: it was no mapping once."""

    declared_by: ClassVar[type[Any] | None] = None
    """The element's class that the model was made of."""

    def __reduce_ex__(self, protocol: SupportsIndex) -> str | tuple[Any, ...]:
        """Of a model that was made of an element, pickle by what it was made: no module holds the model itself."""
        if self.declared_by is None:
            return super().__reduce_ex__(protocol)
        return _blank, (self.declared_by, type(self).__name__), self.__getstate__()

    @classmethod
    def expanded(cls, text: str) -> dict[str, str]:
        """The long form of a single text."""
        return {cls.short: text}

    @model_validator(mode="before")
    @classmethod
    def _long_form(cls, value: object) -> object:
        """Expand the short form, so that there is one way to read the rest."""
        if isinstance(value, str) and cls.short:
            return cls.expanded(value)
        if not isinstance(value, Mapping | cls):
            what = "a list" if isinstance(value, list | tuple) else "one value"
            raise refuse(f"is {what}; {cls.example} is wanted here", f"write {cls.example}")
        return value


class ShortWritten(Written):
    """A mapping in a field that was a single text once: with no more than that in it, it is dumped as that text."""

    stays_short = True

    @model_serializer(mode="wrap")
    def _short_form(self, dump: SerializerFunctionWrapHandler) -> object:
        values = dump(self)
        return values[self.short] if isinstance(values, dict) and values.keys() == {self.short} else values


def listed(value: object) -> object:
    """A list as the author wrote it; a single text becomes a list of one."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Mapping):
        raise refuse("is a mapping; a list is wanted here", "begin each entry with `- `")
    return tuple(value) if isinstance(value, list) else value


def _not_empty(values: S) -> S:
    if not values:
        raise refuse("is an empty list", "write at least one, or delete it")
    return values


some = AfterValidator(_not_empty)
"""A list that must not be empty."""


# --- models of elements


def written_model(cls: type[Any], name: str) -> type[Written]:
    """The model of an element's class: its fields, with what `check` refuses; `name` is what docs call it."""
    if (cls, name) not in _MODELS:
        _MODELS[cls, name] = _made(cls, name)
    return _MODELS[cls, name]


_MODELS: dict[tuple[type[Any], str], type[Written]] = {}


def _made(cls: type[Any], name: str) -> type[Written]:
    checks: dict[str, Any] = {"check": model_validator(mode="after")(_checked(cls))} if hasattr(cls, "check") else {}
    base: type[Written] = ShortWritten if getattr(cls, "stays_short", False) else Written
    made = create_model(
        name,
        __base__=base,
        __doc__=cls.__doc__,
        __module__=cls.__module__,
        __validators__=checks,
        **{
            **(element_fields(cls.holds) if hasattr(cls, "holds") else {}),
            **{field.name: _model_field(field, cls, name) for field in element.fields_of(cls)},
        },
    )
    made.example, made.short, made.declared_by = cls.example, getattr(cls, "short", ""), cls
    made.model_config["json_schema_extra"] = getattr(cls, "schema", None)
    made.model_rebuild(force=True, _types_namespace={name: made})
    return made


def _blank(cls: type[Any], name: str) -> Written:
    """A value of an element's model, for pickle to fill."""
    model = written_model(cls, name)
    return model.__new__(model)


def _checked(cls: type[Any]) -> Callable[[Any], Any]:
    def check(self: Any) -> Any:  # noqa: ANN401 - any model
        raise_all(list(cls.check(self)))
        return self

    return check


def raise_all(refused: list[Exception]) -> None:
    """Raise all refusals as one error; without any, nothing is raised."""
    if len(refused) == 1:
        raise refused[0]
    if refused:
        details = [detail for error in refused for detail in _details(error)]
        raise ValidationError.from_exception_data("", details)


def _details(error: Exception) -> Iterator[Any]:
    if isinstance(error, ValidationError):
        for one in error.errors():
            kind = PydanticCustomError(one["type"], "{message}", one["ctx"]) if "ctx" in one else one["type"]
            yield {"type": kind, "loc": one["loc"], "input": ""}
    else:
        yield {"type": error, "loc": (), "input": ""}


def _model_field(field: element.Field, cls: type[Any], name: str) -> Any:  # noqa: ANN401 - as `create_model` takes it
    annotation = _written_type(field, cls, name)
    extra: dict[str, Any] | None = {"minItems": field.least} if field.least else None
    examples = list(field.examples) or None
    if field.required:
        return annotation, Field(examples=examples, json_schema_extra=extra)
    default = field.default if not isinstance(field.default, dict) else None
    if isinstance(field.default, dict):
        return annotation, Field(default_factory=dict, examples=examples)
    return annotation, Field(default=default, examples=examples, json_schema_extra=extra)


def _written_type(field: element.Field, cls: type[Any], name: str) -> Any:  # noqa: ANN401 - a type
    """What authors write: the text of a moment, the models of elements that are inside."""
    if field.is_moment:
        return When | None if not field.required else When
    plain = get_args(field.type)[0] if get_origin(field.type) is Annotated else field.type
    if get_origin(plain) is not tuple:
        inner = model_of(element.of(field.inner)) if field.inner else None
        inner = written_model(field.entry, docs_name(field.entry)) if field.entry else inner
        return field.type if inner is None else inner if field.required else inner | None
    one = get_args(plain)[0]
    inside: Any = name if one is cls else model_of(element.of(field.inner)) if field.inner else one
    many = Annotated[tuple[inside, ...], BeforeValidator(listed)]
    return Annotated[many, some] if field.least else many


def model_of(declared: Declared) -> type[Written]:
    """The model of what authors write for an element."""
    return written_model(declared.written, declared.cls.__name__)


# --- the fields of elements


class ElementValues:
    """The field of an element: its model is made when a file has it."""

    def __init__(self, declared: Declared, *, many: bool | None = None) -> None:
        self.declared = declared
        self.many = declared.many if many is None else many

    def read(self, value: object) -> Any:  # noqa: ANN401 - one model, or several
        """What an author wrote."""
        return _adapter(self.declared, many=self.many).validate_python(value)

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> core_schema.CoreSchema:  # noqa: ANN401
        """A function that makes the model when it is first called."""
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, _core: Any, handler: Any) -> Any:  # noqa: ANN401 - pydantic's protocol
        """The whole of it, for editors."""
        several = handler(_adapter(self.declared, many=True).core_schema)
        return several if self.many else several["items"]  # a model alone would stand here instead of in `$defs`


def refusal(read: Callable[[], object]) -> tuple[tuple[int | str, ...], str] | None:
    """The first thing that is refused while something is read: the path to it, and why; None if nothing is."""
    try:
        read()
    except ValidationError as error:
        first = error.errors()[0]
        if first["type"] == "missing":
            return first["loc"], "is missing"
        return first["loc"], str(first.get("ctx", {}).get("message") or first["msg"].lower())
    except PydanticCustomError as error:
        return (), str((error.context or {}).get("message") or error)
    return None


@cache
def _adapter(declared: Declared, *, many: bool) -> TypeAdapter[Any]:
    model: Any = model_of(declared)
    if not many:
        return TypeAdapter(model)
    values = Annotated[tuple[model, ...], BeforeValidator(listed)]
    return TypeAdapter(Annotated[values, AfterValidator(_all_checked(declared))])


def _all_checked(declared: Declared) -> Callable[[T], T]:
    def check(values: T) -> T:
        if hasattr(declared.written, "check_all"):
            raise_all(list(declared.written.check_all(values)))
        return values

    return check


def element_fields(place: str) -> dict[str, Any]:
    """The fields of all elements that authors may write in a channel, an item or a live item."""
    return {
        name: (Annotated[Any, ElementValues(declared)], () if declared.many else None)
        for name, declared in element.at(place).items()
    }


def element_of(field: FieldInfo) -> Declared | None:
    """The element whose values a field holds; None for all other fields."""
    return next((one.declared for one in field.metadata if isinstance(one, ElementValues)), None)


def model_in(field: FieldInfo) -> type[Written] | None:
    """The model of the mapping that a field holds, in a list or not."""
    return next((found for part in (*field.metadata, field.annotation) if (found := _model_in(part))), None)


def _model_in(annotation: object) -> type[Written] | None:
    if isinstance(annotation, ElementValues):
        return model_of(annotation.declared)
    if isinstance(annotation, type) and issubclass(annotation, Written):
        return annotation
    parts = (*get_args(annotation), *getattr(annotation, "__metadata__", ()))
    return next((found for part in parts if (found := _model_in(part))), None)


if TYPE_CHECKING:

    class ChannelElements(Written):
        """The elements that a show may have, a field each."""

        def __getattr__(self, name: str) -> Any: ...  # noqa: ANN401 - whatever element it is

    class ItemElements(Written):
        """The elements that an episode may have, a field each."""

        def __getattr__(self, name: str) -> Any: ...  # noqa: ANN401 - whatever element it is

else:
    ChannelElements = create_model("ChannelElements", __base__=Written, **element_fields(element.CHANNEL))
    """The elements that a show may have, a field each."""

    ItemElements = create_model("ItemElements", __base__=Written, **element_fields(element.ITEM))
    """The elements that an episode may have, a field each."""
