"""Lists of places, as offices keep them → the common fields that each place fills in on its
sheets."""

from .table import read

__all__ = ["read"]
