"""Datasette on one database, with our pages: a process that reads, and never writes."""

import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils import parse_metadata

from enrich.errors import ConfigError
from enrich.serve import plugin
from enrich.serve.addresses import STATIC, TABLES
from enrich.store.database import sql_folder

_STATIC_FOLDER = Path(__file__).parent / "static"
_PRINTS_TRACEBACKS = "datasette.handle_exception"  # for every slow query; our plugin has an answer of its own
_SETTINGS = {
    "sql_time_limit_ms": 5000,
    "facet_time_limit_ms": 200,
    "suggest_facets": False,  # metadata.yaml says which are worth their time
    "default_page_size": 50,
    "allow_download": False,
    "trace_debug": False,
}


def datasette_of(database: Path) -> Datasette:
    """Datasette with the tables of a database below `TABLES`, our pages, and the queries of ``db/metadata.yaml``.

    The database stays open to a run that writes at the same time: it is read as it is at each request.
    """
    if not pm.has_plugin(plugin.NAME):
        pm.register(plugin, plugin.NAME)
        pm.unregister(name=_PRINTS_TRACEBACKS)
    described = parse_metadata((sql_folder() / "metadata.yaml").read_text("utf-8"))
    name = TABLES.strip("/")
    metadata = described | {
        "databases": {name: described["databases"]["papers"]},
        "plugins": {plugin.NAME: {"database": str(database)}},
    }
    made = Datasette(metadata=metadata, settings=_SETTINGS, static_mounts=[(STATIC.strip("/"), str(_STATIC_FOLDER))])
    made.remove_database("_memory")
    made.add_database(Database(made, path=str(database.absolute()), is_mutable=True), name=name)
    return made


def serve(database: Path, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Answer until interrupted; ``ready`` is told the address. Port 0 takes one that is free.

    Raises ConfigError when the place is taken or does not exist.
    """
    with _listen(host, port) as listening:
        taken = listening.getsockname()[1]
        ready(f"http://{f'[{host}]' if ':' in host else host}:{taken}/")
        config = uvicorn.Config(datasette_of(database).app(), log_level="warning", lifespan="on", access_log=False)
        with suppress(KeyboardInterrupt):  # the usual end
            uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ConfigError(f"{host}:{port}: {reason}; choose another with --host and --port") from error
