# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Signatures were columns of the task; they become records."""

# Before the new code is loaded: it would take tasks without signature records for
# unsigned. Odoo takes over the table as it is; the columns of the task that it keeps,
# with who signed when, are right already.
CREATE = """
    CREATE TABLE project_task_signature (
        id serial PRIMARY KEY,
        task_id integer,
        signer varchar,
        signed_by varchar,
        role varchar,
        signed_on timestamp,
        snapshot jsonb,
        hash varchar,
        create_uid integer,
        create_date timestamp,
        write_uid integer,
        write_date timestamp
    )
"""
# Those who could sign were customers. What the hash is made of stays as it is.
INSERT = """
    INSERT INTO project_task_signature (
        task_id, signer, signed_by, role, signed_on, snapshot, hash,
        create_uid, create_date, write_uid, write_date
    )
    SELECT
        id, 'customer', worksheet_signed_by, worksheet_signed_role,
        worksheet_signed_on, worksheet_snapshot, worksheet_hash,
        1, worksheet_signed_on, 1, worksheet_signed_on
    FROM project_task
    WHERE worksheet_hash IS NOT NULL
    ORDER BY worksheet_signed_on, id
"""
# The image is the same file, of another record.
MOVE_IMAGES = """
    UPDATE ir_attachment attachment
    SET res_model = 'project.task.signature',
        res_field = 'signature',
        res_id = signature.id
    FROM project_task_signature signature
    WHERE attachment.res_model = 'project.task'
        AND attachment.res_field = 'worksheet_signature'
        AND attachment.res_id = signature.task_id
"""
# Odoo leaves the column of a field that is not stored any more.
DROP = "ALTER TABLE project_task DROP COLUMN worksheet_snapshot"


def migrate(cr, version):
    for query in (CREATE, INSERT, MOVE_IMAGES, DROP):
        cr.execute(query)
