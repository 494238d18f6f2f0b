# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_visit_slots import SlotsPortalCommon, SlotsTours


@tagged("post_install", "-at_install")
class TestVisitSlotsTour(SlotsTours, SlotsPortalCommon):
    # The tours are in the common class, where Odoo's runner does not look.
    allow_inherited_tests_method = True
