from . import helpdesk_after_sales_order_popup
