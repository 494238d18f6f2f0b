from . import helpdesk_after_sales_document
from . import helpdesk_ticket
from . import helpdesk_ticket_lists
