"""The witness's HTTP service: one address, `POST /add-checkpoint`, as C2SP's tlog-witness says.

It serves plain HTTP on the address it is given; TLS is the business of whatever stands before it.
"""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from referral.kernel.clock import Clock
from referral.kernel.ledger.signed_notes import MOST_BYTES
from referral.kernel.ledger.witness import Witness, WitnessRefused

PATH = "/add-checkpoint"
WAITING_SECONDS = 10
SIZE_TYPE = "text/x.tlog.size"


def server_of(witness: Witness, clock: Clock, host: str, port: int) -> ThreadingHTTPServer:
    """Make the service of a witness; the caller serves and closes it."""

    class Handler(BaseHTTPRequestHandler):
        """Reads one request, asks the witness, answers."""

        timeout = WAITING_SECONDS
        server_version, sys_version = "witness", ""

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if self.path != PATH:
                self._say(HTTPStatus.NOT_FOUND, "Ask at /add-checkpoint.\n")
            elif not length.isdigit() or int(length) > MOST_BYTES:
                self._say(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "A request is at most 64 KiB.\n")
            else:
                self._answer(self.rfile.read(int(length)).decode("utf-8", "replace"))

        def _answer(self, text: str) -> None:
            try:
                self._say(HTTPStatus.OK, f"{witness.cosign(text, clock)}\n")
            except WitnessRefused as refused:
                if refused.known_size is None:
                    self._say(refused.status, f"{refused}\n")
                else:
                    self._say(refused.status, f"{refused.known_size}\n", SIZE_TYPE)

        def _say(self, status: int, text: str, kind: str = "text/plain; charset=utf-8") -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: what was cosigned stands in the state."""

    return ThreadingHTTPServer((host, port), Handler)
