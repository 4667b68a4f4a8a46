"""The one place where an exact figure gets rounded."""

from decimal import Decimal
from fractions import Fraction

PLACES = 3


def rounded(value: Fraction, places: int = PLACES) -> Decimal:
    """A figure to so many decimal places; a half goes away from zero ("half up").

    Calculated in integers: neither the value nor the result passes through a float.
    """
    scale = 10**places
    numerator, denominator = abs(value.numerator), value.denominator
    units = (2 * numerator * scale + denominator) // (2 * denominator)
    return Decimal(-units if value < 0 else units).scaleb(-places)
