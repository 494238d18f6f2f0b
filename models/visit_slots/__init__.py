from . import project_project
from . import project_task
from . import project_task_file
from . import project_task_notes
from . import project_task_portal
from . import project_task_question
from . import res_users
