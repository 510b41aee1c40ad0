"""How fast the house is, on the machine that asks: `python -m bench`. README.md says how to read what it finds."""
