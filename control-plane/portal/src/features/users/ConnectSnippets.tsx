import { CopyButton } from "../../ui/Button";
import { Tabs } from "../../ui/Tabs";
import { useService } from "../session/SessionContext";
import { connectSnippets, type Snippet } from "./snippets";

/** Programs to paste that connect as this user. */
export function ConnectSnippets({ credsFile, subject }: { credsFile: string; subject: string }) {
  const { config } = useService();
  const url = config.natsUrls.join(",");
  return (
    <Tabs
      label="Client"
      testId="snippet"
      tabs={connectSnippets({ url, credsFile, subject }).map((snippet) => ({
        key: snippet.lang,
        label: snippet.label,
        content: <SnippetPanel snippet={snippet} />,
      }))}
    />
  );
}

function SnippetPanel({ snippet }: { snippet: Snippet }) {
  return (
    <div className="stack-tight">
      <CodeBlock title="Get the client" code={snippet.install} what={`${snippet.label} installation`} />
      <CodeBlock
        title={snippet.fileName ?? "In the folder of the credentials file"}
        code={snippet.code}
        what={`${snippet.label} example`}
        testId={`snippet-${snippet.lang}`}
      />
      {snippet.run !== undefined && <CodeBlock title="Run it" code={snippet.run} what="command" />}
    </div>
  );
}

export function CodeBlock({
  title,
  code,
  what,
  testId,
}: {
  title: string;
  code: string;
  what: string;
  testId?: string;
}) {
  return (
    <figure className="code">
      <figcaption>
        <span>{title}</span>
        <CopyButton text={code} what={what} compact />
      </figcaption>
      <pre tabIndex={0} data-testid={testId}>
        {code}
      </pre>
    </figure>
  );
}
