import sys
import webbrowser

from dateline.web.serving import serve_locally


def run_desk(project: str, *, port: int, browser: bool) -> int:
    """Serve the desk of a project until Ctrl-C; return the exit status."""

    def opened(address: str) -> None:
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()
        sys.stderr.write("The desk is open at this address, for you alone; Ctrl-C closes it.\n")
        if browser:
            webbrowser.open(address)

    serve_locally(project, port=port, opened=opened)
    return 0
