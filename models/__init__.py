# The abstract models come first, the others inherit them.
from . import helpdesk_after_sales_scope  # isort: skip
from . import helpdesk_after_sales_mixin  # isort: skip

from . import account_journal
from . import account_move
from . import account_move_line
from . import helpdesk_ticket
from . import helpdesk_ticket_coupon
from . import helpdesk_ticket_fsm
from . import helpdesk_ticket_refund
from . import helpdesk_ticket_repair
from . import helpdesk_ticket_return
from . import helpdesk_ticket_team
from . import helpdesk_ticket_team_coupon
from . import helpdesk_ticket_team_fsm
from . import ir_rule
from . import loyalty_card
from . import loyalty_history
from . import loyalty_program
from . import loyalty_rule
from . import mail_message
from . import portal_mixin
from . import product_template
from . import project_project
from . import project_task
from . import project_task_type
from . import project_task_worksheet
from . import project_worksheet_template
from . import project_worksheet_template_line
from . import repair_order
from . import res_company_fsm
from . import res_users
from . import sale_order
from . import sale_order_line
from . import stock_move
from . import stock_move_repair
from . import stock_picking
from . import stock_rule
