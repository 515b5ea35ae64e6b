"""The door for schedulers: ``python pipeline.py [ARGS]`` is ``enrich [ARGS]``, and ``enrich run`` without arguments."""

import sys

from enrich.cli import main

if __name__ == "__main__":
    main(sys.argv[1:] or ["run"])
