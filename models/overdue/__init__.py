from . import helpdesk_ticket_team
from . import stock_picking
