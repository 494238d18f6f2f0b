from . import portal
from . import drafts
from . import ticket
