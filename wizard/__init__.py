# The abstract popups come first, the others inherit them.
from . import helpdesk_after_sales_input  # isort: skip
from . import helpdesk_after_sales_popup  # isort: skip
from . import helpdesk_after_sales_order_popup  # isort: skip

from . import account_move_reversal
from . import account_move_reversal_line
from . import helpdesk_ticket_coupon_wizard
from . import helpdesk_ticket_customer_wizard
from . import helpdesk_ticket_repair_wizard
from . import helpdesk_ticket_task_wizard
from . import loyalty_generate_wizard
from . import project_task_reopen
from . import project_task_sign
from . import stock_return_picking
from . import stock_return_picking_line
