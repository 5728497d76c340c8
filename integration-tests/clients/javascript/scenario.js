// The checks of the client conformance scenario, in the order in which they are printed.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect, credsAuthenticator, errors, headers } from "@nats-io/transport-node";

const WAIT_MILLIS = 5_000;
const FAST_MILLIS = 2_000;
const QUEUE_MEMBERS = 4;
const QUEUE_MESSAGES = 200;
const REQUESTS_AT_ONCE = 50;
const DRAIN_MESSAGES = 100;

const text = new TextDecoder();
const everyByte = Buffer.concat([
  Uint8Array.from({ length: 256 }, (_, i) => i),
  Buffer.from("\r\nPING\r\n+OK\r\nMSG x 1 0\r\n"),
]);

/** Runs every check on the service at `url`, calling `note(name, error)` after each. */
export async function run({ url, creds, secondCreds }, note) {
  const open = (file, options = {}) => connect({ ...place(url), ...identity(file), reconnect: false, timeout: WAIT_MILLIS, name: "conformance-js", ...options });
  let shared;
  const attempt = async (name, check) => {
    try {
      await check();
      note(name);
    } catch (error) {
      note(name, error);
    }
  };
  await attempt("connect", async () => (shared = await open(creds)));
  if (!shared) {
    return;
  }

  const openLikeShared = (options) => open(creds, options);
  await attempt("payload-empty", () => payload(shared, new Uint8Array(0)));
  await attempt("payload-1-byte", () => payload(shared, Buffer.from("x")));
  await attempt("payload-64-kib", () => payload(shared, Buffer.from("0123456789abcdef".repeat(4096))));
  await attempt("payload-binary", () => payload(shared, everyByte));
  await attempt("wildcard-star", () => starMatchesOneToken(shared));
  await attempt("wildcard-greater", () => greaterMatchesTheRest(shared));
  await attempt("headers", () => headersComeBack(shared));
  await attempt("queue-group", () => queueGroupSharesTheWork(shared, openLikeShared));
  await attempt("request-reply", () => requestIsAnswered(shared));
  await attempt("concurrent-requests", () => concurrentRequestsFindTheirAnswers(shared));
  await attempt("no-responders", () => noRespondersIsToldAtOnce(shared));
  await attempt("auto-unsubscribe", () => autoUnsubscribeStopsAfterTheLimit(shared));
  await attempt("flush-rtt", () => flushTakesOneRoundTrip(shared));
  await attempt("echo-off", () => echoOffHidesOwnMessages(shared, openLikeShared));
  await attempt("max-payload", () => tooLargeAPayloadIsRefused(openLikeShared));
  if (secondCreds) {
    await attempt("second-user", () => secondUserSharesTheAccount(shared, () => open(secondCreds)));
  }
  await attempt("drain", () => drainDeliversWhatIsPending(shared, openLikeShared));
  await shared.close();
}

// This client takes no user and password from the URL.
function place(url) {
  const { host, username, password } = new URL(url);
  return username ? { servers: host, user: decodeURIComponent(username), pass: decodeURIComponent(password) } : { servers: host };
}

function identity(file) {
  return file ? { authenticator: credsAuthenticator(readFileSync(file)) } : {};
}

function freshSubject() {
  return `conformance.${randomBytes(8).toString("hex")}`;
}

function expect(expected, actual, what) {
  const [e, a] = [JSON.stringify(expected), JSON.stringify(actual)];
  if (e !== a) {
    throw new Error(`${what}: expected=${e}, actual=${a}`);
  }
}

function within(promise, what) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${WAIT_MILLIS} ms`)), WAIT_MILLIS);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

async function next(sub) {
  const { value, done } = await within(sub[Symbol.asyncIterator]().next(), "a message");
  if (done) {
    throw new Error("the subscription ended");
  }
  return value;
}

async function payload(nc, body) {
  const subject = freshSubject();
  const sub = nc.subscribe(subject, { max: 1 });
  nc.publish(subject, body);
  const message = await next(sub);
  if (!Buffer.from(message.data).equals(Buffer.from(body))) {
    throw new Error(`sent ${body.length} bytes, received ${message.data.length} other ones`);
  }
}

/** Publishes to each of the subjects, then to the end mark, and says which of them the filter was sent. */
async function received(nc, filter, endMark, subjects) {
  const sub = nc.subscribe(filter);
  for (const subject of [...subjects, endMark]) {
    nc.publish(subject);
  }
  const seen = [];
  await within(
    (async () => {
      for await (const message of sub) {
        if (message.subject === endMark) {
          return;
        }
        seen.push(message.subject);
      }
    })(),
    "the end mark",
  );
  return seen;
}

async function starMatchesOneToken(nc) {
  const p = freshSubject();
  const seen = await received(nc, `${p}.*.c`, `${p}.end.c`, [`${p}.a.c`, `${p}.c`, `${p}.a.b.c`, `${p}.b.c`, `${p}.a.d`]);
  expect([`${p}.a.c`, `${p}.b.c`], seen, "subjects");
}

async function greaterMatchesTheRest(nc) {
  const p = freshSubject();
  const seen = await received(nc, `${p}.>`, `${p}.end`, [p, `${p}.a`, `${p}.a.b.c`, `${p}x.a`]);
  expect([`${p}.a`, `${p}.a.b.c`], seen, "subjects");
}

async function headersComeBack(nc) {
  const subject = freshSubject();
  const sub = nc.subscribe(subject, { max: 1 });
  const sent = headers();
  sent.set("X-One", "single value: with colon");
  sent.append("X-Many", "first");
  sent.append("X-Many", "second");
  nc.publish(subject, "body", { headers: sent });
  const message = await next(sub);
  expect("body", text.decode(message.data), "payload");
  expect(["single value: with colon"], message.headers?.values("X-One"), "X-One");
  expect(["first", "second"], message.headers?.values("X-Many"), "X-Many");
}

async function queueGroupSharesTheWork(nc, open) {
  const subject = freshSubject();
  const timesSeen = new Map();
  const served = new Set();
  const members = await Promise.all(Array.from({ length: QUEUE_MEMBERS }, () => open()));
  try {
    const all = deferred();
    let deliveries = 0;
    for (const [member, connection] of members.entries()) {
      connection.subscribe(subject, {
        queue: "workers",
        callback: (error, message) => {
          if (error) {
            return all.reject(error);
          }
          const body = text.decode(message.data);
          timesSeen.set(body, (timesSeen.get(body) ?? 0) + 1);
          served.add(member);
          if (++deliveries === QUEUE_MESSAGES) {
            all.resolve();
          }
        },
      });
      await connection.flush();
    }
    for (let i = 0; i < QUEUE_MESSAGES; i++) {
      nc.publish(subject, `${i}`);
    }
    await nc.flush();
    await within(all.promise, `receiving ${QUEUE_MESSAGES} messages`);
    for (const connection of members) {
      await connection.flush();
    }
  } finally {
    await Promise.all(members.map((connection) => connection.close()));
  }
  expect(QUEUE_MESSAGES, timesSeen.size, "different messages");
  expect([], [...timesSeen].filter(([, times]) => times !== 1), "messages that came more than once");
  if (served.size < 2) {
    throw new Error("one member served all");
  }
}

function deferred() {
  const result = {};
  result.promise = new Promise((resolve, reject) => Object.assign(result, { resolve, reject }));
  return result;
}

/** Answers every request with its own payload after the prefix. */
function answer(nc, subject, prefix) {
  return nc.subscribe(subject, { callback: (_, request) => request.respond(prefix + text.decode(request.data)) });
}

async function requestIsAnswered(nc) {
  const subject = freshSubject();
  const service = answer(nc, subject, "re: ");
  const reply = await nc.request(subject, "question", { timeout: WAIT_MILLIS });
  service.unsubscribe();
  expect("re: question", text.decode(reply.data), "answer");
}

async function concurrentRequestsFindTheirAnswers(nc) {
  const subject = freshSubject();
  const service = answer(nc, subject, "");
  const bodies = Array.from({ length: REQUESTS_AT_ONCE }, (_, i) => `request ${i}`);
  const replies = await Promise.all(bodies.map((body) => nc.request(subject, body, { timeout: WAIT_MILLIS })));
  service.unsubscribe();
  expect(bodies, replies.map((reply) => text.decode(reply.data)), "answers");
}

async function noRespondersIsToldAtOnce(nc) {
  const begin = Date.now();
  const error = await nc.request(freshSubject(), "", { timeout: WAIT_MILLIS }).then(
    () => undefined,
    (e) => e,
  );
  if (!(error instanceof errors.NoRespondersError) && !(error?.cause instanceof errors.NoRespondersError)) {
    throw new Error(`expected=no responders, actual=${error}`);
  }
  if (Date.now() - begin > FAST_MILLIS) {
    throw new Error(`took ${Date.now() - begin} ms`);
  }
}

async function autoUnsubscribeStopsAfterTheLimit(nc) {
  const subject = freshSubject();
  const limited = nc.subscribe(subject);
  limited.unsubscribe(3);
  const witness = nc.subscribe(subject, { max: 5 });
  for (let i = 0; i < 5; i++) {
    nc.publish(subject);
  }
  const count = async (sub) => {
    let seen = 0;
    for await (const _ of sub) {
      seen++;
    }
    return seen;
  };
  const [seenByWitness, seen] = await within(Promise.all([count(witness), count(limited)]), "the end of both subscriptions");
  expect(5, seenByWitness, "seen by the witness");
  expect(3, seen, "seen by the limited one");
}

async function flushTakesOneRoundTrip(nc) {
  await within(nc.flush(), "flush");
  const rttMillis = await nc.rtt();
  if (!(rttMillis >= 0 && rttMillis <= FAST_MILLIS)) {
    throw new Error(`round trip of ${rttMillis} ms`);
  }
}

async function echoOffHidesOwnMessages(nc, open) {
  const subject = freshSubject();
  const silent = await open({ noEcho: true });
  try {
    const own = silent.subscribe(subject);
    await silent.flush();
    const others = nc.subscribe(subject, { max: 1 });
    await nc.flush();
    silent.publish(subject, "from silent");
    expect("from silent", text.decode((await next(others)).data), "the other connection");
    nc.publish(subject, "from other");
    expect("from other", text.decode((await next(own)).data), "the silent connection");
  } finally {
    await silent.close();
  }
}

async function tooLargeAPayloadIsRefused(open) {
  const nc = await open();
  try {
    nc.publish(freshSubject(), new Uint8Array(nc.info.max_payload + 1));
  } catch (error) {
    await nc.close();
    if (error instanceof errors.InvalidArgumentError) {
      return;
    }
    throw error;
  }
  const reason = await within(nc.closed(), "a refusal");
  if (!reason) {
    throw new Error("closed without a reason");
  }
}

async function secondUserSharesTheAccount(nc, openSecond) {
  const second = await openSecond();
  try {
    const subject = freshSubject();
    const sub = second.subscribe(subject);
    await second.flush();
    nc.publish(subject, "hello");
    expect("hello", text.decode((await next(sub)).data), "payload");
  } finally {
    await second.close();
  }
}

async function drainDeliversWhatIsPending(nc, open) {
  const subject = freshSubject();
  const draining = await open();
  let seen = 0;
  draining.subscribe(subject, { callback: () => seen++ });
  await draining.flush();
  for (let i = 0; i < DRAIN_MESSAGES; i++) {
    nc.publish(subject, "pending");
  }
  await nc.flush();
  await within(draining.drain(), "drain");
  expect(DRAIN_MESSAGES, seen, "messages");
}
