# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common_field_service import FsmCommon, FsmTours


@tagged("post_install", "-at_install")
class TestFieldServiceTour(FsmTours, FsmCommon, HttpCase):
    # The tours are in the common class, where Odoo's runner does not look.
    allow_inherited_tests_method = True
