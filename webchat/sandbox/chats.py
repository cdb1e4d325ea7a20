"""The saved chats, and the chat application."""

from webchat.sandbox import wire
from webchat.sandbox.access import operation, owned_chat, refusal, string, strings
from webchat.sandbox.backend import Backend
from webchat.sandbox.store.chats import SavedChat
from webchat.sandbox.wire import Wire

APPLICATION_ID = "handbook"


@operation
def list_chats(backend: Backend, user: str, _: Wire) -> Wire:
    chats = backend.chats.owned_by(user)
    results = [{"chat": chat_metadata(chat), "trackingToken": f"T{chat.id}"} for chat in chats]
    return {"chatResults": results, "cursor": ""}


@operation
def get_chat(backend: Backend, user: str, body: Wire) -> Wire:
    chat = owned_chat(backend, user, string(body, "id"))
    whole = {
        **chat_metadata(chat),
        "messages": backend.chats.messages(chat.id),
        "roles": [{"role": "OWNER", "person": wire.user(chat.owner)}],
        "permissions": {"write": {"scopeType": "OWN", "create": True, "update": True, "delete": True}},
    }
    return {"chatResult": {"chat": whole, "trackingToken": f"T{chat.id}"}}


@operation
def delete_chats(backend: Backend, user: str, body: Wire) -> None:
    _delete(backend, user, strings(body, "ids"))


@operation
def delete_all_chats(backend: Backend, user: str, _: Wire) -> None:
    _delete(backend, user, [chat.id for chat in backend.chats.owned_by(user)])


@operation
def get_application(backend: Backend, _: str, body: Wire) -> Wire:
    """The schema has no properties: these are the sandbox's own words."""
    if string(body, "id") != APPLICATION_ID:
        raise refusal(400, "Application not found")
    pages = backend.handbook.pages.values()
    application = {
        "id": APPLICATION_ID,
        "name": "Handbook",
        "description": f"Answers from the {len(pages)} pages of the handbook, by quoting them.",
        "starterPrompts": list(backend.handbook.starters),
        "datasources": sorted({page.datasource for page in pages}),
    }
    return {"application": application}


def chat_metadata(chat: SavedChat) -> Wire:
    metadata = {
        "id": chat.id,
        "name": chat.name,
        "createTime": chat.created,
        "updateTime": chat.updated,
        "createdBy": wire.user(chat.owner),
    }
    return {**metadata, "applicationId": chat.application_id} if chat.application_id else metadata


def _delete(backend: Backend, user: str, chat_ids: list[str]) -> None:
    """The files that came with them go as well."""
    backend.delete_files(backend.files.of_chats(user, chat_ids))
    backend.chats.delete(user, chat_ids)
