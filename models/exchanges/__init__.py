from . import helpdesk_ticket_bought
from . import stock_move
from . import stock_picking
from . import stock_rule
from . import stock_picking_overview
from . import stock_picking_analysis
