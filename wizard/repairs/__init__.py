from . import helpdesk_ticket_repair_wizard
from . import helpdesk_ticket_repair_wizard_order
from . import helpdesk_ticket_repair_wizard_notice
from . import helpdesk_ticket_repair_wizard_part
from . import helpdesk_ticket_repair_wizard_approval
