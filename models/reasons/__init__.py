from . import helpdesk_after_sales_service
from . import helpdesk_after_sales_reason
from . import helpdesk_after_sales_mixin
from . import helpdesk_ticket
from . import helpdesk_ticket_team
