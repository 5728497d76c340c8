import { Link, NavLink, useParams } from "react-router";
import type { Stream } from "../../api/types";
import { useRequiredParam } from "../../app/params";
import { ErrorNotice, Notice, Skeleton } from "../../ui/feedback";
import { formatAgo, formatBytes, formatCount } from "../../ui/format";
import { PageTabs } from "../../ui/PageTabs";
import { useOpenAccount } from "../accounts/AccountPage";
import { StreamOverTime } from "../monitor/StreamOverTime";
import { ConsumersPanel } from "./ConsumersPanel";
import { KeysPanel } from "./KeysPanel";
import { MessageBrowser } from "./MessageBrowser";
import { displayName, formatSpan, KIND_WORDS } from "./names";
import { ObjectsPanel } from "./ObjectsPanel";
import { useStream } from "./queries";
import { StreamSettings } from "./StreamSettings";

const SECTIONS: Record<Stream["kind"], readonly { key: string; label: string }[]> = {
  stream: [
    { key: "messages", label: "Messages" },
    { key: "consumers", label: "Consumers" },
    { key: "activity", label: "Over time" },
    { key: "settings", label: "Settings" },
  ],
  kv: [
    { key: "keys", label: "Keys" },
    { key: "messages", label: "Messages" },
    { key: "consumers", label: "Watchers" },
    { key: "activity", label: "Over time" },
    { key: "settings", label: "Settings" },
  ],
  object: [
    { key: "objects", label: "Objects" },
    { key: "consumers", label: "Watchers" },
    { key: "activity", label: "Over time" },
    { key: "settings", label: "Settings" },
  ],
};

/** One stream or bucket: what is in it, who reads it, what it did over time, and its settings. */
export function StreamPage() {
  const account = useOpenAccount();
  const name = useRequiredParam("stream");
  const stream = useStream(account.id, name);
  const wanted = useParams()["section"];
  if (stream.data === undefined) {
    return stream.isError ? (
      <ErrorNotice error={stream.error} onRetry={() => void stream.refetch()} />
    ) : (
      <Skeleton lines={5} label="Loading the stream" />
    );
  }
  const { data } = stream;
  const sections = SECTIONS[data.kind];
  const section = sections.find(({ key }) => key === wanted)?.key ?? sections[0]?.key;
  const base = `/accounts/${account.id}/streams/${encodeURIComponent(name)}`;
  return (
    <div className="stack-loose">
      <div className="stack-tight">
        <div className="eyebrow">
          <Link to={`/accounts/${account.id}/streams`}>Streams and buckets</Link>
        </div>
        <h2 className="section-title" data-testid="stream-title">
          {displayName(data)} <span className="tag">{KIND_WORDS[data.kind]}</span>
        </h2>
        {data.config.description !== undefined && <p className="lead">{data.config.description}</p>}
      </div>
      <StreamNotices stream={data} />
      <StreamFigures stream={data} />
      <PageTabs label="Stream">
        {sections.map(({ key, label }) => (
          <NavLink
            key={key}
            to={`${base}/${key}`}
            className={key === section ? "active" : ""}
            aria-current={key === section ? "page" : undefined}
            data-testid={`stream-tab-${key}`}
          >
            {label}
          </NavLink>
        ))}
      </PageTabs>
      {section === "messages" && <MessageBrowser stream={data} />}
      {section === "consumers" && <ConsumersPanel stream={data} />}
      {section === "keys" && <KeysPanel stream={data} />}
      {section === "objects" && <ObjectsPanel stream={data} />}
      {section === "activity" && <StreamOverTime accountId={account.id} stream={data.name} />}
      {section === "settings" && <StreamSettings key={data.name} stream={data} />}
    </div>
  );
}

function StreamNotices({ stream }: { stream: Stream }) {
  const lagging = [stream.mirror, ...(stream.sources ?? [])].filter((source) => source?.error !== undefined);
  const behind = stream.copies.filter((copy) => !copy.current);
  return (
    <>
      {stream.config.sealed === true && (
        <Notice tone="info" title="This stream is sealed">
          Nothing can be added or removed. It can be read, and deleted as a whole.
        </Notice>
      )}
      {lagging.map((source) => (
        <Notice key={source?.name} tone="warning" title={`Copying from ${source?.name} does not work`}>
          {source?.error}
        </Notice>
      ))}
      {behind.length > 0 && (
        <Notice tone="warning" title="Not every copy is up to date">
          {behind.map((copy) => `${copy.server} is ${formatCount(copy.lag)} behind`).join("; ")}
        </Notice>
      )}
    </>
  );
}

function StreamFigures({ stream }: { stream: Stream }) {
  return (
    <div className="figures">
      <Figure label="Messages" value={formatCount(stream.messages)} testId="stream-messages" number={stream.messages}>
        {stream.subjects > 0
          ? `${formatCount(stream.subjects)} ${stream.subjects === 1 ? "subject" : "subjects"}`
          : "none yet"}
      </Figure>
      <Figure label="Size" value={formatBytes(stream.bytes)}>
        {stream.config.storage === "memory" ? "in memory" : "on disk"}
      </Figure>
      <Figure label="Sequences" value={`${formatCount(stream.firstSequence)}–${formatCount(stream.lastSequence)}`}>
        {stream.deletedMessages > 0 ? `${formatCount(stream.deletedMessages)} gaps` : "without gaps"}
      </Figure>
      <Figure label="Last message" value={stream.lastAt === undefined ? "–" : formatAgo(stream.lastAt)}>
        kept {formatSpan(stream.config.maxAgeMillis ?? 0)}
      </Figure>
      <Figure label="Consumers" value={formatCount(stream.consumers)}>
        {stream.copies.length === 0 ? "one copy" : `${stream.copies.length + 1} copies, leader ${stream.leader ?? "–"}`}
      </Figure>
    </div>
  );
}

function Figure({
  label,
  value,
  number,
  testId,
  children,
}: {
  label: string;
  value: string;
  number?: number;
  testId?: string;
  children: React.ReactNode;
}) {
  return (
    <div className="figure">
      <span className="figure-label">{label}</span>
      <span className="figure-value" data-testid={testId} data-value={number}>
        {value}
      </span>
      <span className="faint">{children}</span>
    </div>
  );
}
