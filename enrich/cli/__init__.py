"""The commands: one file each, found by folder and imported only when called.

Data goes to stdout, messages to stderr, and every error is one line with an exit code that means one thing (DESIGN §4).
"""

import gc
import os
import signal
import sqlite3
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules
from types import FrameType
from typing import NoReturn

import click

from enrich import __version__
from enrich.errors import EnrichError

EXIT_ERROR, EXIT_USAGE, EXIT_DEGRADED, EXIT_NOTHING, EXIT_INTERRUPTED = 1, 2, 3, 4, 130
_ORDER = (
    "run",
    "refresh",
    "update",
    "parse",
    "resolve",
    "review",
    "audit",
    "search",
    "show",
    "report",
    "render",
    "export",
    "serve",
    "catalogue",
    "eval",
    "doctor",
)


class Commands(click.Group):
    """Imports a command's file when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in the order of the work."""
        names = {module.name for module in iter_modules(__path__) if not module.name.startswith("_")} - {"output"}
        return sorted(names, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command in the file of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="enrich")
def cli() -> None:
    """Keep lists of papers alive.

    Reads Markdown lists of papers, finds out which paper each entry is, and keeps authors, dates and citation counts,
    with their history, in one SQLite database.

    Start with:  enrich run
    """


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code; whatever goes wrong is one line on stderr."""
    signal.signal(signal.SIGTERM, _interrupt)  # a timer that stops us is as polite as Ctrl-C
    # We make many values that stay and hardly a circle: a rare collection resolves 15 % more titles a second.
    gc.freeze()
    gc.set_threshold(50_000)
    verbose = "-v" in (sys.argv[1:] if args is None else args)
    try:
        code = cli.main(args=args, prog_name="enrich", standalone_mode=False)
        sys.stdout.flush()
        sys.exit(code or 0)
    except (KeyboardInterrupt, click.exceptions.Abort):
        _fail("interrupted; everything stored so far is consistent, run it again to go on", EXIT_INTERRUPTED)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_USAGE)
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_ERROR)
    except EnrichError as error:
        _fail(str(error), error.exit_code)
    except (OSError, sqlite3.Error) as error:
        _fail(str(error), EXIT_ERROR)
    except Exception as error:  # no traceback reaches a user unasked
        if verbose:
            traceback.print_exc()
        _fail(f"internal error: {type(error).__name__}: {error} (please report it; -v shows where)", EXIT_ERROR)


def _interrupt(signum: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _fail(message: str, code: int) -> NoReturn:
    click.echo(f"enrich: {' '.join(message.split())}", err=True)
    sys.exit(code)
