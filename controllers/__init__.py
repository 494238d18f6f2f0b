from . import portal

from . import field_service
