"""What an API answers, as the objects of a pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..errors import DifyShellError
from ..objects import JSON, Record
from ..runtime.context import Context

if TYPE_CHECKING:
    from ..api.open_answer import OpenAnswer
    from ..api.responses import Answer


def objects_of(context: Context, opened: OpenAnswer, *, raw: bool = False) -> Iterator[Any]:
    """An answer as objects, event by event if it is a stream of them; with `raw` as the text that came.

    Raises ApiError for a refusal, and DifyShellError for what is neither JSON nor text.
    """
    from ..api.event_stream import EventStream

    if opened.media_type == "text/event-stream" and not raw:
        with EventStream(opened, opened.server) as events:
            for event in events:
                yield objects(event.data)
        return
    answer = opened.read()
    context.verbose(_head(context, answer))
    yield from _whole(answer, raw=raw)


def _whole(answer: Answer, *, raw: bool) -> Iterator[Any]:
    from ..api.responses import read, refused

    if answer.status >= 400:
        raise refused(answer)
    if raw:
        yield answer.body.decode(errors="replace")
    elif _is_binary(answer):
        kind = answer.headers.get("Content-Type", "unknown")
        raise DifyShellError(
            f"The answer is no text ({kind}, {len(answer.body)} bytes).", hint="Save it: -OutFile NAME"
        )
    elif answer.body:
        yield objects(read(answer))


def _is_binary(answer: Answer) -> bool:
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    return bool(answer.body) and "json" not in kind and not kind.startswith("text/")


def _head(context: Context, answer: Answer) -> str:
    """The head of an answer; cookies are masked."""
    secret = ("set-cookie", "authorization")
    headers = [f"{name}: {'********' if name.lower() in secret else value}" for name, value in answer.headers.items()]
    return context.state.redactor.clean("\n".join([f"HTTP/1.1 {answer.status}", *headers]))


def objects(value: Any) -> Any:
    """The JSON of an answer as objects of a pipeline; what is one object is shown as JSON again."""
    return Record(inner(value), type=JSON, raw=value) if isinstance(value, dict) else inner(value)


def inner(value: Any) -> Any:
    """A value within an answer as an object of a pipeline."""
    if isinstance(value, dict):
        return Record({str(key): inner(item) for key, item in value.items()}, raw=value)
    return [inner(item) for item in value] if isinstance(value, list) else value
