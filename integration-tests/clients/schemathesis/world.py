"""A team with one of each thing in it, made through the API itself, so that requests reach further than a 404."""

import json
import time
import urllib.error
import urllib.request

ACTIVE_SECONDS = 60


class Api:
    """The API below /api/v1 with a bearer token."""

    def __init__(self, url, token):
        self.base = url.rstrip("/") + "/api/v1"
        self.token = token

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.base + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "Bearer " + self.token, "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=40) as answer:
                text = answer.read()
        except urllib.error.HTTPError as refused:
            raise SystemExit(f"{method} {path} answered {refused.code}: {refused.read().decode()}") from refused
        return json.loads(text) if text else {}

    def make(self, path, body):
        return self.call("POST", path, body)


def jetstream(api, account):
    """A stream, a consumer and a message, and a bucket of each kind."""
    at = f"{account}/jetstream"
    until = time.monotonic() + ACTIVE_SECONDS
    while api.call("GET", account)["state"] != "active":
        if time.monotonic() > until:
            raise SystemExit(f"{account} is not active after {ACTIVE_SECONDS} s")
        time.sleep(0.2)
    api.make(f"{at}/streams", {"name": "S", "subjects": ["s.>"]})
    api.make(f"{at}/streams/S/consumers", {"name": "C"})
    api.make(f"{account}/messages", {"subject": "s.a", "text": "hello"})
    api.make(f"{at}/kv", {"name": "B"})
    api.make(f"{at}/objects", {"name": "B"})


def settle(api):
    """Makes it and returns the value of each path parameter of the document that names a thing."""
    team = api.make("/teams", {"name": "fuzzed"})["id"]
    limits = {"diskStorageBytes": 64 << 20, "memoryStorageBytes": 16 << 20}
    account = api.make(f"/teams/{team}/accounts", {"name": "fuzzed", "limits": limits})["id"]
    at = f"/accounts/{account}"
    other = api.make(f"/teams/{team}/accounts", {"name": "other"})["id"]
    key = api.call("GET", at)["publicKey"]
    export = api.make(f"{at}/exports", {"name": "e", "subject": "e", "kind": "stream"})["id"]
    offered = api.make(f"/accounts/{other}/exports", {"name": "o", "subject": "o", "kind": "stream"})["id"]
    jetstream(api, at)
    webhook = {"name": "w", "url": "https://example.invalid/hook", "events": ["none"]}
    return {
        "teamId": team,
        "accountId": account,
        "personId": api.call("GET", "/me")["id"],
        "keyId": api.make(f"{at}/signing-keys", {"name": "k"})["id"],
        "userId": api.make(f"{at}/users", {"name": "u"})["user"]["id"],
        "tokenId": api.make("/tokens", {"name": "fuzzed"})["id"],
        "invitationId": api.make(f"/teams/{team}/invitations", {"email": "i@example.com", "role": "viewer"})[
            "invitation"
        ]["id"],
        "serviceAccountId": api.make(f"/teams/{team}/service-accounts", {"name": "s", "role": "viewer"})["id"],
        "templateId": api.make(f"/teams/{team}/account-templates", {"name": "t"})["id"],
        "webhookId": api.make(f"/teams/{team}/webhooks", webhook)["webhook"]["id"],
        "exportId": export,
        "activationId": api.make(f"{at}/exports/{export}/activations", {"accountKey": key})["id"],
        "importId": api.make(f"{at}/imports", {"name": "i", "exportId": offered})["id"],
        "alertId": api.make(f"{at}/alerts", {"name": "a", "metric": "connections", "threshold": 1})["id"],
        "stream": "S",
        "consumer": "C",
        "bucket": "B",
        "sequence": "1",
        "channelId": api.make(f"{at}/alert-channels", {"name": "c", "kind": "nats", "target": "alerts"})["id"],
    }
