from . import helpdesk_after_sales_tracking
from . import stock_return_picking
