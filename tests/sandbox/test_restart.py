"""What is still there when the sandbox has been stopped and started again."""

from dataclasses import replace

from tests.conftest import serving
from tests.sandbox.client import Client, citations, prompt
from webchat.sandbox.app import create_app
from webchat.sandbox.settings import Settings

ERIN = "erin@example.com"


async def test_chats_and_files_survive(settings: Settings) -> None:
    with serving(create_app(settings)) as url:
        async with Client(url, ERIN) as erin:
            file = await erin.processed("plan.txt", b"The mooring plan is in drawer seven.")
            [line, *_] = await erin.ask("", messages=[prompt("Where is the mooring plan?", file["id"])])
            before = await erin.messages(line["chatId"])
    with serving(create_app(settings)) as url:
        async with Client(url, ERIN) as erin:
            assert await erin.messages(line["chatId"]) == before
            found = citations(await erin.ask("mooring plan drawer", chatId=line["chatId"]))
            assert found[0]["sourceFile"] == file


async def test_a_file_whose_processing_was_interrupted_is_processed(settings: Settings) -> None:
    with serving(create_app(replace(settings, pace=1, processing_delay=3600))) as url:
        async with Client(url, ERIN) as erin:
            [file] = await erin.upload(("plan.txt", b"The mooring plan is in drawer seven."))
    with serving(create_app(settings)) as url:
        async with Client(url, ERIN) as erin:
            status = "PROCESSING"
            while status == "PROCESSING":
                known = await erin.json("getchatfiles", {"fileIds": [file["id"]]})
                status = known["files"][file["id"]]["metadata"]["status"]
            assert status == "PROCESSED"


async def test_pages_are_read_anew_at_every_start(settings: Settings) -> None:
    with serving(create_app(settings)):
        pass
    page = settings.handbook / "tides.md"
    page.write_text(page.read_text(encoding="utf-8").replace("west door", "north gate"), encoding="utf-8")
    with serving(create_app(settings)) as url:
        async with Client(url, ERIN) as erin:
            found = citations(await erin.ask("Where do the tide tables hang?"))
            snippets = [snippet["text"] for snippet in found[0]["referenceRanges"][0]["snippets"]]
            assert snippets == ["The tables hang in the hall by the north gate."]
            assert len(found) == 1
