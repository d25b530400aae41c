"""A file for the reader to save: streamed, never kept by anybody on the way."""

from collections.abc import Iterable

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

KINDS = {"csv": "text/csv; charset=gb18030", "jsonl": "application/jsonl; charset=utf-8"}


def attachment(*, chunks: Iterable[bytes], name: str) -> StreamingHttpResponse:
    """Return the answer that saves `chunks` under `name`; the kind follows the ending of the name."""
    kind = KINDS.get(name.rsplit(".", 1)[-1], "application/octet-stream")
    answer = StreamingHttpResponse(chunks, content_type=kind)
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
