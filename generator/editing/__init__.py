"""Changes that the program itself makes to the files of a manual: never without keeping what was
there."""

from .spaces import mend_spaces as mend_spaces
from .splice import Splices as Splices
