from . import helpdesk_after_sales_popup
from . import helpdesk_after_sales_request_decline
