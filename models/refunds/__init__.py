from . import account_cash_rounding
from . import account_journal
from . import account_move
from . import account_move_line
from . import account_move_name
from . import helpdesk_ticket
from . import helpdesk_ticket_team
