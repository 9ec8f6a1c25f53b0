"""What the tests stand on: servers, databases, the pgTAP runner, coverage, mutants."""
