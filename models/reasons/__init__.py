from . import helpdesk_after_sales_service
from . import helpdesk_after_sales_reason
