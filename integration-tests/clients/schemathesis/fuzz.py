"""Runs schemathesis over the whole document of the control plane against a service that is up.

VAGUS_URL is the portal's address, VAGUS_TOKEN an access token of somebody who has signed in, VAGUS_OPERATOR_TOKEN one of
somebody who runs the service, VAGUS_OUTSIDER_TOKEN one of somebody who does not. Requests are drawn from the document and deliberately off it; every answer has to be one that
the document describes, and none may be a 500.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import uuid

from world import Api, settle

DOCUMENT = pathlib.Path(__file__).resolve().parents[3] / "openapi" / "control-plane.yaml"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance"
)
# What would take away what the others need is asked of something that is not there: the id that it takes a made-up one for.
DESTROYING = {
    "deleteTeam": "teamId",
    "transferTeam": "teamId",
    "deleteAccount": "accountId",
    "purgeAccount": "accountId",
    "suspendAccount": "accountId",
    "removeMember": "personId",
    "deleteToken": "tokenId",
    "revokeInvitation": "invitationId",
    "deleteServiceAccount": "serviceAccountId",
    "deleteWebhook": "webhookId",
    "deleteAccountTemplate": "templateId",
    "deleteSigningKey": "keyId",
    "deleteUser": "userId",
    "deleteExport": "exportId",
    "revokeActivation": "activationId",
    "deleteImport": "importId",
    "deleteAlert": "alertId",
    "deleteAlertChannel": "channelId",
    "deleteStream": "stream",
    "sealStream": "stream",
    "deleteConsumer": "consumer",
    "setPlan": "planId",
}
# Takes no input and ends the caller: asked by nobody.
ENDS_THE_CALLER = ["deleteMe"]
# They take no input, either, and each changes what the whole service signs with: asked only by somebody who may not. (To empty
# or to reload a node is asked by the operator, too: no name that is drawn is a node's.)
ROTATING = ["announceOperatorKey", "signWithOperatorKey", "withdrawOperatorKey"]


def config(token, ids, seconds):
    """The configuration of one run, in TOML, which reads strings as JSON writes them."""
    lines = [
        f"headers = {{ Authorization = {json.dumps('Bearer ' + token)} }}",
        f"seed = {os.environ.get('VAGUS_FUZZ_SEED', '20261128')}",
        "continue-on-failure = true",
        "request-timeout = 20",
        f"max-time = {seconds}",
        "[parameters]",
    ]
    lines += [f'"path.{name}" = {json.dumps(value)}' for name, value in ids.items()]
    for operation, name in DESTROYING.items():
        lines += [
            "[[operations]]",
            f'include-operation-id = "{operation}"',
            f'parameters = {{ "path.{name}" = "{uuid.uuid4()}" }}',
        ]
    return "\n".join(lines) + "\n"


def run(what, url, token, ids, filters, seconds):
    print(f"--- {what}", flush=True)
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(config(token, ids, seconds))
        file.flush()
        command = [
            str(pathlib.Path(sys.executable).with_name("schemathesis")),
            f"--config-file={file.name}",
            "run",
            str(DOCUMENT),
            f"--url={url}",
            f"--checks={CHECKS}",
            "--phases=examples,coverage,fuzzing",
            f"--max-examples={os.environ.get('VAGUS_FUZZ_EXAMPLES', '10')}",
            "--suppress-health-check=all",
            "--no-shrink",
            "--warnings=off",
            "--workers=1",
            *filters,
            *sys.argv[1:],
        ]
        hooks = {**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(pathlib.Path(__file__).parent)}
        return subprocess.run(command, check=False, env=hooks).returncode


def main():
    url = os.environ["VAGUS_URL"].rstrip("/")
    token = os.environ["VAGUS_TOKEN"]
    operators = "--include-path-regex=^/api/v1/operator/"
    others = operators.replace("include", "exclude")
    left_out = [f"--exclude-operation-id={each}" for each in ENDS_THE_CALLER + ROTATING]
    seconds = int(os.environ.get("VAGUS_FUZZ_SECONDS", "60"))
    ids = settle(Api(url, token))
    failed = run("a team's operations, on what is there", url, token, ids, [others, *left_out], seconds)
    failed |= run(
        "the operator's operations", url, os.environ["VAGUS_OPERATOR_TOKEN"], ids, [operators, *left_out], seconds // 6
    )
    failed |= run(
        "the operator's operations, by an outsider", url, os.environ["VAGUS_OUTSIDER_TOKEN"], ids, [operators], seconds // 6
    )
    print("schemathesis: " + ("failed" if failed else "passed"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
