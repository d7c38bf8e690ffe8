"""Changes that the program itself makes to the files of a manual: never without keeping what was
there."""

from .mending import mend as mend
from .mending import mends as mends
from .splice import Splices as Splices
