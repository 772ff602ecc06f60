"""Answers as JSON, texts verbatim."""

import json


def write(answer: object) -> str:
    """The answer in UTF-8 JSON, indented for people; floats keep full double precision."""
    return json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
