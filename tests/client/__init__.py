"""The door to the network, in front of services that are functions, and of a clock that is ours."""
