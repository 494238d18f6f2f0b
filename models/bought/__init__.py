from . import helpdesk_ticket
from . import helpdesk_ticket_actions
from . import sale_order
from . import sale_order_line
