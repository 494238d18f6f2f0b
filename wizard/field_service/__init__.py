from . import helpdesk_ticket_task_wizard
from . import project_task_reopen
from . import project_task_sign
