"""webchat.sandbox.chats: the saved chats and the application, over HTTP."""

import pytest

from tests.sandbox.client import Client


async def saved(client: Client, text: str) -> str:
    [first, *_] = await client.ask(text)
    chat_id: str = first["chatId"]
    return chat_id


async def test_chats_are_listed_with_the_one_changed_last_first(erin: Client) -> None:
    one, two = await saved(erin, "first"), await saved(erin, "second")
    listed = await erin.json("listchats")
    assert [result["chat"]["id"] for result in listed["chatResults"]] == [two, one]
    assert listed["cursor"] == ""


async def test_what_a_chat_says_about_itself(erin: Client) -> None:
    await saved(erin, "How many weeks of parental leave do I get, if we live in two countries of the union?")
    [result] = (await erin.json("listchats"))["chatResults"]
    chat = result["chat"]
    assert chat["name"] == "How many weeks of parental leave do I get, if we live in…"
    assert chat["createdBy"]["name"] == "Erin Employee"
    assert isinstance(chat["createTime"], int)
    assert chat["updateTime"] >= chat["createTime"]
    assert "applicationId" not in chat


async def test_a_chat_has_its_messages_newest_first(erin: Client) -> None:
    chat_id = await saved(erin, "/plain one")
    await erin.ask("/plain two", chatId=chat_id)
    messages = await erin.messages(chat_id)
    assert [message["author"] for message in messages] == ["GLEAN_AI", "USER", "GLEAN_AI", "USER"]
    assert messages[1]["fragments"] == [{"text": "/plain two"}]
    assert all(message["ts"] and message["messageId"] for message in messages)
    assert sorted((message["ts"] for message in messages), reverse=True) == [message["ts"] for message in messages]


async def test_a_chat_has_an_owner_and_permissions(erin: Client) -> None:
    result = await erin.json("getchat", {"id": await saved(erin, "/plain")})
    chat = result["chatResult"]["chat"]
    assert chat["roles"][0]["role"] == "OWNER"
    assert chat["permissions"]["write"]["delete"] is True


async def test_an_unknown_chat_is_a_400(erin: Client) -> None:
    response = await erin.post("getchat", {"id": "nowhere"})
    assert (response.status_code, response.text) == (400, "Chat not found\n")


async def test_another_users_chat_is_a_403_that_says_whom_to_ask(erin: Client, stig: Client) -> None:
    chat_id = await saved(erin, "/plain")
    response = await stig.post("getchat", {"id": chat_id})
    assert response.status_code == 403
    denied = response.json()
    assert (denied["errorType"], denied["hasPendingRequest"]) == ("PERMISSION_DENIED", False)
    assert denied["createdBy"]["name"] == "Erin Employee"
    assert denied["requestableRoles"] == ["VIEWER"]


async def test_each_sees_only_their_own_chats(erin: Client, stig: Client) -> None:
    await saved(erin, "/plain")
    assert (await stig.json("listchats"))["chatResults"] == []


async def test_the_case_of_an_address_does_not_matter(erin: Client) -> None:
    chat_id = await saved(erin, "/plain")
    erin.http.headers["X-Glean-ActAs"] = erin.http.headers["X-Glean-ActAs"].upper()
    assert await erin.messages(chat_id)


async def test_deleted_chats_are_gone_and_the_answer_is_empty(erin: Client) -> None:
    one, two, three = [await saved(erin, "/plain") for _ in range(3)]
    response = await erin.post("deletechats", {"ids": [one, three, "unknown"]})
    assert (response.status_code, response.content) == (200, b"")
    assert [result["chat"]["id"] for result in (await erin.json("listchats"))["chatResults"]] == [two]
    assert (await erin.post("getchat", {"id": one})).status_code == 400


async def test_nobody_deletes_the_chats_of_others(erin: Client, stig: Client) -> None:
    chat_id = await saved(erin, "/plain")
    assert (await stig.post("deletechats", {"ids": [chat_id]})).status_code == 200
    assert (await stig.post("deleteallchats")).status_code == 200
    assert await erin.messages(chat_id)


async def test_delete_all_needs_no_body(erin: Client) -> None:
    await saved(erin, "/plain")
    await saved(erin, "/plain")
    response = await erin.post("deleteallchats")
    assert (response.status_code, response.content) == (200, b"")
    assert (await erin.json("listchats"))["chatResults"] == []


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("getchat", {}),
        ("getchat", {"id": ""}),
        ("getchat", {"id": 7}),
        ("deletechats", {}),
        ("deletechats", {"ids": []}),
        ("deletechats", {"ids": [None]}),
        ("getchatapplication", {}),
    ],
)
async def test_a_missing_field_is_a_400(erin: Client, operation: str, body: dict[str, object]) -> None:
    assert (await erin.post(operation, body)).status_code == 400


async def test_the_application_says_what_it_is(erin: Client) -> None:
    application = (await erin.json("getchatapplication", {"id": "handbook"}))["application"]
    assert (application["id"], application["name"]) == ("handbook", "Handbook")
    assert application["datasources"] == ["code", "people", "wiki"]
    assert application["starterPrompts"] == ["How many weeks of parental leave do I get?"]


async def test_there_is_only_one_application(erin: Client) -> None:
    assert (await erin.post("getchatapplication", {"id": "other"})).status_code == 400
    assert (await erin.chat("hi", applicationId="other")).status_code == 400


async def test_a_chat_remembers_its_application(erin: Client) -> None:
    await erin.ask("/plain", applicationId="handbook")
    [result] = (await erin.json("listchats"))["chatResults"]
    assert result["chat"]["applicationId"] == "handbook"
