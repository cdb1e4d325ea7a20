"""What Glean can do. The API tells none of it; the limits are the product documentation's for the largest models."""

from webchat.upstream.protocol import Capabilities, FileLimits
from webchat.upstream.types.prompts import Mode

DOCUMENTS = ".doc .docx .pages .xls .xlsx .numbers .ppt .pptx .key .pdf .csv .json .xml .txt .rtf .vtt .md"
WEB = ".html .css .scss .sass .js .jsx .ts .tsx"
CODE = (
    ".py .ipynb .java .kt .c .h .cc .cpp .hpp .cs .go .rs .rb .php .swift .scala .r .lua .pl .sql .sh .yaml .yml .log"
)
IMAGES = ".jpg .jpeg .png .webp"
ARCHIVES = ".zip .tar .tgz .gz .bz2"

CAPABILITIES = Capabilities(
    modes=(Mode.AUTO, Mode.FAST, Mode.ADVANCED),
    files=FileLimits(
        count=5,
        smallest=1024,
        largest=64 * 1024 * 1024,
        extensions=frozenset(f"{DOCUMENTS} {WEB} {CODE} {IMAGES} {ARCHIVES}".split()),
    ),
    applications=True,
    agents=True,
    agent_streaming=True,
    citations=True,
    delete_all=True,
    feedback=True,
    history=True,
    temporary=True,
)
