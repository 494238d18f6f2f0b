from . import account_move_reversal
from . import account_move_reversal_amounts
from . import account_move_reversal_check
from . import account_move_reversal_approval
from . import account_move_reversal_at_once
from . import account_move_reversal_line
