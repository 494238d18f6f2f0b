from . import helpdesk_ticket
from . import helpdesk_ticket_team
from . import stock_move
from . import stock_picking
from . import stock_picking_notice
from . import stock_picking_return
from . import stock_picking_overview
from . import stock_picking_analysis
