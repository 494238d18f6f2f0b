"""The works that are measured, a file for each kind, in the order they are told in."""

from . import tickets
from . import overview
from . import popups
from . import coupons
from . import tasks
from . import repairs
from . import records
from . import lists
