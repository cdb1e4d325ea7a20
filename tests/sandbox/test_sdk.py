"""The official Python SDK (glean-api-client 0.17) does every chat operation against the sandbox.

It is the only independent reader of the wire format there is. Where it cannot read what the API documents, the fault is
its own; those are named below, one by one.
"""

import json
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from glean.api_client import Glean, errors, models
from glean.api_client.client_chat import ClientChat

from tests.sandbox.client import TOKEN

QUESTION = "How many weeks of parental leave do I get?"


@pytest.fixture
def act_as() -> dict[str, str]:
    """The SDK has no parameter for the header: it must be given with every call."""
    return {"X-Glean-ActAs": f"erin@{uuid4()}.example.com"}


@pytest.fixture
def chat(url: str) -> Iterator[ClientChat]:
    with Glean(api_token=TOKEN, server_url=url) as glean:
        yield glean.client.chat


def prompt(text: str, *file_ids: str) -> list[models.ChatMessage]:
    fragments = [models.ChatMessageFragment(text=text)]
    return [models.ChatMessage(fragments=fragments, uploaded_file_ids=list(file_ids) or None)]


def uploaded(chat: ClientChat, act_as: dict[str, str], name: str, content: bytes) -> str:
    response = chat.upload_files(
        files=[models.UploadChatFilesRequestFile(file_name=name, content=content)], http_headers=act_as
    )
    [file] = response.files or []
    assert file.id
    return file.id


def saved(chat: ClientChat, act_as: dict[str, str], text: str = QUESTION) -> str:
    response = chat.create(messages=prompt(text), save_chat=True, http_headers=act_as)
    assert response.chat_id
    return response.chat_id


def test_create(chat: ClientChat, act_as: dict[str, str]) -> None:
    response = chat.create(messages=prompt(QUESTION), save_chat=True, stream=False, http_headers=act_as)
    *_, answer = response.messages or []
    assert answer.message_type == models.MessageType.CONTENT
    cited = [fragment.citation for fragment in answer.fragments or [] if fragment.citation]
    assert cited[0].source_document
    assert cited[0].source_document.title == "Parental leave"
    assert response.chat_id


def test_create_stream(chat: ClientChat, act_as: dict[str, str]) -> None:
    body = chat.create_stream(messages=prompt(QUESTION), stream=True, save_chat=True, http_headers=act_as)
    responses = [models.ChatResponse.model_validate_json(line) for line in body.splitlines()]
    assert all(response.chat_id for response in responses)


def test_list(chat: ClientChat, act_as: dict[str, str]) -> None:
    chat_id = saved(chat, act_as)
    [result] = chat.list(http_headers=act_as).chat_results or []
    assert result.chat
    assert (result.chat.id, result.chat.name) == (chat_id, QUESTION)


def test_retrieve(chat: ClientChat, act_as: dict[str, str]) -> None:
    result = chat.retrieve(id=saved(chat, act_as), http_headers=act_as).chat_result
    assert result
    assert result.chat
    messages = result.chat.messages or []
    assert (messages[0].author, messages[-1].author) == (models.Author.GLEAN_AI, models.Author.USER)


def test_retrieve_of_another_users_chat(chat: ClientChat, act_as: dict[str, str]) -> None:
    chat_id = saved(chat, act_as)
    with pytest.raises(errors.AccessRequestPermissionDeniedResponseError) as refused:
        chat.retrieve(id=chat_id, http_headers={"X-Glean-ActAs": "stig@example.com"})
    assert refused.value.data.created_by.name == "Erin"


def test_delete(chat: ClientChat, act_as: dict[str, str]) -> None:
    keep, drop = saved(chat, act_as), saved(chat, act_as)
    chat.delete(ids=[drop], http_headers=act_as)
    assert [result.chat and result.chat.id for result in chat.list(http_headers=act_as).chat_results or []] == [keep]


def test_delete_all(chat: ClientChat, act_as: dict[str, str]) -> None:
    saved(chat, act_as)
    chat.delete_all(http_headers=act_as)
    assert not chat.list(http_headers=act_as).chat_results


def test_retrieve_application(chat: ClientChat, act_as: dict[str, str]) -> None:
    assert chat.retrieve_application(id="handbook", http_headers=act_as).application is not None


def test_upload_retrieve_and_delete_files(chat: ClientChat, act_as: dict[str, str]) -> None:
    file_id = uploaded(chat, act_as, "plan.txt", b"The mooring plan is in drawer seven.")
    assert status(chat, act_as, file_id) == models.ChatFileStatus.PROCESSED
    chat.delete_files(file_ids=[file_id], http_headers=act_as)
    assert status(chat, act_as, file_id) == models.ChatFileStatus.DELETED


def test_a_failed_file(chat: ClientChat, act_as: dict[str, str]) -> None:
    file_id = uploaded(chat, act_as, "song.mp3", b"la la la")
    assert status(chat, act_as, file_id) == models.ChatFileStatus.FAILED


def test_a_question_about_a_file(chat: ClientChat, act_as: dict[str, str]) -> None:
    file_id = uploaded(chat, act_as, "plan.txt", b"The mooring plan is in drawer seven.")
    assert status(chat, act_as, file_id) == models.ChatFileStatus.PROCESSED
    response = chat.create(messages=prompt("Where is the mooring plan?", file_id), http_headers=act_as)
    *_, answer = response.messages or []
    cited = [fragment.citation for fragment in answer.fragments or [] if fragment.citation]
    assert cited[0].source_file
    assert cited[0].source_file.id == file_id


def test_retrieve_file(chat: ClientChat, act_as: dict[str, str]) -> None:
    file_id = uploaded(chat, act_as, "dump.bin", b"\x00\x01\x02")
    assert chat.retrieve_file(file_id=file_id, http_headers=act_as).read() == b"\x00\x01\x02"


@pytest.mark.parametrize(("scenario", "status_code"), [("/busy", 429), ("/timeout", 408), ("/down", 503)])
def test_refusals(chat: ClientChat, act_as: dict[str, str], scenario: str, status_code: int) -> None:
    with pytest.raises(errors.GleanError) as refused:
        chat.create(messages=prompt(scenario), http_headers=act_as)
    assert refused.value.status_code == status_code
    assert refused.value.body.endswith("\n")


@pytest.mark.parametrize("scenario", ["/markdown", "/citations", "/steps", "/retry", "/error", "/empty", "/hostile"])
def test_scenarios_are_valid_by_the_sdks_own_schema(chat: ClientChat, act_as: dict[str, str], scenario: str) -> None:
    chat_id = saved(chat, act_as, scenario)
    result = chat.retrieve(id=chat_id, http_headers=act_as).chat_result
    assert result
    assert result.chat
    assert result.chat.messages


# --- faults of the SDK, not of the sandbox -----------------------------------------------------------------------


class TestKnownFaults:
    def test_create_stream_does_not_ask_for_a_stream(self, chat: ClientChat, act_as: dict[str, str]) -> None:
        """It leaves `stream` out, and then refuses the JSON that comes: it wants text/plain."""
        with pytest.raises(errors.GleanError, match="Unexpected response"):
            chat.create_stream(messages=prompt("/plain"), http_headers=act_as)

    def test_create_refuses_the_content_type_of_a_stream(self, chat: ClientChat, act_as: dict[str, str]) -> None:
        """Glean's own document says text/plain for both modes; the SDK's says application/json for this one."""
        with pytest.raises(errors.GleanError, match="Unexpected response"):
            chat.create(messages=prompt("/plain"), stream=True, http_headers=act_as)

    def test_retrieve_file_refuses_the_files_own_content_type(self, chat: ClientChat, act_as: dict[str, str]) -> None:
        """Documented is the file's MIME type; it accepts application/octet-stream only."""
        file_id = uploaded(chat, act_as, "plan.txt", b"The mooring plan is in drawer seven.")
        with pytest.raises(errors.GleanError, match="Unexpected response") as refused:
            chat.retrieve_file(file_id=file_id, http_headers=act_as)
        assert refused.value.status_code == 200

    def test_the_answer_to_a_queued_prompt_is_lost(self, chat: ClientChat, act_as: dict[str, str]) -> None:
        """It knows the 202, and drops the two fields that only that one has."""
        response = chat.create(messages=prompt("/queued 0"), save_chat=True, http_headers=act_as)
        assert response.chat_id
        assert "queuedRequestId" not in response.model_dump(by_alias=True)

    def test_page_numbers_are_dropped(self) -> None:
        """They are in Glean's guide, not in its schema."""
        snippet = models.SearchResultSnippet.model_validate({"text": "quoted", "pageNumber": 12})
        assert "pageNumber" not in snippet.model_dump(by_alias=True)

    def test_lines_are_the_callers_business(self, chat: ClientChat, act_as: dict[str, str]) -> None:
        """It returns the whole stream as one text; str.splitlines(), as its users do, breaks JSON at U+2028."""
        body = chat.create_stream(messages=prompt("/garbage"), stream=True, http_headers=act_as)
        [line] = [line for line in body.split("\n") if "\u2028" in line]
        assert json.loads(line)
        assert not any(is_json(piece) for piece in line.splitlines())


def status(chat: ClientChat, act_as: dict[str, str], file_id: str) -> models.ChatFileStatus | str | None:
    """When processing has ended."""
    while True:
        files = chat.retrieve_files(file_ids=[file_id], http_headers=act_as).files or {}
        metadata = files[file_id].metadata
        assert metadata
        if metadata.status != models.ChatFileStatus.PROCESSING:
            return metadata.status
        time.sleep(0.01)


def is_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
