"""shopcard: loyalty cards for small shops, in the terminal at the counter."""

__version__ = "0.1.0"
