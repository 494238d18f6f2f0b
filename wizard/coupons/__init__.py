from . import helpdesk_ticket_coupon_wizard
from . import helpdesk_ticket_coupon_wizard_approval
from . import helpdesk_ticket_coupon_wizard_share
from . import loyalty_generate_wizard
