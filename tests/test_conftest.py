"""Tests must pass, and fail, for what is in this repository."""

import socket

import pytest


def test_no_test_reaches_another_machine():
    with socket.socket() as outward, pytest.raises(AssertionError, match="tried to connect to"):
        outward.connect(("192.0.2.1", 80))


def test_no_test_asks_for_another_name():
    with pytest.raises(AssertionError, match=r"tried to look up 'glean\.example'"):
        socket.create_connection(("glean.example", 80))
