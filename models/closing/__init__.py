from . import helpdesk_ticket
from . import helpdesk_ticket_ask
from . import helpdesk_ticket_team
