"""What survives a restart, in one SQLite file.

database  the file, its tables, one transaction at a time
chats     saved chats and their messages
grants    who may ask in whose name: clients, codes, tokens
files     attachments: what is known about them; their bytes lie in a folder
"""
