from . import helpdesk_ticket
from . import helpdesk_ticket_team
from . import web_tour_tour
