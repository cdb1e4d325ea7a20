"""URL -> view. The nouns here are the nouns of views, templates, styles and tests."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from webchat.views import (
    account,
    applications,
    assistants,
    audit,
    authorization,
    chats,
    company,
    credentials,
    deletions,
    drafts,
    exports,
    files,
    health,
    manifest,
    messages,
    passwords,
    people,
    replies,
    server,
    sessions,
    turns,
)


class ChatId(StringConverter):
    regex = r"[^/\0]{1,200}"  # no database looks for a NUL, or has room for more


register_converter(ChatId, "chat")

urlpatterns = [
    path("", chats.new, name="home"),
    path("chats/", chats.index, name="chats"),
    path("chats/delete/", chats.delete_several, name="delete_chats"),
    path("chats/delete-all/", chats.delete_all, name="delete_all_chats"),
    path("chats/undo/", deletions.undo, name="undo"),
    path("chats/<chat:chat_id>/", chats.show, name="chat"),
    path("chats/<chat:chat_id>/title/", chats.rename, name="chat_title"),
    path("chats/<chat:chat_id>/pin/", chats.pin, name="pin_chat"),
    path("chats/<chat:chat_id>/delete/", chats.delete, name="delete_chat"),
    path("chats/<chat:chat_id>/leave/", chats.leave, name="leave_chat"),
    path("drafts/", drafts.keep, name="drafts"),
    path("chats/<chat:chat_id>/export/", exports.download, name="export"),
    path("chats/<chat:chat_id>/turns/<str:name>/copy/", turns.copy, name="copy"),
    path("chats/<chat:chat_id>/turns/<str:name>/feedback/", turns.feedback, name="feedback"),
    path("chats/<chat:chat_id>/turns/<str:name>/edit/", turns.edit, name="edit"),
    path("chats/<chat:chat_id>/turns/<str:name>/delete/", turns.delete, name="delete_message"),
    path("messages/", messages.send, name="messages"),
    path("replies/", replies.index, name="replies"),
    path("replies/<uuid:reply_id>/", replies.watch, name="reply"),
    path("replies/<uuid:reply_id>/seen/", replies.seen, name="seen"),
    path("replies/<uuid:reply_id>/stop/", replies.stop, name="stop"),
    path("replies/<uuid:reply_id>/withdraw/", replies.withdraw, name="withdraw"),
    path("files/", files.panel, name="files"),
    path("files/status/", files.status, name="files_status"),
    path("files/<uuid:file_id>/", files.show, name="file"),
    path("files/<uuid:file_id>/delete/", files.delete, name="delete_file"),
    path("files/<uuid:file_id>/content/", files.content, name="file_content"),
    path("applications/", applications.index, name="applications"),
    path("applications/<str:application_id>/", applications.show, name="application"),
    path("server/", server.show, name="server"),
    path("connection/", applications.connection, name="connection"),
    path("audit/", audit.index, name="audit"),
    path("audit/csv/", audit.download, name="audit_csv"),
    path("assistants/", assistants.index, name="assistants"),
    path("people/", people.index, name="people"),
    path("people/new/", people.add, name="add_person"),
    path("people/<int:person_id>/", people.show, name="person"),
    path("people/<int:person_id>/change/", people.change, name="change_person"),
    path("people/<int:person_id>/link/", people.link, name="password_link"),
    path("account/sign-in/", account.sign_in, name="sign_in"),
    path("account/company/", company.leave, name="company"),
    path("account/company/back/", company.come_back, name="company_back"),
    path("account/credential/", credentials.show, name="credential"),
    path("account/credential/leave/", authorization.leave, name="credential_leave"),
    path("account/credential/back/", authorization.come_back, name="credential_back"),
    path("account/credential/disconnect/", credentials.disconnect, name="credential_disconnect"),
    path("account/preferences/", account.preferences, name="preferences"),
    path("account/sign-out/", account.sign_out, name="sign_out"),
    path("account/password/", passwords.change, name="password"),
    path("account/set-password/<int:user_id>/", passwords.create, name="set_password"),
    path("account/sessions/", sessions.index, name="sessions"),
    path("account/sessions/end-others/", sessions.end_others, name="end_other_sessions"),
    path("account/sessions/<uuid:session_id>/end/", sessions.end, name="end_session"),
    path("manifest.webmanifest", manifest.manifest, name="manifest"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]

handler400 = "webchat.views.errors.bad_request"
handler403 = "webchat.views.errors.forbidden"
handler404 = "webchat.views.errors.not_found"
handler500 = "webchat.views.errors.broken"
