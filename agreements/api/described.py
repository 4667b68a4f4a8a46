"""How the API is described (OpenAPI): what each address takes, gives and may answer instead."""

from collections.abc import Iterator, Mapping
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter

from agreements.api.asking import Filter
from agreements.api.doors import Shelf
from agreements.api.problems import MEDIA_TYPE, TITLES, ProblemShape
from agreements.api.walking import MOST, USUAL
from agreements.api.writing import KEY, LONGEST_KEY, Act

READING = ("malformed", "not-authenticated", "forbidden", "not-found", "not-acceptable")
WRITING = ("busy", "key-used", "length-required", "too-large", "unsupported-media-type")
ALWAYS = ("method-not-allowed", "too-many-requests", "unexpected")


class Described(AutoSchema):
    """Reads what an address says of itself."""

    def get_override_parameters(self) -> list[Any]:
        view = self.view
        found: list[Any] = [_parameter(name, each) for name, each in self._asks().items()]
        if isinstance(view, Shelf):
            found += list(_shaping(view))
            if view.action == "list":
                found += list(_walking())
        if isinstance(view, Act) and self.method == "POST":
            found.append(
                OpenApiParameter(
                    KEY,
                    {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": LONGEST_KEY,
                        "pattern": "^[!-~]+$",
                    },
                    OpenApiParameter.HEADER,
                    description=(
                        "A key of your own, such as a UUID. The same request with the same key is "
                        "done once and answered alike for 30 days."
                    ),
                )
            )
        return found

    def _asks(self) -> Mapping[str, Filter]:
        view = self.view
        if isinstance(view, Shelf) and view.action != "list":
            return {}
        if isinstance(view, Act) and self.method == "POST":
            return {}
        return getattr(view, "asks", {})

    def get_request_serializer(self) -> Any:
        view = self.view
        if isinstance(view, Act):
            return view.takes if self.method == "POST" else None
        return super().get_request_serializer()

    def get_response_serializers(self) -> Any:
        view = self.view
        if isinstance(view, Act):
            return {str(view.status) if self.method == "POST" else "200": view.gives}
        if (gives := getattr(view, "tells", None)) is not None:
            return {"200": gives}
        return super().get_response_serializers()

    def get_auth(self) -> Any:
        """Who is not known reads what is published."""
        found = super().get_auth()
        return [*found, {}] if self.method == "GET" else found

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        return str(super().get_serializer_name(serializer, direction)).removesuffix("Shape")

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is not None:
            self._add_problems(operation["responses"])
        return operation

    def _add_problems(self, responses: dict[str, Any]) -> None:
        """Every answer that is none of what was asked."""
        problem: ResolvedComponent = self.resolve_serializer(ProblemShape, "response")
        kinds = READING + ALWAYS + (WRITING if self.method == "POST" else ())
        for kind in kinds:
            status, title = TITLES[kind]
            responses[str(status)] = {
                "description": str(title),
                "content": {MEDIA_TYPE: {"schema": problem.ref}},
            }
        if self.method == "GET":
            responses["304"] = {"description": "Nothing is new since the answer with this ETag."}


def _parameter(name: str, each: Filter) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        each.kind,
        description=each.says,
        enum=each.choices or None,
        required=each.required,
    )


def _shaping(view: Shelf) -> Iterator[OpenApiParameter]:
    shape = view.serializer_class
    yield OpenApiParameter(
        "fields", description="Tell only these fields, with commas: " + ", ".join(shape.names())
    )
    if shape.further:
        yield OpenApiParameter(
            "expand", description="Tell these too, with commas: " + ", ".join(shape.further)
        )


def _walking() -> Iterator[OpenApiParameter]:
    yield OpenApiParameter("cursor", description="Where to go on: from `next` of the answer before")
    yield OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
        description="How many at most",
    )


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The token in the description."""

    target_class = "agreements.api.tokens.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token made on your profile page: `Authorization: Bearer sosek_…`",
        }
