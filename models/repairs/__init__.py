from . import helpdesk_ticket
from . import helpdesk_ticket_team
from . import product_product
from . import product_template
from . import repair_order
from . import stock_lot
from . import stock_move
from . import stock_picking
