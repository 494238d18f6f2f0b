from . import stock_return_picking
from . import stock_return_picking_line
from . import stock_return_picking_notice
from . import stock_return_picking_approval
