"""When the running bot looks for garbage: not while it starts, and rarely afterwards."""

import gc


def leave_it() -> None:
    """What starting imports and reads will stay."""
    gc.disable()


def look_rarely() -> None:
    """Importing aiogram leaves 188,000 objects; without this every full collection stops the loop 0.1 s."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()
