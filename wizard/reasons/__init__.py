from . import helpdesk_after_sales_popup
