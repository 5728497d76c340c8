"""Runs the client conformance scenario with nats-py; ../README.md lists the checks."""

import asyncio
import os
import sys

import scenario

WHOLE_RUN_LIMIT_SECONDS = 60


async def main() -> int:
    url = os.environ.get("NATS_URL")
    if not url:
        print("NATS_URL is not set", file=sys.stderr)
        return 2
    counts = scenario.Counts()
    run = scenario.run(url, os.environ.get("NATS_CREDS"), os.environ.get("NATS_CREDS_2"), counts)
    try:
        await asyncio.wait_for(run, WHOLE_RUN_LIMIT_SECONDS)
    except asyncio.TimeoutError:
        counts.note("time", TimeoutError(f"the run took longer than {WHOLE_RUN_LIMIT_SECONDS} s"))
    print(f"{counts.passed} passed, {counts.failed} failed")
    return 1 if counts.failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
