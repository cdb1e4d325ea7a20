// What the pages do beyond links and forms. Each module is one behaviour; all of them work on what htmx swaps in later
// too, because they listen at the document.
import "./chatmenu.js";
import "./choosing.js";
import "./composer.js";
import "./connection.js";
import "./copy.js";
import "./deleting.js";
import "./dialog.js";
import "./drafts.js";
import "./earlier.js";
import "./edit.js";
import "./export.js";
import "./feedback.js";
import "./files.js";
import "./keys.js";
import "./list.js";
import "./menu.js";
import "./notice.js";
import "./paste.js";
import "./reply.js";
import "./rows.js";
import "./scroll.js";
import "./search.js";
import "./seen.js";
import "./sidebar.js";
import "./settings.js";
import "./since.js";
import "./sources.js";
import "./temporary.js";
import "./undo.js";
import "./waiting.js";
import "./writing.js";

document.documentElement.dataset.js = "";
