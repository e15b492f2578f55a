"""How quick it is, each figure beside a yardstick of the same run: `python -m tests.bench`."""
