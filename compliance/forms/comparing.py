"""What a comparison is asked beside the moment, as an address says it; pages and API read alike."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from compliance.dashboard.comparison import WhatIf
from compliance.scoring import By, Thresholds

DECIMAL = re.compile(r"(0|1|0?[.,]\d{1,4}|[01][.,]\d{1,4})", re.ASCII)
LONGEST_SILENCE = 3650
LIMITS = ("full", "high", "partial")


@dataclass(frozen=True, slots=True)
class Question:
    """What the address asks beside the moment; what cannot be read is said and left out."""

    by: By
    what_if: WhatIf
    fields: dict[str, str]  # as written, where they could be read
    errors: tuple[str, ...]


def read_question(address: Mapping[str, str]) -> Question:
    """What cannot be read is said and left out."""
    errors: list[str] = []
    fields: dict[str, str] = {}
    by = By.SIDE
    if (text := address.get("by", "")) in (By.SIDE, By.PARTY):
        by = By(text)
        fields["by"] = text
    elif text:
        errors.append(_("There is no “%(text)s” to compare by. Shown are sides.") % {"text": text})
    what_if = WhatIf(
        thresholds=_thresholds(address, fields, errors),
        progress=_progress(address, fields, errors),
        silence=_silence(address, fields, errors),
    )
    return Question(by, what_if, fields, tuple(errors))


def _thresholds(
    address: Mapping[str, str], fields: dict[str, str], errors: list[str]
) -> Thresholds | None:
    texts = {name: address.get(name, "").strip() for name in LIMITS}
    if not any(texts.values()):
        return None
    if not all(DECIMAL.fullmatch(text) for text in texts.values()):
        errors.append(
            _("Write all three thresholds as numbers from 0 to 1, as 0.75. Shown are the regime’s.")
        )
        return None
    full, high, partial = (_fraction(texts[name]) for name in LIMITS)
    if not 1 >= full >= high >= partial >= 0:
        errors.append(
            _("Thresholds go down from full over high to partial. Shown are the regime’s.")
        )
        return None
    fields.update(texts)
    return Thresholds(full, high, partial)


def _progress(address: Mapping[str, str], fields: dict[str, str], errors: list[str]) -> int | None:
    text = address.get("progress", "").strip()
    if not text:
        return None
    value = _fraction(text) * 100 if DECIMAL.fullmatch(text) else None
    if value is None or value.denominator != 1 or not 0 <= value <= 100:
        errors.append(
            _("“%(text)s” is no value of “in progress”: write 0 to 1 with two decimals, as 0.35.")
            % {"text": text}
        )
        return None
    fields["progress"] = text
    return int(value)


def _silence(
    address: Mapping[str, str], fields: dict[str, str], errors: list[str]
) -> tuple[int | None, ...]:
    text = address.get("silence", "").strip()
    if not text:
        return ()
    if text == "never":
        fields["silence"] = text
        return (None,)
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or int(text) > LONGEST_SILENCE:
        errors.append(
            _("“%(text)s” is no silence period: write days from 0 to %(most)s, or never.")
            % {"text": text, "most": LONGEST_SILENCE}
        )
        return ()
    fields["silence"] = text
    return (int(text),)


def _fraction(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))
