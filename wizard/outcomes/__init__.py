from . import account_move_reversal
from . import helpdesk_ticket_repair_wizard
from . import stock_return_picking
from . import stock_return_picking_line
from . import stock_return_picking_replace
from . import stock_return_picking_line_replace
