from . import helpdesk_after_sales_mixin
from . import helpdesk_after_sales_notice
from . import helpdesk_after_sales_notice_setting
from . import helpdesk_ticket
from . import helpdesk_ticket_team
