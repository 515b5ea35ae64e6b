"""Run the services until interrupted, and print the settings that make the program ask them.

python -m tests.services --time-scale 0.01 --fault openalex=429_date --fault arxiv=503
"""

import argparse
import threading

from tests.services.server import Services


def main() -> None:
    """Parse options, serve, print ``NAME=value`` lines."""
    parser = argparse.ArgumentParser(prog="python -m tests.services", description="Scholarly services on loopback.")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: any free one)")
    parser.add_argument("--time-scale", type=float, default=0.01, help="shrinks published intervals (default: 0.01)")
    parser.add_argument("--keys", action="store_true", help="print keys, too")
    parser.add_argument(
        "--fault", action="append", default=[], metavar="SERVICE=KIND", help="see tests/services/faults.py"
    )
    parser.add_argument("--probability", type=float, default=1.0, help="how often the faults strike (default: 1)")
    options = parser.parse_args()
    with Services(time_scale=options.time_scale, port=options.port) as services:
        for text in options.fault:
            service, _, kind = text.partition("=")
            try:
                services.fault(service, kind, probability=options.probability)
            except ValueError as error:
                parser.error(str(error))
        for name, value in services.environment(keys=options.keys).items():
            print(f"{name}={value}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("stopped")


if __name__ == "__main__":
    main()
