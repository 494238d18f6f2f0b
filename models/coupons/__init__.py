from . import helpdesk_ticket
from . import helpdesk_ticket_team
from . import loyalty_card
from . import loyalty_card_mail
from . import loyalty_history
from . import loyalty_program
from . import loyalty_rule
from . import sale_order_line
