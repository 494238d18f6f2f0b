# The abstract popups come first, the others inherit them.
from . import helpdesk_after_sales_input  # isort: skip
from . import helpdesk_after_sales_popup  # isort: skip
from . import notices  # isort: skip
from . import limits  # isort: skip
from . import reasons  # isort: skip
from . import approvals  # isort: skip
from . import requests  # isort: skip
from . import helpdesk_after_sales_order_popup  # isort: skip

from . import helpdesk_ticket_customer_wizard
from . import mail_compose_message

from . import bought  # isort: skip
from . import refunds
from . import fees
from . import coupons
from . import returns
from . import rules
from . import exchanges
from . import repairs
from . import field_service
from . import outcomes
from . import carriers
from . import undo
from . import link
