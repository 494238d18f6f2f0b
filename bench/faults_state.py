"""What is there after a press: rows, what they say, and mails, since a case began."""

import re
import socketserver
import threading
from collections import Counter
from contextlib import suppress

# Books of Odoo itself, which say nothing of the shop; and mails, which are deleted
# once they are sent: the post office counts them.
LEFT_OUT = re.compile(
    r"ir_|bus_|web_|website_|iap_|mail_mail$|mail_presence|res_users_|res_device"
    # What lies at one place is one row, whoever brought it; its moves are counted.
    r"|stock_quant$"
)
# Whether its mail is on its way; that it was sent, the post office tells.
ONLY_COUNTED = {"mail_notification"}
# Said by the clock; and changed once a mail is sent
NOT_TOLD = {"has_deadline_issue", "write_uid"}
# What is said by these does not change with what was there before.
WORDS = ("boolean", "selection")
NUMBERS = ("float", "monetary")


class Watch:
    """Tells what came into the database since it was made."""

    def __init__(self, registry):
        self._registry = registry
        self._models = {
            model._table: model
            for _name, model in sorted(registry.items())
            if not model._abstract
            and not model._transient
            and model._auto
            and not LEFT_OUT.match(model._table)
        }
        with registry.cursor() as cr:
            self._last = {table: self._get_last(cr, table) for table in self._models}

    @staticmethod
    def _get_last(cr, table):
        cr.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"')
        return cr.fetchone()[0]

    def state(self, tables=None):
        """Return how many rows there are of each kind, and how many say what.

        :param tables: of which; of all, by default
        """
        found = Counter()
        with self._registry.cursor() as cr:
            for table in tables or self._models:
                last = self._last[table]
                cr.execute(f'SELECT * FROM "{table}" WHERE id > %s', [last])
                for row in cr.dictfetchall():
                    found[table] += 1
                    if table not in ONLY_COUNTED:
                        said = self._tell(self._models[table], row)
                        found.update(f"{table}.{x}" for x in said)
        return dict(found)

    def get_question(self, table):
        """Return what asks whether a table is other than it is now."""
        before = self.state([table])
        return lambda: self.state([table]) != before

    def _tell(self, model, row):
        for name, value in row.items():
            field = model._fields.get(name)
            if field is None or value is None or name == "id" or name in NOT_TOLD:
                continue
            if field.type in WORDS:
                yield f"{name} {value}"
            elif field.type in NUMBERS and isinstance(value, float | int):
                yield f"{name} {value:g}"
            elif field.type == "many2one":
                table = self._registry[field.comodel_name]._table
                is_old = value <= self._last.get(table, 0)
                yield f"{name} {value if is_old else 'new'}"
            elif value:
                yield f"{name} set"


class PostOffice(socketserver.ThreadingTCPServer):
    """A mail server that keeps who got which message."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Connection)
        self.mails = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self):
        """Where it listens."""
        return self.server_address[1]


class _Connection(socketserver.StreamRequestHandler):
    def handle(self):
        with suppress(ConnectionError):  # who sent it is no more
            self._talk()

    def _talk(self):
        self._say("220 here")
        to = []
        while line := self.rfile.readline().decode(errors="replace").strip():
            word = line[:4].upper()
            if word == "DATA":
                self._say("354 go on")
                id_ = self._read_id()
                if id_ is None:
                    break
                self.server.mails += [(id_, who) for who in to]
                to = []
            elif word == "RCPT":
                to.append(line.partition(":")[2].strip(" <>").lower())
            self._say("221 bye" if word == "QUIT" else "250 ok")
            if word == "QUIT":
                break

    def _read_id(self):
        id_ = ""
        for line in iter(self.rfile.readline, b".\r\n"):
            if not line:
                return None
            if line.lower().startswith(b"message-id:") and not id_:
                id_ = line.partition(b":")[2].decode().strip()
                if not id_:  # folded
                    id_ = self.rfile.readline().decode().strip()
        return id_

    def _say(self, line):
        self.wfile.write(f"{line}\r\n".encode())
