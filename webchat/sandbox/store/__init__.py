"""What survives a restart, in one SQLite file.

database  the file, its tables, one transaction at a time
chats     saved chats and their messages
files     attachments: what is known about them; their bytes lie in a folder
"""
