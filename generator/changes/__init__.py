"""What an edition has changed since another: both as they are kept, compared record by record."""

from .compare import Change as Change
from .compare import Changes as Changes
from .compare import Kind as Kind
from .compare import compare as compare
from .taken import taken as taken
