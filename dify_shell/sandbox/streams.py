"""Streams of events, as apps answer: what comes in which order, and what stands in it.

Recordings of 1.5.0 and 1.13.2 (console-chat, service-api); what agents do is from E1 of the reference.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from . import workflow_state

if TYPE_CHECKING:
    from .app_state import AppState
    from .workflow_state import Workflow
    from .world import World

Event = dict[str, Any]

HOLD = 30.0
"""Seconds after which a stream that is held goes on all the same."""

PING: Event = {"event": "ping"}
_PARALLEL: Event = {"parallel_id": None, "parallel_start_node_id": None, "parent_parallel_id": None,
                    "parent_parallel_start_node_id": None}  # fmt: skip
_OUTSIDE: Event = {"iteration_id": None, "loop_id": None}


class Answer:
    """One answer that an app gives: to whom, to what, and how far it has come."""

    def __init__(
        self, world: World, state: AppState, text: str, *, user: dict[str, Any], inputs: dict[str, Any],
        query: str = "", conversation: str = "", workflow: Workflow | None = None,
    ) -> None:  # fmt: skip
        self.world, self.state, self.text = world, state, text
        self.user, self.inputs, self.query, self.conversation = user, inputs, query, conversation
        self.workflow = workflow
        self.task, self.message, self.run = (str(uuid.uuid4()) for _ in range(3))
        self.at = int(world.now)
        self.said = ""

    @property
    def is_stopped(self) -> bool:
        """Whether somebody stopped the task."""
        return self.task in self.world.chat.stopped

    @property
    def failure(self) -> str:
        """Why the run of the workflow fails, if it does."""
        return "The model did not answer." if self.world.chat.fails and self.workflow else ""

    @property
    def ids(self) -> Event:
        """What all events say of where they belong."""
        run = {"workflow_run_id": self.run} if self.state.app["mode"] == "workflow" else {}
        named = {"conversation_id": self.conversation} if self.conversation else {}
        message = {} if run else {"message_id": self.message, "created_at": self.at}
        return {**run, **named, **message, "task_id": self.task}

    @property
    def usage(self) -> Event:
        """The tokens that were used, and what they cost: none without a model."""
        is_asked = self.workflow is None or _model(self.workflow) is not None
        prompt, completion = (len(text.split()) if is_asked else 0 for text in (self.query, self.text))
        price = {"prompt": 0.15 * is_asked, "completion": 0.6 * is_asked}
        unit = "0.000001" if is_asked else "0.0"
        return {
            "prompt_tokens": prompt, "prompt_unit_price": str(price["prompt"]), "prompt_price_unit": unit,
            "prompt_price": f"{prompt * price['prompt'] / 1e6:.8f}", "completion_tokens": completion,
            "completion_unit_price": str(price["completion"]), "completion_price_unit": unit,
            "completion_price": f"{completion * price['completion'] / 1e6:.8f}", "total_tokens": prompt + completion,
            "total_price": f"{(prompt * price['prompt'] + completion * price['completion']) / 1e6:.8f}",
            "currency": "USD", "latency": 0.08, "time_to_first_token": None, "time_to_generate": None,
        }  # fmt: skip

    @property
    def metadata(self) -> Event:
        """What is told at the end of a message."""
        return {"annotation_reply": None, "retriever_resources": [], "usage": self.usage}

    @property
    def outputs(self) -> Event:
        """What comes out of the workflow."""
        if self.state.app["mode"] == "advanced-chat":
            return {"answer": self.text, "files": []}
        last = workflow_state.nodes(self.workflow)[-1]["data"] if self.workflow else {}
        return {one["variable"]: self.text for one in last.get("outputs") or [{"variable": "result"}]}


def events(answer: Answer) -> Iterator[Event]:
    """An answer as it is streamed."""
    if answer.workflow is None:
        yield from _said_by_model(answer)
        return
    if answer.world.chat.silent:
        yield from silence(answer.world)
        return
    if answer.world.since("1.13.0"):
        yield PING
    yield from _worked(answer, answer.workflow)


def silence(world: World) -> Iterator[Event]:
    """One ping and nothing more, as where no worker runs, or one refuses the inputs (recording of 1.13.2)."""
    yield PING
    world.chat.released.wait(HOLD)


def _said_by_model(answer: Answer) -> Iterator[Event]:
    is_agent = answer.state.app["mode"] == "agent-chat"
    if is_agent:
        yield _thought(answer, "")
    yield from _text(answer, "agent_message" if is_agent else "message")
    if is_agent:
        yield _thought(answer, answer.said)
    yield from _end(answer)


def _thought(answer: Answer, thought: str) -> Event:
    return {
        "event": "agent_thought", **answer.ids, "id": answer.run, "position": 1, "thought": thought,
        "observation": "found" if thought else "", "tool": "search", "tool_labels": {"search": {"en_US": "Search"}},
        "tool_input": json.dumps({"search": {"query": answer.query}}), "message_files": [],
    }  # fmt: skip


def pieces(text: str) -> Iterator[str]:
    """A text as it is streamed: whole words, each with the space before it."""
    for place, word in enumerate(text.split(" ")):
        yield f" {word}" if place else word


def _text(answer: Answer, event: str, selector: list[str] | None = None) -> Iterator[Event]:
    """The text in pieces; a stream that is held waits after each."""
    switches = answer.world.chat
    for piece in pieces(answer.text):
        answer.said += piece
        if event == "text_chunk":
            yield {"event": event, **answer.ids, "data": {"text": piece, "from_variable_selector": selector}}
        else:
            yield {"event": event, **answer.ids, "id": answer.message, "answer": piece,
                   "from_variable_selector": selector}  # fmt: skip
        yield from [PING] * switches.pings
        if switches.held:
            switches.held.wait(HOLD)
        if answer.is_stopped:
            return


def _end(answer: Answer) -> Iterator[Event]:
    """What follows the text of a message; nothing where the line is to drop."""
    switches = answer.world.chat
    if switches.error:
        yield error(answer, switches.error)
    elif not switches.ends_early:
        if switches.replaced_by:
            yield {"event": "message_replace", **answer.ids, "answer": switches.replaced_by,
                   "reason": "output_moderation"}  # fmt: skip
        files: Event = {"files": None if answer.workflow is None else []}
        yield {"event": "message_end", **answer.ids, "id": answer.message, "metadata": answer.metadata, **files}


def error(answer: Answer, message: str) -> Event:
    """The event of a model that refused: it names no task."""
    ids = {key: value for key, value in answer.ids.items() if key != "task_id"}
    return {"event": "error", **ids, "code": "completion_request_error", "status": 400, "message": message}


def _model(workflow: Workflow) -> Event | None:
    return next((node for node in workflow_state.nodes(workflow) if node["data"]["type"] == "llm"), None)


def _worked(answer: Answer, workflow: Workflow) -> Iterator[Event]:
    """The run of a workflow: its nodes one after the other; the text comes while the model works, or the first node."""
    ids, nodes = answer.ids | {"workflow_run_id": answer.run}, workflow_state.nodes(workflow)
    speaker = _model(workflow) or nodes[0]
    speaks = _model(workflow) is not None or answer.world.since("1.13.0")
    is_chat = answer.state.app["mode"] == "advanced-chat"
    reason = {"reason": "initial"} if answer.world.since("1.13.0") else {}
    started = {"id": answer.run, "workflow_id": workflow["id"], "inputs": system_inputs(answer)}
    yield {"event": "workflow_started", **ids, "data": {**started, "created_at": answer.at, **reason}}
    for place, node in enumerate(nodes):
        shown = _node(answer, nodes, place)
        yield {"event": "node_started", **ids, "data": shown | _begun(answer)}
        if node is speaker and speaks and not answer.failure:
            yield from _text(answer, "message" if is_chat else "text_chunk", [node["id"], "text"])
        failed = answer.failure if node is speaker else ""
        yield {"event": "node_finished", **ids, "data": shown | _done(answer, node, failed)}
        if failed or answer.is_stopped:
            break
    if is_chat and not answer.failure:
        yield from _end(answer)
    if not answer.world.chat.error and not answer.world.chat.ends_early:
        yield {"event": "workflow_finished", **ids, "data": finished(answer) | {
            "created_by": answer.user, "exceptions_count": 0, "files": [],
        }}  # fmt: skip


def system_inputs(answer: Answer) -> Event:
    """The inputs of a workflow, with those that Dify adds."""
    user = answer.user["user"] if "user" in answer.user else answer.user["id"]
    workflow = answer.workflow["id"] if answer.workflow else None
    ids = {"user_id": user, "app_id": answer.state.app["id"], "workflow_id": workflow, "workflow_run_id": answer.run}
    chat = {"sys.query": answer.query, "sys.dialogue_count": 1} if answer.conversation else {}
    return {**answer.inputs, "sys.files": [], **{f"sys.{key}": value for key, value in ids.items()}, **chat}


def _node(answer: Answer, nodes: list[Event], place: int) -> Event:
    node = nodes[place]
    modern = answer.world.since("1.13.0")
    return {
        "id": str(uuid.uuid4()), "node_id": node["id"], "node_type": node["data"]["type"],
        "title": node["data"]["title"], "index": 1 if modern else place + 1,
        "predecessor_node_id": None if modern or not place else nodes[place - 1]["id"], "inputs": None,
        "created_at": answer.at, **_OUTSIDE,
    }  # fmt: skip


def _begun(answer: Answer) -> Event:
    more = {"inputs_truncated": False} if answer.world.since("1.13.0") else {**_PARALLEL, "parallel_run_id": None}
    return {"extras": {}, "agent_strategy": None, **more}


def _done(answer: Answer, node: Event, failure: str) -> Event:
    kind = node["data"]["type"]
    inputs: Event = {"start": _started_with(answer), "end": answer.outputs}.get(kind, {})
    outputs: Event = {"start": inputs, "llm": {"text": answer.text}}.get(kind, answer.outputs)
    if answer.world.since("1.13.0"):
        more = {"process_data": {}, "inputs_truncated": False, "process_data_truncated": False,
                "outputs_truncated": False, "execution_metadata": None}  # fmt: skip
    else:
        more = {"process_data": None, "execution_metadata": {}, **_PARALLEL}
    return {
        "inputs": inputs, "outputs": {} if failure else outputs, "status": "failed" if failure else "succeeded",
        "error": failure or None, "elapsed_time": 0.1, "finished_at": answer.at, "files": [], **more,
    }  # fmt: skip


def _started_with(answer: Answer) -> Event:
    if answer.conversation:
        return system_inputs(answer) | {"sys.conversation_id": answer.conversation}
    stamp = {"sys.timestamp": answer.at} if answer.world.since("1.13.0") else {}
    return system_inputs(answer) | stamp


def finished(answer: Answer) -> Event:
    """How the run of a workflow ended."""
    status = "stopped" if answer.is_stopped else "failed" if answer.failure else "succeeded"
    nothing = None if answer.world.since("1.13.0") else ""
    return {
        "id": answer.run, "workflow_id": answer.workflow["id"] if answer.workflow else None, "status": status,
        "outputs": {} if status == "failed" else answer.outputs, "error": answer.failure or nothing,
        "elapsed_time": 0.05, "total_tokens": answer.usage["total_tokens"],
        "total_steps": len(workflow_state.nodes(answer.workflow)) if answer.workflow else 0,
        "created_at": answer.at, "finished_at": answer.at,
    }  # fmt: skip


def frame(event: Event, world: World) -> bytes:
    """An event as it is sent: JSON in ASCII before 1.13, in UTF-8 and without spaces since."""
    if event is PING:
        return b"event: ping\n\n"
    modern = world.since("1.13.0")
    text = json.dumps(event, ensure_ascii=not modern, separators=(",", ":") if modern else None)
    return f"data: {text}\n\n".encode()
