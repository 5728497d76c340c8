"""The checks of the client conformance scenario, in the order in which they are printed."""

import asyncio
import secrets
import time
from collections import Counter
from contextlib import asynccontextmanager

import nats
from nats import errors
from nats.aio.client import Client

WAIT_SECONDS = 5
FAST_SECONDS = 2
QUEUE_MEMBERS = 4
QUEUE_MESSAGES = 200
REQUESTS_AT_ONCE = 50
DRAIN_MESSAGES = 100

EVERY_BYTE = bytes(range(256)) + b"\r\nPING\r\n+OK\r\nMSG x 1 0\r\n"


class Counts:
    """How many checks passed and failed; prints each as it is noted."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def note(self, name, error=None):
        if error is None:
            self.passed += 1
            print(f"ok {name}", flush=True)
        else:
            self.failed += 1
            print(f"FAILED {name}: {error or type(error).__name__}", flush=True)


async def run(url, creds, second_creds, counts):
    async def attempt(name, check):
        try:
            await check
            counts.note(name)
        except Exception as error:  # whatever went wrong is the outcome of that check
            counts.note(name, error)

    def open_like_shared(**options):
        return open_connection(url, creds, **options)

    try:
        shared = await open_connection(url, creds)
    except Exception as error:
        counts.note("connect", error)
        return
    counts.note("connect")
    await attempt("payload-empty", payload(shared, b""))
    await attempt("payload-1-byte", payload(shared, b"x"))
    await attempt("payload-64-kib", payload(shared, b"0123456789abcdef" * 4096))
    await attempt("payload-binary", payload(shared, EVERY_BYTE))
    await attempt("wildcard-star", star_matches_one_token(shared))
    await attempt("wildcard-greater", greater_matches_the_rest(shared))
    await attempt("headers", headers_come_back(shared))
    await attempt("queue-group", queue_group_shares_the_work(shared, open_like_shared))
    await attempt("request-reply", request_is_answered(shared))
    await attempt("concurrent-requests", concurrent_requests_find_their_answers(shared))
    await attempt("no-responders", no_responders_is_told_at_once(shared))
    await attempt("auto-unsubscribe", auto_unsubscribe_stops_after_the_limit(shared))
    await attempt("flush-rtt", flush_takes_one_round_trip(shared))
    await attempt("echo-off", echo_off_hides_own_messages(shared, open_like_shared))
    await attempt("max-payload", too_large_a_payload_is_refused(open_like_shared))
    if second_creds:
        await attempt("second-user", second_user_shares_the_account(shared, open_connection(url, second_creds)))
    await attempt("drain", drain_delivers_what_is_pending(shared, open_like_shared))
    await shared.close()


async def open_connection(url, creds, **options) -> Client:
    async def kept_quiet(_):
        """The checks see every error themselves; the default would print it once more."""

    if creds:
        options["user_credentials"] = creds
    options.setdefault("error_cb", kept_quiet)
    connecting = nats.connect(
        url, allow_reconnect=False, connect_timeout=WAIT_SECONDS, name="conformance-python", **options
    )
    return await asyncio.wait_for(connecting, WAIT_SECONDS)


@asynccontextmanager
async def opened(connecting):
    nc = await connecting
    try:
        yield nc
    finally:
        await nc.close()


def fresh_subject():
    return f"conformance.{secrets.token_hex(8)}"


def expect(expected, actual, what):
    if expected != actual:
        raise AssertionError(f"{what}: expected={expected!r}, actual={actual!r}")


async def payload(nc, body):
    subject = fresh_subject()
    sub = await nc.subscribe(subject)
    await nc.publish(subject, body)
    message = await sub.next_msg(WAIT_SECONDS)
    await sub.unsubscribe()
    if message.data != body:
        raise AssertionError(f"sent {len(body)} bytes, received {len(message.data)} other ones")


async def received(nc, pattern, end_mark, subjects):
    """Publishes to each of the subjects, then to the end mark, and says which of them the pattern was sent."""
    sub = await nc.subscribe(pattern)
    for subject in [*subjects, end_mark]:
        await nc.publish(subject, b"")
    seen = []
    while (message := await sub.next_msg(WAIT_SECONDS)).subject != end_mark:
        seen.append(message.subject)
    await sub.unsubscribe()
    return seen


async def star_matches_one_token(nc):
    p = fresh_subject()
    sent = [f"{p}.a.c", f"{p}.c", f"{p}.a.b.c", f"{p}.b.c", f"{p}.a.d"]
    expect([f"{p}.a.c", f"{p}.b.c"], await received(nc, f"{p}.*.c", f"{p}.end.c", sent), "subjects")


async def greater_matches_the_rest(nc):
    p = fresh_subject()
    sent = [p, f"{p}.a", f"{p}.a.b.c", f"{p}x.a"]
    expect([f"{p}.a", f"{p}.a.b.c"], await received(nc, f"{p}.>", f"{p}.end", sent), "subjects")


async def headers_come_back(nc):
    # This client keeps one value for each name, so several values are left to the others.
    headers = {"X-One": "single value: with colon", "X-Two": "second"}
    subject = fresh_subject()
    sub = await nc.subscribe(subject)
    await nc.publish(subject, b"body", headers=headers)
    message = await sub.next_msg(WAIT_SECONDS)
    await sub.unsubscribe()
    expect(b"body", message.data, "payload")
    expect(headers, message.headers, "headers")


async def queue_group_shares_the_work(nc, open_another):
    subject = fresh_subject()
    deliveries = asyncio.Queue()
    members = [await open_another() for _ in range(QUEUE_MEMBERS)]
    try:
        for index, member in enumerate(members):

            async def deliver(message, index=index):
                deliveries.put_nowait((index, message.data))

            await member.subscribe(subject, queue="workers", cb=deliver)
            await member.flush()
        for i in range(QUEUE_MESSAGES):
            await nc.publish(subject, str(i).encode())
        await nc.flush()
        for member in members:
            await member.flush()
        arrived = [await asyncio.wait_for(deliveries.get(), WAIT_SECONDS) for _ in range(QUEUE_MESSAGES)]
        while not deliveries.empty():
            arrived.append(deliveries.get_nowait())
    finally:
        for member in members:
            await member.close()
    times_seen = Counter(body for _, body in arrived)
    expect(QUEUE_MESSAGES, len(times_seen), "different messages")
    expect([], [body for body, times in times_seen.items() if times != 1], "messages that came more than once")
    if len({member for member, _ in arrived}) < 2:
        raise AssertionError("one member served all")


async def answer(nc, subject, prefix):
    """Answers every request with its own payload after the prefix."""

    async def respond(request):
        await request.respond(prefix + request.data)

    return await nc.subscribe(subject, cb=respond)


async def request_is_answered(nc):
    subject = fresh_subject()
    service = await answer(nc, subject, b"re: ")
    reply = await nc.request(subject, b"question", timeout=WAIT_SECONDS)
    await service.unsubscribe()
    expect(b"re: question", reply.data, "answer")


async def concurrent_requests_find_their_answers(nc):
    subject = fresh_subject()
    service = await answer(nc, subject, b"")
    bodies = [f"request {i}".encode() for i in range(REQUESTS_AT_ONCE)]
    replies = await asyncio.gather(*(nc.request(subject, body, timeout=WAIT_SECONDS) for body in bodies))
    await service.unsubscribe()
    expect(bodies, [reply.data for reply in replies], "answers")


async def no_responders_is_told_at_once(nc):
    begin = time.monotonic()
    try:
        await nc.request(fresh_subject(), b"", timeout=WAIT_SECONDS)
    except errors.NoRespondersError:
        took = time.monotonic() - begin
        if took > FAST_SECONDS:
            raise AssertionError(f"took {took:.1f} s")
        return
    raise AssertionError("expected=no responders, actual=an answer")


async def auto_unsubscribe_stops_after_the_limit(nc):
    subject = fresh_subject()
    seen = 0

    async def count(_):
        nonlocal seen
        seen += 1

    limited = await nc.subscribe(subject, cb=count)
    await limited.unsubscribe(3)
    witness = await nc.subscribe(subject)
    for _ in range(5):
        await nc.publish(subject, b"")
    for _ in range(5):
        await witness.next_msg(WAIT_SECONDS)
    await witness.unsubscribe()
    await nc.flush(WAIT_SECONDS)
    expect(3, seen, "seen by the limited one")


async def flush_takes_one_round_trip(nc):
    begin = time.monotonic()
    await nc.flush(WAIT_SECONDS)
    took = time.monotonic() - begin
    if took > FAST_SECONDS:
        raise AssertionError(f"round trip of {took:.1f} s")


async def echo_off_hides_own_messages(nc, open_another):
    subject = fresh_subject()
    async with opened(open_another(no_echo=True)) as silent:
        own = await silent.subscribe(subject)
        await silent.flush()
        others = await nc.subscribe(subject)
        await nc.flush()
        await silent.publish(subject, b"from silent")
        expect(b"from silent", (await others.next_msg(WAIT_SECONDS)).data, "the other connection")
        await nc.publish(subject, b"from other")
        expect(b"from other", (await own.next_msg(WAIT_SECONDS)).data, "the silent connection")
        await others.unsubscribe()


async def too_large_a_payload_is_refused(open_another):
    closed = asyncio.Event()

    async def note_close():
        closed.set()

    async with opened(open_another(closed_cb=note_close)) as nc:
        try:
            await nc.publish(fresh_subject(), bytes(nc.max_payload + 1))
        except errors.MaxPayloadError:
            return
        await asyncio.wait_for(closed.wait(), WAIT_SECONDS)
        if nc.last_error is None:
            raise AssertionError("closed without a reason")


async def second_user_shares_the_account(nc, connecting):
    subject = fresh_subject()
    async with opened(connecting) as second:
        sub = await second.subscribe(subject)
        await second.flush()
        await nc.publish(subject, b"hello")
        expect(b"hello", (await sub.next_msg(WAIT_SECONDS)).data, "payload")


async def drain_delivers_what_is_pending(nc, open_another):
    subject = fresh_subject()
    seen = 0

    async def count(_):
        nonlocal seen
        seen += 1

    draining = await open_another()
    await draining.subscribe(subject, cb=count)
    await draining.flush()
    for _ in range(DRAIN_MESSAGES):
        await nc.publish(subject, b"pending")
    await nc.flush()
    await asyncio.wait_for(draining.drain(), WAIT_SECONDS)
    expect(DRAIN_MESSAGES, seen, "messages")
