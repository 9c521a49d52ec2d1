"""The tests. What people see is parsed and asserted; the tree mirrors walks/."""
