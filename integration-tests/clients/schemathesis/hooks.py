"""What schemathesis does not know by itself: how to send a zip file, and what an idempotency key is for."""

import uuid

import schemathesis

LONGEST_KEY = 255
LENGTH_OF_OWN = 32


@schemathesis.serializer("application/zip")
def zip_file(_context, value):
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.hook
def before_call(_context, case, _kwargs):
    """Gives each request that has a good idempotency key one of its own: the second with the same is only compared."""
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and 0 < len(key) <= LONGEST_KEY - LENGTH_OF_OWN:
        case.headers["Idempotency-Key"] = key + uuid.uuid4().hex
