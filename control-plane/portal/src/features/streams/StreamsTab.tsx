import { useState } from "react";
import { Link, useNavigate } from "react-router";
import type { JetStreamUsage, Stream, StreamKind } from "../../api/types";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState, ErrorNotice, Skeleton } from "../../ui/feedback";
import { SelectField, TextField } from "../../ui/fields";
import { formatAgo, formatBytes, formatCount, formatLimit } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Card } from "../../ui/page";
import { useOpenAccount } from "../accounts/AccountPage";
import { Allowed, useMayHere } from "../accounts/Allowed";
import { CreateBucketModal } from "./CreateBucketModal";
import { CreateStreamModal } from "./CreateStreamModal";
import { displayName, KIND_WORDS } from "./names";
import { RestoreModal } from "./RestoreModal";
import { useJetStream, useStreams } from "./queries";

/** What is stored in the account: streams, key-value and object buckets, and how much room is left. */
export function StreamsTab() {
  const account = useOpenAccount();
  const usage = useJetStream(account.id);
  const [kind, setKind] = useState<StreamKind>();
  const [q, setQ] = useState("");
  const streams = useStreams(account.id, kind, q.trim());
  const [making, setMaking] = useState<StreamKind>();
  const [restoring, setRestoring] = useState(false);
  const navigate = useNavigate();
  const may = useMayHere();

  if (usage.data !== undefined && !usage.data.enabled) {
    return (
      <EmptyState
        title="This account has no storage yet"
        action={
          may("manageAccounts") && (
            <ButtonLink look="primary" to="../settings">
              Give it storage
            </ButtonLink>
          )
        }
      >
        Streams keep messages until they are read, and buckets hold keys and files. Give the account some disk or memory
        storage in its limits; it works a second later.
      </EmptyState>
    );
  }
  const opened = (stream: Stream) => {
    setMaking(undefined);
    void navigate(stream.name);
  };
  return (
    <div className="stack-loose">
      {usage.data !== undefined && <Room usage={usage.data} />}
      <Card
        title="Streams and buckets"
        actions={
          <div className="actions">
            <TextField
              label="Find"
              type="search"
              maxLength={64}
              placeholder="a part of its name"
              value={q}
              onChange={setQ}
              data-testid="stream-search"
            />
            <SelectField
              label="Show"
              value={kind ?? ""}
              onChange={(value) => setKind(value === "" ? undefined : (value as StreamKind))}
              data-testid="stream-kind"
            >
              <option value="">Everything</option>
              <option value="stream">Streams</option>
              <option value="kv">Key-value buckets</option>
              <option value="object">Object buckets</option>
            </SelectField>
          </div>
        }
      >
        <Allowed right="develop">
          <div className="actions actions-start">
            <Button look="primary" data-testid="create-stream" onClick={() => setMaking("stream")}>
              <Icon name="plus" /> Stream
            </Button>
            <Button data-testid="create-kv" onClick={() => setMaking("kv")}>
              <Icon name="plus" /> Key-value bucket
            </Button>
            <Button data-testid="create-object" onClick={() => setMaking("object")}>
              <Icon name="plus" /> Object bucket
            </Button>
            <Button data-testid="restore-stream" onClick={() => setRestoring(true)}>
              Restore a backup
            </Button>
          </div>
        </Allowed>
        <ErrorNotice error={streams.error} onRetry={() => void streams.refetch()} />
        {streams.isPending && <Skeleton lines={3} label="Loading streams" />}
        {streams.data?.length === 0 && (
          <p className="faint" data-testid="streams-empty">
            {q.trim() !== "" || kind !== undefined
              ? "Nothing matches. Take the filter away to see everything."
              : may("develop")
                ? "Nothing here yet. Make a stream to keep what is published to some subjects, or a bucket for keys or files."
                : "Nothing here yet. Somebody with the role developer can make a stream or a bucket."}
          </p>
        )}
        {streams.data !== undefined && streams.data.length > 0 && <StreamTable streams={streams.data} />}
      </Card>
      {restoring && <RestoreModal accountId={account.id} onClose={() => setRestoring(false)} onRestored={opened} />}
      {making === "stream" && (
        <CreateStreamModal accountId={account.id} onClose={() => setMaking(undefined)} onCreated={opened} />
      )}
      {(making === "kv" || making === "object") && (
        <CreateBucketModal
          kind={making}
          accountId={account.id}
          onClose={() => setMaking(undefined)}
          onCreated={opened}
        />
      )}
    </div>
  );
}

function StreamTable({ streams }: { streams: readonly Stream[] }) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Streams and buckets">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className="number">
              Messages
            </th>
            <th scope="col" className="number">
              Size
            </th>
            <th scope="col" className="number">
              Consumers
            </th>
            <th scope="col">Last message</th>
          </tr>
        </thead>
        <tbody>
          {streams.map((stream) => (
            <tr key={stream.name}>
              <td>
                <Link to={stream.name} data-testid="stream-link">
                  {displayName(stream)}
                </Link>{" "}
                <span className="tag">{KIND_WORDS[stream.kind]}</span>
                {stream.kind === "stream" && (
                  <div className="faint mono">{stream.config.subjects?.join(", ") ?? sourcesOf(stream)}</div>
                )}
              </td>
              <td className="number">{formatCount(stream.messages)}</td>
              <td className="number">{formatBytes(stream.bytes)}</td>
              <td className="number">{formatCount(stream.consumers)}</td>
              <td>{stream.lastAt === undefined ? "none yet" : formatAgo(stream.lastAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function sourcesOf(stream: Stream): string {
  if (stream.config.mirror !== undefined) return `mirror of ${stream.config.mirror.name}`;
  return `from ${stream.config.sources?.map((source) => source.name).join(", ") ?? "nowhere"}`;
}

function Room({ usage }: { usage: JetStreamUsage }) {
  return (
    <Card title="Room">
      <div className="figures">
        <Part label="Disk" used={usage.diskBytes} limit={usage.diskLimitBytes} format={formatBytes} />
        <Part label="Memory" used={usage.memoryBytes} limit={usage.memoryLimitBytes} format={formatBytes} />
        <Part label="Streams" used={usage.streams} limit={usage.streamLimit} format={formatCount} />
        <Part label="Consumers" used={usage.consumers} limit={usage.consumerLimit} format={formatCount} />
      </div>
    </Card>
  );
}

function Part({
  label,
  used,
  limit,
  format,
}: {
  label: string;
  used: number;
  limit: number;
  format: (value: number) => string;
}) {
  return (
    <div className="figure">
      <span className="figure-label">{label}</span>
      <span className="figure-value">{format(used)}</span>
      {limit > 0 && <progress aria-label={`${label} used`} max={limit} value={Math.min(used, limit)} />}
      <span className="faint">{limit === 0 ? "none given" : `of ${formatLimit(limit, format)}`}</span>
    </div>
  );
}
