"""The yardstick of first paint: the least that Textual can show."""

import os

os.environ.setdefault("TEXTUAL_FPS", "120")

from textual.app import App, ComposeResult
from textual.widgets import Header


class Bare(App[None]):
    TITLE = "bare-yardstick"

    def compose(self) -> ComposeResult:
        yield Header()


if __name__ == "__main__":
    Bare().run()
