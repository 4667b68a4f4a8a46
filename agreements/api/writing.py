"""Writing through the API: find, ask, act, answer; and the same sent twice is done once."""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, ClassVar, cast

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from agreements.api.asking import refusal
from agreements.api.doors import Door
from agreements.api.problems import KeyUsed
from agreements.api.shape import Asked, Shape
from agreements.models import KeptAnswer, PartialDate, User
from sosek.ledger.writing import open_chain

KEY = "Idempotency-Key"
KEPT_FOR = timedelta(days=30)
LONGEST_KEY = 255
SPACE = uuid.UUID("6f0c1d3e-5c0b-4f58-9a54-0d3c2a6f5f2e")
"""In which the keys of programs become keys of records."""


class Said(serializers.Serializer[Any]):
    """What is sent. It says the shape alone; what it means is asked by the verb."""

    def to_internal_value(self, data: Any) -> Any:
        known = set(self.fields)
        names = [str(name).partition("[")[0] for name in data] if isinstance(data, Mapping) else []
        unknown = [name for name in names if name not in known]
        if unknown:
            sentence = _("There is no such field here.")
            raise ValidationError({name: [ErrorDetail(sentence, "unknown")] for name in unknown})
        return super().to_internal_value(data)


class PartialDay(serializers.CharField):
    """A date as far as it is known: 2010, 2010-03 or 2010-03-16."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation(data) or None

    def to_internal_value(self, data: Any) -> Any:
        text = super().to_internal_value(data)
        try:
            return PartialDate(text if text.isascii() else "")
        except ValueError:
            raise ValidationError(
                _("Write a year, a month or a day: 2010, 2010-03 or 2010-03-16.")
            ) from None


class Act(Door):
    """An address to which something is sent. It takes one shape and gives another; `find` knows
    the subject among what the asker may see, `ask` for whom they may act, `act` calls the verb."""

    takes: ClassVar[type[Said]]
    gives: ClassVar[type[Shape]]
    status: ClassVar[int] = 201

    def find(self, **where: Any) -> Any:
        """The subject; nothing that the asker may not see is there."""
        raise NotImplementedError

    def ask(self, subject: Any, said: Mapping[str, Any]) -> Any:
        """For whom the asker may do this; None: they may not."""
        raise NotImplementedError

    def act(self, subject: Any, actor: Any, said: dict[str, Any], key: uuid.UUID) -> Any:
        """Call the verb; what came of it."""
        raise NotImplementedError

    @property
    def writer(self) -> User:
        """Who acts. `MayWrite` lets nobody else so far."""
        return cast(User, self.request.user)

    def post(self, request: Request, **where: Any) -> Response:
        subject = self.find(**where)
        form = self.takes(data=request.data, context={"user": request.user, "subject": subject})
        raw = request.data if isinstance(request.data, Mapping) else {}
        actor = self.ask(subject, raw)
        if actor is None:
            raise PermissionDenied
        form.is_valid(raise_exception=True)
        said = dict(form.validated_data)

        def done(key: uuid.UUID) -> Any:
            return self.told(self.act(subject, actor, said, key))

        return once(request, self.status, done)

    def told(self, row: Any) -> Any:
        """What came of it as it is read afterwards."""
        rows = type(row)._default_manager.filter(pk=row.pk)
        (found,) = self.gives.read(rows, self.writer, Asked())
        return self.gives(found, context={"asked": Asked(), "request": self.request}).data


def once(request: Request, status: int, act: Callable[[uuid.UUID], Any]) -> Response:
    """Act and answer; under a key that was sent before, only answer as then. The lock of the ledger
    is taken before the key is looked for, so that two at once are heard one after the other."""
    name = _key(request)
    if not name:
        with transaction.atomic():
            return Response(act(uuid.uuid4()), status=status)
    asked, user = _fingerprint(request), cast(User, request.user)
    with transaction.atomic():
        open_chain()
        kept = KeptAnswer.objects.filter(user=user, key=name).first()
        if kept is not None and kept.fingerprint != asked:
            raise KeyUsed
        if kept is None:
            own = uuid.uuid5(SPACE, f"{user.pk} {name} {asked}")
            kept = _keep(user, name, asked, status, act(own))
    return Response(json.loads(kept.body), status=kept.status)


def _keep(user: User, name: str, asked: str, status: int, told: Any) -> KeptAnswer:
    now = timezone.now()
    KeptAnswer.objects.filter(kept_at__lt=now - KEPT_FOR).delete()
    body = JSONRenderer().render(told).decode()
    return KeptAnswer.objects.create(
        user=user, key=name, fingerprint=asked, status=status, body=body, kept_at=now
    )


def _key(request: Request) -> str:
    """The key that was sent, by its digest; nothing where none was."""
    said = request.headers.get(KEY)
    if said is None:
        return ""
    if not said or len(said) > LONGEST_KEY or not said.isascii() or not said.isprintable():
        raise refusal(KEY, _("A key is 1 to 255 printable characters, such as a UUID."))
    return hashlib.sha256(said.encode()).hexdigest()


def _fingerprint(request: Request) -> str:
    """What was asked, so that the same is known again: where to, and every field and file."""
    found = hashlib.sha256(f"{request.method} {request.path}".encode())
    for part in sorted(_parts(request.data)):
        found.update(hashlib.sha256(part.encode()).digest())
    return found.hexdigest()


def _parts(data: Any) -> Iterator[str]:
    if not hasattr(data, "lists"):
        yield json.dumps(data, sort_keys=True)
        return
    for name, values in data.lists():
        for place, value in enumerate(values):
            said = _digest(value) if isinstance(value, UploadedFile) else str(value)
            yield json.dumps([name, place, said])


def _digest(upload: UploadedFile) -> str:
    found = hashlib.sha256(repr(upload.name).encode())
    for chunk in upload.chunks():
        found.update(chunk)
    upload.seek(0)
    return found.hexdigest()
