import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { readBlob } from "../../api/transfer";
import type { Stream } from "../../api/types";
import { announce } from "../../ui/announce";
import { Button } from "../../ui/Button";
import { ErrorNotice } from "../../ui/feedback";
import { Icon } from "../../ui/Icon";
import { Card } from "../../ui/page";
import { useOpenAccount } from "../accounts/AccountPage";
import { useApi } from "../session/SessionContext";
import { downloadBlob } from "../users/download";
import { TransferProgress, type Transferred } from "./TransferProgress";

/** A stream as a file, with its consumers. */
export function BackupCard({ stream }: { stream: Stream }) {
  const account = useOpenAccount();
  const api = useApi();
  const [transferred, setTransferred] = useState<Transferred>();
  const backup = useMutation({
    mutationFn: async () => {
      setTransferred({ done: 0, total: stream.bytes });
      const result = await api.control.GET("/api/v1/accounts/{accountId}/jetstream/streams/{stream}/backup", {
        params: { path: { accountId: account.id, stream: stream.name } },
        parseAs: "stream",
      });
      unwrap(result);
      const body = new Response(result.data as ReadableStream<Uint8Array>, {
        headers: { "Content-Type": "application/zip" },
      });
      return readBlob(body, (done) => setTransferred({ done, total: Math.max(stream.bytes, done) }));
    },
    onSuccess: (blob) => {
      downloadBlob(`${stream.name}.zip`, blob);
      announce("The backup is downloaded");
    },
    onSettled: () => setTransferred(undefined),
  });
  return (
    <Card title="Backup">
      <div className="split">
        <p>
          A ZIP archive of the stream with its consumers, up to 256 MiB. Bring it in again on the list of streams, in
          this account or another; unpacked, <code>nats stream restore</code> takes it as well.
        </p>
        <Button busy={backup.isPending} onClick={() => backup.mutate()} data-testid="stream-backup">
          <Icon name="download" /> Download backup
        </Button>
      </div>
      {transferred !== undefined && <TransferProgress label="Downloading the backup" transferred={transferred} />}
      <ErrorNotice error={backup.error} />
    </Card>
  );
}
