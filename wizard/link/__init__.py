from . import helpdesk_after_sales_link
from . import helpdesk_after_sales_link_line
