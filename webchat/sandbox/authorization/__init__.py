"""Glean's authorization server: people allow a client to ask in their name (OAuth 2.1).

metadata  what the API and the server say of themselves
clients   whoever registers is one
consent   the page on which somebody allows it, and the page on which somebody makes a token to paste
grants    a code or a refresh token in exchange for tokens, and their end
"""
