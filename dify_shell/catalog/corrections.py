"""What Dify's own documents get wrong, put right.

Found by comparing the documents of Dify 1.13 to 1.17 with its routes; a server's own document has the same faults.
"""

from __future__ import annotations

from .operation import Body, Field, Operation, Parameter, arranged

_INPUTS = Field("inputs", "object", required=True)
_FILES = Field("files", "object[]")
_TAG = Field("tag_id", "string", required=True)
_TARGET = Field("target_id", "string", required=True)

_BODIES = {
    # Models of the same name overwrite each other: the knowledge pipelines' ones show here.
    ("POST", "/apps/{}/workflows/draft/run"): Body((_INPUTS, _FILES)),
    ("POST", "/apps/{}/workflows/publish"): Body((Field("marked_comment", "string"), Field("marked_name", "string"))),
    # A choice of models shows as one field; this one of them is 1.13's.
    ("POST", "/v1/datasets/tags/unbinding"): Body((_TAG, _TARGET)),
    # A file is read, and no body is described.
    ("POST", "/apps/{}/annotations/batch-import"): Body((Field("file", "file", required=True),), "multipart/form-data"),
    ("POST", "/installed-apps/{}/audio-to-text"): Body((Field("file", "file", required=True),), "multipart/form-data"),
    ("POST", "/workspaces/current/plugin/upload/bundle"): Body(
        (Field("bundle", "file", required=True),), "multipart/form-data"
    ),
}

_PARAMETERS = {
    ("PATCH", "/datasets/{}/documents/status/{}/batch"): Parameter("document_id", "query", "string[]", required=True),
}


def corrected(operation: Operation) -> Operation:
    """`operation` as servers have it."""
    key = operation.method, operation.shape
    body = _BODIES.get(key, operation.body)
    parameters = operation.parameters
    missing = _PARAMETERS.get(key)
    if missing is not None and missing.name not in {one.name for one in parameters}:
        parameters += (missing,)
    return arranged(operation._replace(parameters=parameters, body=body))
