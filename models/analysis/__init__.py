from . import helpdesk_after_sales_report
from . import helpdesk_after_sales_report_dashboard
from . import helpdesk_after_sales_product_report
from . import helpdesk_after_sales_report_demo
