"""`make torture`: people, faults and checkers over a whole site of real processes, Jepsen's way."""
