import getpass
import logging
import socket
from collections.abc import Callable

from dateline.desk.pool import StorePool
from dateline.desk.service import Desk
from dateline.errors import UsageError
from dateline.web.gate import LocalGate

LOOPBACK = "127.0.0.1"


def serve_locally(place: str, *, port: int, opened: Callable[[str], None]) -> None:
    """Serve the desk of a project on this machine alone, until it is stopped.

    Args:
        place: a project.
        port: 0 for any that is free.
        opened: called with the address, which carries the token, as soon as it answers.

    Raises:
        UsageError: the packages of the desk are not installed, or the port is taken.
        ProjectError: the project cannot be used.
    """
    try:
        import uvicorn

        from dateline.web.app import create_app
    except ImportError as error:
        raise UsageError(f"the desk needs {error.name}; install it with `pip install 'dateline[desk]'`") from None
    pool = StorePool(place)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError as error:
        pool.close()
        raise UsageError(f"the port {port} cannot be used ({error.strerror}); name another with --port") from None
    port = listener.getsockname()[1]
    gate = LocalGate(name=getpass.getuser(), hosts=frozenset({f"{LOOPBACK}:{port}", f"localhost:{port}"}))
    app = create_app(Desk(pool), gate)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, server_header=False))
    listener.listen(128)
    opened(f"http://{LOOPBACK}:{port}/?token={gate.token}")
    server.run(sockets=[listener])
