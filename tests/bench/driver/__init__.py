"""The driver of scripts/bench: starts servers, runs the load client, writes ratios."""
