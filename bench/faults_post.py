"""A mail server, for what is sent while the servers of Odoo die."""

import socketserver
import threading
from contextlib import suppress


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
