"""The colours of every screen, by what they mean."""

from textual.theme import Theme

THEME = Theme(
    name="counter",
    primary="#e0a458",
    secondary="#6fb3a8",
    accent="#e0a458",
    foreground="#e8e6df",
    background="#17191d",
    surface="#1c1f24",
    panel="#23272e",
    success="#8fc27a",
    warning="#e0a458",
    error="#e5786a",
    dark=True,
    variables={
        "quiet": "#9a9da3",
        "faint": "#5c6067",
        "retained": "#6fb3a8",
        "returned": "#e0a458",
        "returned-dim": "#7c5f3b",
        "new": "#b9b7b1",
        "new-mid": "#66676a",
        "new-dim": "#4a4b4f",
    },
)
