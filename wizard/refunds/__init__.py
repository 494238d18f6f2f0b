from . import account_move_reversal
from . import account_move_reversal_approval
from . import account_move_reversal_at_once
from . import account_move_reversal_line
