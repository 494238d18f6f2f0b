"""What is there after a press: rows, states and mails, since a case began."""

import re
import socketserver
import threading

# Books of Odoo itself, which say nothing of the shop; and mails, which are deleted
# once they are sent: the post office counts them.
LEFT_OUT = re.compile(
    r"ir_|bus_|web_|website_|iap_|mail_mail$|mail_presence|res_users_|res_device"
)
STATES = {
    "account_move": "state",
    "helpdesk_after_sales_approval": "state",
    "helpdesk_after_sales_request": "state",
    "loyalty_card": "active",
    "project_task": "state",
    "repair_order": "state",
    "stock_move": "state",
    "stock_picking": "state",
}


class Watch:
    """Counts what came into the database since it was made."""

    def __init__(self, registry):
        self._registry = registry
        self._tables = sorted(
            model._table
            for model in registry.values()
            if not model._abstract
            and not model._transient
            and model._auto
            and not LEFT_OUT.match(model._table)
        )
        with registry.cursor() as cr:
            self._last = {table: self._get_last(cr, table) for table in self._tables}

    @staticmethod
    def _get_last(cr, table):
        cr.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"')
        return cr.fetchone()[0]

    def state(self):
        """Return how many rows there are of each kind, by their state."""
        found = {}
        with self._registry.cursor() as cr:
            for table, last in self._last.items():
                column = STATES.get(table, "NULL")
                cr.execute(
                    f'SELECT {column}::text, count(*) FROM "{table}" WHERE id > %s'
                    " GROUP BY 1",
                    [last],
                )
                for state, count in cr.fetchall():
                    found[f"{table} {state}" if state else table] = count
        return found


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
        self._say("220 here")
        to = []
        while line := self.rfile.readline().decode(errors="replace").strip():
            word = line[:4].upper()
            if word == "DATA":
                self._say("354 go on")
                id_ = self._read_id()
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
                break
            if line.lower().startswith(b"message-id:") and not id_:
                id_ = line.partition(b":")[2].decode().strip()
                if not id_:  # folded
                    id_ = self.rfile.readline().decode().strip()
        return id_

    def _say(self, line):
        self.wfile.write(f"{line}\r\n".encode())
