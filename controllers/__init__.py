from . import mail_thread
from . import portal

from . import field_service
from . import my_ticket
from . import ratings
from . import requests
from . import visit_slots
