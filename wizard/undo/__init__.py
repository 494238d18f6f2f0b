from . import helpdesk_after_sales_undo
