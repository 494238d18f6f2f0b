from . import portal_fsm
