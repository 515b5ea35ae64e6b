"""What a run tells while it works; who draws it is the command line's business."""


class Progress:
    """What a run tells while it works; this one says nothing."""

    def start(self, label: str, total: int | None = None) -> None:
        """A new piece of work begins, of so many steps when that is known."""

    def advance(self, done: int) -> None:
        """So many steps of the piece are done."""

    def beside(self, label: str, done: int, total: int, remark: str = "") -> None:
        """Of a piece of work that goes on beside others so much is done; the remark says what became of it."""
