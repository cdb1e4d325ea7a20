"""Undo: what is deleted is hidden at once, and deleted upstream when the time to undo it is over.

store    the deletions in the database: hide, undo, claim what is due
sending  what is due goes to the chat API, again and again until it is taken
"""
