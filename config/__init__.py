"""Where the pieces are put together: environment, settings, addresses, servers and the command line."""
