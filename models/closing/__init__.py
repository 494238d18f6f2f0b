from . import helpdesk_ticket
from . import helpdesk_ticket_refusal
from . import helpdesk_ticket_ask
from . import helpdesk_ticket_team
from . import loyalty_card
