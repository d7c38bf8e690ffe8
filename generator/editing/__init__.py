"""Changes that the program itself makes to the files of a manual: never without keeping what was
there."""

from .adding import add as add
from .meant import Meant as Meant
from .renaming import rename as rename
from .spaces import mend_spaces as mend_spaces
from .splice import Splices as Splices
from .wanted import Wanted as Wanted
