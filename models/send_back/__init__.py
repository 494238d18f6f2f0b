from . import helpdesk_ticket_team
from . import product_product_delivery
from . import repair_order
from . import repair_order_overview
from . import stock_move
from . import stock_picking
from . import stock_picking_notice
from . import stock_picking_overview
