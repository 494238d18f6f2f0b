# The abstract model comes first, the others inherit it.
from . import helpdesk_after_sales_return_window  # isort: skip

from . import helpdesk_ticket_bought
from . import product_category
from . import product_product
from . import product_template
from . import res_company
from . import stock_move
