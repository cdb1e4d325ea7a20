"""A prompt to the body of a chat request."""

from collections.abc import Iterator, Mapping, Sequence

from webchat.upstream.types.prompts import DocumentSpec, Mode, Prompt, Restrictions
from webchat.upstream.types.replies import ReplyEvent, Retried, TextDelta
from webchat.upstream.types.saved import Turn

Body = dict[str, object]


def chat_body(prompt: Prompt, *, stream: bool, timeout: float) -> Body:
    """ChatRequest; `timeout` in seconds. `stream` is always said: the two published schemas differ on its default."""
    body: Body = {
        "messages": list(_messages(prompt)),
        "stream": stream,
        "saveChat": prompt.save,
        "timeoutMillis": round(timeout * 1000),
        "agentConfig": _agent_config(prompt),
    }
    optional = {
        "chatId": prompt.chat_id,
        "applicationId": prompt.application_id,
        "agentId": prompt.agent_id,
        "inclusions": _filters(prompt.inclusions),
        "exclusions": _filters(prompt.exclusions),
    }
    return body | {name: value for name, value in optional.items() if value}


def chat_params(prompt: Prompt) -> Mapping[str, str]:
    params = {"locale": prompt.locale} if prompt.locale else {}
    if prompt.timezone_offset is not None:
        params["timezoneOffset"] = str(prompt.timezone_offset)
    return params


def _messages(prompt: Prompt) -> Iterator[Body]:
    """Most recent first. A chat with an id has its history upstream."""
    yield _user_message(prompt.text, prompt.file_ids)
    for turn in () if prompt.chat_id else reversed(prompt.history):
        yield from _past_messages(turn)


def _past_messages(turn: Turn) -> Iterator[Body]:
    if text := _answer_text(turn.reply):
        yield {"author": "GLEAN_AI", "messageType": "CONTENT", "fragments": [{"text": text}]}
    yield _user_message(turn.prompt, tuple(file.id for file in turn.files))


def _user_message(text: str, file_ids: tuple[str, ...]) -> Body:
    message: Body = {"author": "USER", "messageType": "CONTENT", "fragments": [{"text": text}]}
    return message | {"uploadedFileIds": list(file_ids)} if file_ids else message


def _answer_text(reply: Sequence[ReplyEvent]) -> str:
    text: list[str] = []
    for event in reply:
        match event:
            case TextDelta():
                text.append(event.text)
            case Retried():
                text.clear()
            case _:
                pass
    return "".join(text)


def _agent_config(prompt: Prompt) -> Body:
    config: Body = {"agent": prompt.mode.name, "mode": "DEFAULT"}
    if prompt.tools is not None and prompt.mode in (Mode.FAST, Mode.ADVANCED):  # the only two that take them
        config["toolSets"] = {
            "enableWebSearch": prompt.tools.web_search,
            "enableCompanyTools": prompt.tools.company_tools,
        }
    if prompt.image_generation is not None:
        config["useImageGeneration"] = prompt.image_generation
    return config


def _filters(restrictions: Restrictions | None) -> Body:
    if restrictions is None:
        return {}
    filters = {
        "documentSpecs": [_document_spec(spec) for spec in restrictions.documents],
        "containerSpecs": [_document_spec(spec) for spec in restrictions.containers],
        "datasourceInstances": list(restrictions.datasources),
    }
    return {name: values for name, values in filters.items() if values}


def _document_spec(spec: DocumentSpec) -> Body:
    return {"url": spec.url} if spec.url else {"id": spec.id}
