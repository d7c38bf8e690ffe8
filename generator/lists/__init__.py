"""Lists of places, as offices keep them → the common fields that each place fills in on its
sheets."""

from .table import MOST, MOST_ORDERED, read

__all__ = ["MOST", "MOST_ORDERED", "read"]
