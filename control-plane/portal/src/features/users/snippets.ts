import type { Permissions } from "../../api/types";

/** What a snippet needs to run as it stands. */
export interface ConnectFacts {
  readonly url: string;
  readonly credsFile: string;
  readonly subject: string;
}

export interface Snippet {
  readonly lang: "cli" | "java" | "go" | "javascript" | "python" | "rust";
  readonly label: string;
  /** The shell line, or the lines of the build file, that get the client. */
  readonly install: string;
  readonly fileName: string | undefined;
  readonly run: string | undefined;
  readonly code: string;
}

/** The name the credentials are downloaded under; names may hold spaces, shells dislike them. */
export function credsFileName(account: string, user: string): string {
  return `${account}-${user}.creds`.replace(/ +/g, "_");
}

/** A subject that a user with these permissions may both publish to and subscribe to; the nearest when there is none. */
export function exampleSubject(permissions: Permissions | undefined): string {
  const publish = permissions?.publish?.allow ?? [];
  const subscribe = permissions?.subscribe?.allow ?? [];
  const candidates = ["hello", ...publish.map(literal), ...subscribe.map(literal)];
  const usable = (subject: string) =>
    permits(permissions?.publish, subject) && permits(permissions?.subscribe, subject);
  return candidates.find(usable) ?? candidates.find((subject) => permits(permissions?.publish, subject)) ?? "hello";
}

function literal(filter: string): string {
  // A queue group may follow the subject of a subscribe rule.
  const subject = filter.split(" ")[0] ?? filter;
  return subject
    .split(".")
    .map((token) => (token === "*" || token === ">" ? "hello" : token))
    .join(".");
}

function permits(rules: Permissions["publish"], subject: string): boolean {
  const allow = rules?.allow ?? [];
  const deny = rules?.deny ?? [];
  return (
    (allow.length === 0 || allow.some((filter) => matches(filter, subject))) &&
    !deny.some((filter) => matches(filter, subject))
  );
}

/** Whether a NATS filter (`*` one token, a last `>` one or more) takes a literal subject. */
export function matches(filter: string, subject: string): boolean {
  const want = (filter.split(" ")[0] ?? filter).split(".");
  const have = subject.split(".");
  for (const [i, token] of want.entries()) {
    if (token === ">") return have.length > i;
    if (have[i] === undefined || (token !== "*" && token !== have[i])) return false;
  }
  return want.length === have.length;
}

/** Complete programs, one per client: connect with the credentials file, subscribe, publish, print what came back. */
export function connectSnippets({ url, credsFile, subject }: ConnectFacts): Snippet[] {
  return [
    {
      lang: "cli",
      label: "nats CLI",
      install: "go install github.com/nats-io/natscli/nats@latest",
      fileName: undefined,
      run: undefined,
      code: `export NATS_URL=${url} NATS_CREDS=${credsFile}
nats subscribe ${subject} --count 1 &
sleep 1
nats publish ${subject} "Hello from the CLI"
wait
`,
    },
    {
      lang: "java",
      label: "Java",
      install: `<dependency>
  <groupId>io.nats</groupId>
  <artifactId>jnats</artifactId>
  <version>2.26.2</version>
</dependency>`,
      fileName: "Hello.java",
      run: undefined,
      code: `import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

public class Hello {
  public static void main(String[] args) throws Exception {
    Options options = new Options.Builder()
        .server("${url}")
        .authHandler(Nats.credentials("${credsFile}"))
        .build();
    try (Connection nats = Nats.connect(options)) {
      Subscription subscription = nats.subscribe("${subject}");
      nats.publish("${subject}", "Hello from Java".getBytes(StandardCharsets.UTF_8));
      Message message = subscription.nextMessage(Duration.ofSeconds(5));
      System.out.println(new String(message.getData(), StandardCharsets.UTF_8));
    }
  }
}
`,
    },
    {
      lang: "go",
      label: "Go",
      install: "go mod init hello && go get github.com/nats-io/nats.go@latest",
      fileName: "main.go",
      run: "go run .",
      code: `package main

import (
	"fmt"
	"log"
	"time"

	"github.com/nats-io/nats.go"
)

func main() {
	nc, err := nats.Connect("${url}", nats.UserCredentials("${credsFile}"))
	if err != nil {
		log.Fatal(err)
	}
	defer nc.Close()

	sub, err := nc.SubscribeSync("${subject}")
	if err != nil {
		log.Fatal(err)
	}
	if err := nc.Publish("${subject}", []byte("Hello from Go")); err != nil {
		log.Fatal(err)
	}
	msg, err := sub.NextMsg(5 * time.Second)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(msg.Data))
}
`,
    },
    {
      lang: "javascript",
      label: "JavaScript",
      install: "npm install @nats-io/transport-node",
      fileName: "hello.mjs",
      run: "node hello.mjs",
      code: `import { readFile } from "node:fs/promises";
import { connect, credsAuthenticator } from "@nats-io/transport-node";

const nc = await connect({
  servers: "${url}",
  authenticator: credsAuthenticator(await readFile("${credsFile}")),
});

const subscription = nc.subscribe("${subject}", { max: 1 });
nc.publish("${subject}", "Hello from JavaScript");
for await (const message of subscription) {
  console.log(message.string());
}
await nc.close();
`,
    },
    {
      lang: "python",
      label: "Python",
      install: 'pip install "nats-py[nkeys]"',
      fileName: "hello.py",
      run: "python3 hello.py",
      code: `import asyncio

import nats


async def main():
    nc = await nats.connect("${url}", user_credentials="${credsFile}")
    subscription = await nc.subscribe("${subject}")
    await nc.publish("${subject}", b"Hello from Python")
    message = await subscription.next_msg(timeout=5)
    print(message.data.decode())
    await nc.close()


asyncio.run(main())
`,
    },
    {
      lang: "rust",
      label: "Rust",
      install: "cargo add async-nats futures && cargo add tokio --features full",
      fileName: "src/main.rs",
      run: "cargo run",
      code: `use futures::StreamExt;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = async_nats::ConnectOptions::with_credentials_file("${credsFile}")
        .await?
        .connect("${url}")
        .await?;

    let mut subscription = client.subscribe("${subject}").await?;
    client.publish("${subject}", "Hello from Rust".into()).await?;
    if let Some(message) = subscription.next().await {
        println!("{}", String::from_utf8_lossy(&message.payload));
    }
    client.drain().await?;
    Ok(())
}
`,
    },
  ];
}
