from . import helpdesk_ticket_bought
from . import product_category
from . import product_product
from . import product_template
from . import res_company
from . import stock_move
