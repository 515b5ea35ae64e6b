"""Keep the structure of recorded answers, and none of their text: `python -m tools.distil_shapes RECORDED_FOLDER`.

Of each answer its status, its media type, the names of its headers and its structure (`tests.services.structure`) are
kept. One file per service is written to ``tests/services/shapes``; the tests of the emulator hold it against them.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from tests.services.structure import shape

SHAPES = Path(__file__).parent.parent / "tests" / "services" / "shapes"
SERVICES = ("arxiv", "arxiv_oai", "crossref", "github", "openalex", "scholar", "semanticscholar")
_STATUS = re.compile(r"_(\d{3})\.\w+$")


def distil(folder: Path) -> dict[str, Any]:
    """Shapes of all answers of one service, by the name of the recording."""
    shapes = {}
    for file in sorted(folder.iterdir()):
        if file.name.endswith(".meta.json"):
            continue
        meta_file = folder / f"{file.stem}.meta.json"
        meta = json.loads(meta_file.read_text("utf-8")) if meta_file.exists() else {}
        status = _STATUS.search(file.name)
        paths = shape(file.name, file.read_bytes())
        shapes[file.stem] = {
            "status": meta.get("status", int(status[1]) if status else 200),
            "media_type": meta.get("headers", {}).get("content-type", "").partition(";")[0] or None,
            "headers": sorted(name for name in meta.get("headers", {}) if name.startswith(("x-", "ratelimit", "etag"))),
            "paths": {path: sorted(kinds) for path, kinds in sorted(paths.items())},
        }
    return shapes


def main(recorded: Path) -> None:
    """Write one file per service."""
    for service in SERVICES:
        text = json.dumps(distil(recorded / service), indent=1, ensure_ascii=False)
        (SHAPES / f"{service}.json").write_text(f"{text}\n", "utf-8")
        print(f"tests/services/shapes/{service}.json")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
