"""What becomes of a run when services fail: every fault at every source, a silent network, and `kill -9`.

`place` has the lists and the nights, `truth` holds a database against the world, `cells` crosses faults with sources,
`silence` is a network in which nobody speaks, `kills` ends runs in the middle. ``python -m tests.reliability`` prints
the table of ``docs/reliability.md``.
"""
