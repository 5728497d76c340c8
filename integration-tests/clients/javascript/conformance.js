// Runs the client conformance scenario with nats.js; ../README.md lists the checks.
import { run } from "./scenario.js";

const WHOLE_RUN_LIMIT_MILLIS = 60_000;

const { NATS_URL: url, NATS_CREDS: creds, NATS_CREDS_2: secondCreds } = process.env;
if (!url) {
  console.error("NATS_URL is not set");
  process.exit(2);
}

let passed = 0;
let failed = 0;

function note(name, error) {
  if (error) {
    failed++;
    console.log(`FAILED ${name}: ${error.message ?? error}`);
  } else {
    passed++;
    console.log(`ok ${name}`);
  }
}

function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}

setTimeout(() => {
  note("time", new Error(`the run took longer than ${WHOLE_RUN_LIMIT_MILLIS} ms`));
  finish();
}, WHOLE_RUN_LIMIT_MILLIS);

run({ url, creds, secondCreds }, note).catch((error) => note("run", error)).then(finish);
