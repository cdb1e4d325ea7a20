"""Tables beside those of the store that every wire format shares. Times are ISO 8601, as they stand on the wire."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE COLLATE NOCASE, username TEXT NOT NULL UNIQUE COLLATE NOCASE,
    full_name TEXT, password TEXT NOT NULL, is_superuser INTEGER NOT NULL,
    created TEXT NOT NULL, updated TEXT NOT NULL, last_login TEXT
);

CREATE TABLE IF NOT EXISTS revoked_tokens (id TEXT PRIMARY KEY);

CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, status TEXT NOT NULL, profile_id TEXT,
    temperature REAL, max_tokens INTEGER, extra_metadata TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS conversations_of_owner ON conversations (owner, updated);

CREATE TABLE IF NOT EXISTS conversation_messages (
    id TEXT PRIMARY KEY, conversation_id TEXT NOT NULL REFERENCES conversations, sequence_number INTEGER NOT NULL,
    role TEXT NOT NULL, content TEXT NOT NULL, prompt_tokens INTEGER, completion_tokens INTEGER, model_used TEXT,
    response_time_ms INTEGER, rating REAL, rating_count INTEGER NOT NULL, created TEXT NOT NULL,
    UNIQUE (conversation_id, sequence_number)
);

CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY REFERENCES files, owner TEXT NOT NULL, hash TEXT NOT NULL, title TEXT, description TEXT,
    tags TEXT NOT NULL, is_public INTEGER NOT NULL, chunk_size INTEGER NOT NULL, chunk_overlap INTEGER NOT NULL,
    chunk_count INTEGER NOT NULL, view_count INTEGER NOT NULL, started TEXT, completed TEXT, accessed TEXT,
    created TEXT NOT NULL, updated TEXT NOT NULL,
    UNIQUE (owner, hash)
);
"""
