from . import helpdesk_after_sales_reason
from . import stock_warehouse
from . import stock_move_line
from . import stock_move
from . import stock_picking
from . import stock_rule
