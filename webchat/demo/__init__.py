"""A demo that needs nothing: its own environment, its own folder, the sandbox instead of a chat API.

preparation.py    the environment `manage.py demo` runs in
servers.py        the two processes it starts, watches and stops
"""
