"""How quick, how small, how many: `pytest tests/bench` measures and prints a table for README."""
