# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager


@contextmanager
def undone(env):
    """Undo what the block does, as a request that fails is undone.

    The environments that it makes go, too: Odoo looks through all there are for each
    one that is asked for. No record of theirs may be used afterwards.
    """
    env.flush_all()
    envs = env.transaction.envs
    before = list(envs)
    savepoint = env.cr.savepoint(flush=False)
    try:
        yield
    finally:
        env.clear()
        savepoint.close(rollback=True)
        envs.clear()
        envs.update(before)
        env.transaction.reset()
