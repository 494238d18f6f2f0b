from . import helpdesk_after_sales_rules
from . import stock_return_picking
