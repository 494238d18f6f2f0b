from . import helpdesk_after_sales_rules
from . import helpdesk_after_sales_rules_refunds
from . import stock_return_picking
