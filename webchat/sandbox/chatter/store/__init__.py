"""What the sandbox keeps as a Chatter, beside files and passages.

schema         the tables
accounts       who may sign in, and which tokens are no longer good
conversations  conversations and their messages
documents      what is known of a file beyond the file itself
"""
