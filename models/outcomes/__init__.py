from . import account_move
from . import helpdesk_after_sales_reason
from . import helpdesk_ticket_demo
from . import helpdesk_ticket_team
from . import stock_move
from . import stock_move_follow_up
from . import stock_picking
from . import stock_picking_chain
