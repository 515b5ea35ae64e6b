"""The services on loopback: real wire formats over HTTP, published limits, faults on demand.

`tests.services.server.Services` is the door; `tests.services.world.World` knows the right answers;
`tests.services.faults` lists what can go wrong. ``python -m tests.services`` runs them for a person.
"""

from tests.services.server import Services
from tests.services.world import World

__all__ = ["Services", "World"]
