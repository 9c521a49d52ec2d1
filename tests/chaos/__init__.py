"""The proof that no finding is lost and none is doubled: `pytest tests/chaos`, alone.

A walk in bad weather: the phone has no coverage, its browser is killed, the server is killed and
falls after it has committed and before it has answered, and two tabs send at the same time. Then
everything that the phone once called saved is looked for on the server, by id and digest.

`keeper` is the process whose children are the server's lives, `faults` what is wrong with a life,
`server` and `phone` are what a test holds in its hands, `storm` what happens to both, and `oracle`
counts. `test_controls` shows that it sees what it looks for. The sentence at the end of the run
sums up all rounds but those. `pytest -m slow tests/chaos` is the long run.
"""
