from . import helpdesk_after_sales_mixin
from . import helpdesk_ticket
