"""The two long-running processes: the web server and the worker."""

from granian import Granian
from granian.constants import Interfaces


def serve(*, host: str, port: int, threads: int, workers: int = 1) -> int:
    """Serve the pages and the API until stopped; returns 0."""
    server = Granian(
        "citycard.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_access=False,
        log_level="warning",
    )
    server.serve()
    return 0


def work(*, once: bool) -> int:
    """Do the jobs until stopped, or, with `once`, those that are waiting now; done jobs are forgotten. Returns 0."""
    from procrastinate.contrib.django import app  # Django is ready by now; the web server's parent never needs it

    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(wait=not once, delete_jobs="successful", concurrency=1)
    return 0
