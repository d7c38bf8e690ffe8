"""Changes that the program itself makes to the files of a manual: never without keeping what was
there."""

from .adding import add as add
from .approving import approve as approve
from .approving import named as named
from .approving import record as record
from .edition import issue as issue
from .edition import must_follow as must_follow
from .meant import Meant as Meant
from .mending import mend as mend
from .mending import mends as mends
from .renaming import rename as rename
from .splice import Splices as Splices
from .wanted import Wanted as Wanted
