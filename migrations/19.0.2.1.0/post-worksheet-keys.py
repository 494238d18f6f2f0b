# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The options of a worksheet's line were one text; they become records."""

import logging
import re
from hashlib import sha256

from odoo import SUPERUSER_ID, api
from odoo.tools.sql import column_exists

_logger = logging.getLogger(__name__)

MODULE = "helpdesk_mgmt_after_sales"
# As the options were split until now.
SEPARATORS = re.compile(r"[,،;؛\n]+")
# The lines that come with the addon, with their options. They had no external ids, by
# which their translations find them.
SHIPPED = {
    "repair": {
        "Diagnosis": (),
        "Serial number": (),
        "Fault found": (),
        "Cause": (
            "Wear",
            "Wrong use",
            "Defective part",
            "Installation",
            "Unknown",
        ),
        "Work": (),
        "Work done": (),
        "Parts replaced": (
            "Motor",
            "Pump",
            "Valve",
            "Filter",
            "Cable",
            "Electronics",
            "Other",
        ),
        "Working time (hours)": (),
        "Product works again": (),
        "Next visit needed by": (),
    },
    "installation": {
        "Installation": (),
        "Product installed": (),
        "Serial number": (),
        "Place": (),
        "Installed on": (),
        "Checks": (),
        "Safety check passed": (),
        "Customer instructed": (),
        "Documents handed over": ("Manual", "Warranty card", "Test report"),
        "Remarks": (),
    },
}


def migrate(cr, version):
    if not column_exists(cr, "project_worksheet_template_line", "options"):
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    make_choices(env)
    name_shipped(env)
    # Odoo leaves the column of a field that is not stored any more.
    cr.execute("ALTER TABLE project_worksheet_template_line DROP COLUMN options")


def make_choices(env):
    """Make a choice of each option, with the key that the answers already have."""
    env.cr.execute(
        "SELECT id, options FROM project_worksheet_template_line"
        " WHERE options IS NOT NULL ORDER BY id"
    )
    vals_list = [
        {
            "line_id": line_id,
            "sequence": sequence,
            "name": label,
            # It was made of the label.
            "key": sha256(label.encode()).hexdigest()[:16],
        }
        for line_id, options in env.cr.fetchall()
        for sequence, label in enumerate(
            dict.fromkeys(
                filter(None, (label.strip() for label in SEPARATORS.split(options)))
            )
        )
    ]
    env["project.worksheet.template.choice"].create(vals_list)
    _logger.info("%s choice(s) of worksheets keep their answers.", len(vals_list))


def name_shipped(env):
    """Give the lines and choices of our templates, where they are as they came, the
    external ids that they have in a new database."""
    for template_name, labels in SHIPPED.items():
        template = env.ref(
            f"{MODULE}.worksheet_template_{template_name}", raise_if_not_found=False
        )
        if not template:
            continue
        lines = {line.name: line for line in template.line_ids}
        for label, options in labels.items():
            if label not in lines:
                continue
            name = f"{template_name}_{slug(label)}"
            named = {f"worksheet_line_{name}": lines[label]}
            choices = {choice.name: choice for choice in lines[label].choice_ids}
            for option in options:
                if option in choices:
                    named[f"worksheet_choice_{name}_{slug(option)}"] = choices[option]
            env["ir.model.data"]._update_xmlids(
                [
                    {"xml_id": f"{MODULE}.{xml_id}", "record": record, "noupdate": True}
                    for xml_id, record in named.items()
                ]
            )


def slug(label):
    return re.sub(r"\W+", "_", label.lower()).strip("_")
