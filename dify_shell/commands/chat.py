"""Talking to apps: one message, or a conversation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from ..errors import Cancelled, DifyShellError, NotConnected, NotFound, NotInteractive
from ..objects import Hashtable, Property, Record, RecordType, Secret, revealed
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .apps import get_detail, one_app
from .chat_run import CHAT_MODES, Place, Progress, follow
from .files import expand, named

if TYPE_CHECKING:
    from ..api.client import DifyClient

USER = "dify-shell"

MESSAGE = RecordType(
    "ChatMessage",
    tuple(
        map(
            Property,
            (
                "Answer", "ConversationId", "MessageId", "TaskId", "WorkflowRunId", "Status", "Outputs", "Files",
                "TotalTokens", "TotalPrice", "Currency", "Seconds",
            ),
        )
    ),
)  # fmt: skip

SHOWN_MESSAGE = RecordType(
    "ChatMessage",
    tuple(
        Property(name, priority=place)
        for place, name in enumerate(("Status", "TotalTokens", "TotalPrice", "Seconds", "ConversationId"), 1)
    ),
)
"""The same where the answer stands on the screen already."""

App = Annotated[Record | str | None, Arg("The app: a record, a name or an id", completes="App")]
NewSession = Annotated[bool, Arg("Begin a new conversation")]
Files = Annotated[tuple[Record | str, ...], Arg("Files that go with the message", completes="Path")]
Draft = Annotated[bool, Arg("Ask the draft through the console instead of the published app: no key is needed")]
Inputs = Annotated[Hashtable | None, Arg("The app's variables, such as `@{ topic = 'refunds' }`")]


@command(
    "Send-DifyChatMessage",
    output=MESSAGE,
    examples=(
        Example('send-chat-message "What can you do?" -App "Support Bot" -Draft', "Ask an app; the answer streams."),
    ),
)
def send_chat_message(
    context: Context,
    message: Annotated[str, Arg("What to say; for a workflow, the value of its first text input", pipeline=True)] = "",
    inputs: Inputs = None,
    *,
    app: App = None,
    new_session: NewSession = False,
    files: Files = (),
    draft: Draft = False,
    user: Annotated[str, Arg("On whose behalf, for the service API")] = USER,
) -> Record:
    """Send a message to an app, and show the answer as it comes.

    The app is named with -App, or `$env:PSDIFY_APP_URL` and `$env:PSDIFY_APP_TOKEN` say which service and whose key
    to use. The conversation goes on with the next message to the same app, until -NewSession.
    """
    conversation = _Conversation(context, app, draft=draft, user=user)
    if new_session:
        conversation.forget()
    return conversation.say(message, inputs or Hashtable(), files)


@command("Enter-DifyChat", aliases=("chat",))
def chat(
    context: Context,
    app: App = None,
    inputs: Inputs = None,
    *,
    new_session: NewSession = False,
    draft: Draft = False,
    user: Annotated[str, Arg("On whose behalf, for the service API")] = USER,
) -> None:
    """Talk to an app: one message a line, until `exit` or Ctrl-D. Ctrl-C stops an answer."""
    if not context.host.interactive:
        raise NotInteractive("A conversation needs a terminal.", hint="Without one: send-chat-message")
    conversation = _Conversation(context, app, draft=draft, user=user)
    if new_session:
        conversation.forget()
    context.host.message("information", f"Talking to {conversation.name}. 'exit' leaves.")
    while True:
        try:
            line = context.host.ask("You: ").strip()
        except (Cancelled, EOFError, KeyboardInterrupt):
            return
        if line.lower() in ("exit", "quit"):
            return
        if line:
            _say_once(context, conversation, line, inputs or Hashtable())


def _say_once(context: Context, conversation: _Conversation, line: str, inputs: Hashtable) -> None:
    """One turn of a conversation, which goes on whatever becomes of the turn."""
    try:
        conversation.say(line, inputs, ())
    except KeyboardInterrupt:
        context.host.message("information", "Stopped.")
    except DifyShellError as error:
        context.report(error)


class _Conversation:
    """A conversation with one app, whose id the session remembers."""

    def __init__(self, context: Context, app: Record | str | None, *, draft: bool, user: str) -> None:
        self._context = context
        self._raw: dict[str, Any] = {}
        if app:
            self._raw = get_detail(context, one_app(context, app)["Id"])
            self.name, self.mode = str(self._raw["name"]), str(self._raw["mode"])
            self._client = None if draft else _service_of(context, self._raw)
        elif draft:
            raise DifyShellError("Which app's draft?", hint="Give -App.")
        else:
            self._client = _service_of_environment(context)
            info = self._client.get("/info")
            self.name, self.mode = str(info.get("name") or "the app"), str(info.get("mode") or "chat")
        self._user = user

    @property
    def _key(self) -> str:
        """What tells this conversation from those with other apps, keys and users."""
        credentials = self._client.credentials.access.reveal() if self._client else "draft"
        return f"{self._raw.get('id', '')}/{hash(credentials)}/{self._user}"

    def forget(self) -> None:
        """Begin anew with the next message."""
        self._context.state.conversations[self._key] = ""

    def say(self, message: str, inputs: Hashtable, files: tuple[Record | str, ...]) -> Record:
        """Send a message; gives the record of the answer, which was shown as it came."""
        context, place = self._context, self._place()
        body = self._body(place, message, inputs) | {"files": [_sent(place, path) for path in expand(files)]}
        with context.host.streaming() as show:
            progress = Progress(show or (lambda text: None))
            try:
                follow(place, body, progress)
            except NotFound as error:
                if body.get("conversation_id"):
                    error.hint = "The conversation may be gone, or another user's: -NewSession begins a new one."
                raise
            finally:
                self._remember(progress)
        if progress.status == "paused":
            context.warn("The workflow waits for somebody's input; it goes on in Dify's console.")
        return _record(progress, shown=show is not None)

    def _remember(self, progress: Progress) -> None:
        if found := progress.ids.get("conversation_id"):
            self._context.state.conversations[self._key] = found
            self._context.state.environment["PSDIFY_CONVERSATION_ID"] = found

    def _body(self, place: Place, message: str, inputs: Hashtable) -> dict[str, Any]:
        values = revealed(inputs)
        body: dict[str, Any] = {"inputs": values, "response_mode": "streaming", **place.who}
        if self.mode in CHAT_MODES:
            if not message:
                raise DifyShellError("What is to be said?", hint="Give the message.")
            body |= {"query": message, "conversation_id": self._known()}
        elif message:
            values.setdefault(self._text_input(), message)
        if self._client is None and self.mode in ("chat", "agent-chat", "completion"):
            body |= {"model_config": self._raw.get("model_config"), "query": message}
        return body

    def _known(self) -> str:
        """The id of the conversation so far; one that the user has put into the environment counts at the start."""
        conversations = self._context.state.conversations
        if self._key in conversations or conversations:
            return conversations.get(self._key, "")
        return self._context.state.environment.text("PSDIFY_CONVERSATION_ID")

    def _text_input(self) -> str:
        """The variable that a message goes to: the first text that the app asks for. Raises DifyShellError."""
        if self._client is None:
            form = (self._raw.get("model_config") or {}).get("user_input_form") or self._start_variables()
        else:
            form = self._client.get("/parameters").get("user_input_form") or []
        for entry in form:
            for kind, settings in entry.items():
                if kind in ("text-input", "paragraph"):
                    return str(settings["variable"])
        raise DifyShellError(f"{self.name} asks for no text.", hint="Give its variables: -Inputs @{ name = 'value' }")

    def _start_variables(self) -> list[dict[str, Any]]:
        """What the draft of a workflow asks for, in the form of `user_input_form`."""
        from ..api.server import path

        draft = self._context.api.get(path("apps", str(self._raw["id"]), "workflows", "draft"))
        nodes = (draft.get("graph") or {}).get("nodes") or []
        start: dict[str, Any] = next(
            (node["data"] for node in nodes if (node.get("data") or {}).get("type") == "start"), {}
        )
        return [{str(one.get("type")): one} for one in start.get("variables") or ()]

    def _place(self) -> Place:
        from ..api.server import path

        if self._client is not None:
            run = {"completion": "/completion-messages", "workflow": "/workflows/run"}.get(self.mode, "/chat-messages")
            stopped = "/workflows/tasks" if self.mode == "workflow" else run
            return Place(self._client, run, lambda task: stopped + path(task, "stop"), "/files/upload", self._user)
        app = path("apps", str(self._raw["id"]))
        run = {
            "workflow": "/workflows/draft/run",
            "advanced-chat": "/advanced-chat/workflows/draft/run",
            "completion": "/completion-messages",
        }.get(self.mode, "/chat-messages")
        stopped = "/workflow-runs/tasks" if "workflow" in run else run
        return Place(self._context.api, app + run, lambda task: app + stopped + path(task, "stop"), "/files/upload")


def _service_of(context: Context, app: dict[str, Any]) -> DifyClient:
    """The service API of an app, with the newest of its keys. Raises DifyShellError when it has none."""
    from ..api.server import path

    keys = context.api.get(path("apps", str(app["id"]), "api-keys"))["data"]
    if not keys:
        raise DifyShellError(
            f"'{app['name']}' has no key for its service API.",
            hint=f"Make one: new-app-api-key '{app['name']}'; or ask its draft: -Draft",
        )
    newest = max(keys, key=lambda key: key.get("created_at") or 0)
    return _service(context, _service_address(context, str(app.get("api_base_url") or "")), Secret(newest["token"]))


def _service_address(context: Context, told: str) -> str:
    """Where the service API is: what `$env:PSDIFY_APP_URL` says; what the server says of itself, if that is its own
    host or Dify Cloud's; else below the server. A key goes to no host that only an answer names."""
    from urllib.parse import urlsplit

    chosen = context.state.environment.text("PSDIFY_APP_URL")
    if chosen:
        return chosen
    server = context.connection.server
    trusted = {urlsplit(server).hostname}
    if urlsplit(server).hostname == "cloud.dify.ai":
        trusted.add("api.dify.ai")
    return told if urlsplit(told).hostname in trusted and told.startswith(urlsplit(server).scheme + ":") else server


def _service_of_environment(context: Context) -> DifyClient:
    environment = context.state.environment
    if not environment.get("PSDIFY_APP_TOKEN"):
        if context.state.connection is None:
            raise NotConnected
        raise DifyShellError("Which app?", hint="Give -App, or set $env:PSDIFY_APP_URL and $env:PSDIFY_APP_TOKEN.")
    address = environment.text("PSDIFY_APP_URL")
    if not address:
        raise DifyShellError("Where is the service API?", hint="Set $env:PSDIFY_APP_URL, e.g. https://api.dify.ai.")
    return _service(context, address, Secret(environment.text("PSDIFY_APP_TOKEN")))


def _service(context: Context, address: str, key: Secret) -> DifyClient:
    from ..api.client import DifyClient
    from ..api.credentials import AppKeyCredentials
    from ..api.server import Version
    from .connection import transport_to

    transport = transport_to(context, address.rstrip("/").removesuffix("/v1"))
    version = context.state.connection.version if context.state.connection else ""
    return DifyClient(transport, AppKeyCredentials(key), Version(version), context.state.redactor, root="/v1")


_KINDS = {"image": "image", "audio": "audio", "video": "video"}


def _sent(place: Place, path: Path) -> dict[str, str]:
    """A file that was uploaded, as a message refers to it."""
    with named(path):
        raw = place.client.upload(place.upload, path, fields=place.who)
    kind = str(raw.get("mime_type") or "").partition("/")[0]
    return {
        "type": _KINDS.get(kind, "document"),
        "transfer_method": "local_file",
        "upload_file_id": str(raw["id"]),
    }


def _record(progress: Progress, *, shown: bool) -> Record:
    usage = progress.usage
    values = {
        "Answer": progress.answer,
        "ConversationId": progress.ids.get("conversation_id"),
        "MessageId": progress.ids.get("message_id"),
        "TaskId": progress.ids.get("task_id"),
        "WorkflowRunId": progress.ids.get("workflow_run_id"),
        "Status": progress.status,
        "Outputs": progress.outputs,
        "Files": progress.files,
        "TotalTokens": usage.get("total_tokens"),
        "TotalPrice": usage.get("total_price"),
        "Currency": usage.get("currency"),
        "Seconds": progress.seconds,
    }
    return Record(values, type=SHOWN_MESSAGE if shown else MESSAGE)
