from . import helpdesk_after_sales_approval
from . import helpdesk_after_sales_approval_decision
from . import helpdesk_after_sales_approval_popup
from . import helpdesk_after_sales_approval_demo
from . import helpdesk_ticket
from . import helpdesk_ticket_team
