# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What tests draw at random is drawn from one number."""

import os
import random

# The same each time, so that a change is judged by itself; "random" draws others, and
# what a failure prints repeats them.
SEED = os.environ.get("AFTER_SALES_SEED") or "2026"
SEED = random.randrange(10**6) if SEED == "random" else int(SEED)
REPEAT = f"Repeat it with AFTER_SALES_SEED={SEED}"
