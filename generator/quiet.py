"""What libraries say to programmers does not reach those who use the manual."""

from __future__ import annotations

import logging
import sys
import warnings


def hush() -> None:
    """Lets no warning and no log of a library come out of this process, unless Python was asked for
    warnings."""
    logging.getLogger().addHandler(logging.NullHandler())
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
