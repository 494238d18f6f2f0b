from . import helpdesk_ticket
from . import stock_picking
from . import stock_picking_mail
from . import stock_picking_tracking
from . import stock_picking_portal
