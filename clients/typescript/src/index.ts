import createClient, { type Client, type Middleware } from "openapi-fetch";
import type { paths, Problem } from "./schema.js";

export type * from "./schema.js";

/** Every operation of the document, by method and path; arguments and answers are checked by the compiler. */
export type VagusClient = Client<paths>;

export interface VagusOptions {
  /** Where the service is, such as `https://vagus.example.com`. */
  readonly baseUrl: string;
  /** A personal access token (`vgs_…`), or what gives an access token for each request. */
  readonly token: string | (() => string | Promise<string>);
  /** Instead of the global one. */
  readonly fetch?: typeof fetch;
}

/** A client that signs each request with the token and follows no redirects: those would carry the token elsewhere. */
export function createVagusClient(options: VagusOptions): VagusClient {
  const { token } = options;
  const bearer: Middleware = {
    async onRequest({ request }) {
      request.headers.set("Authorization", `Bearer ${typeof token === "string" ? token : await token()}`);
      return request;
    },
  };
  const client = createClient<paths>({
    baseUrl: options.baseUrl.replace(/\/+$/, ""),
    redirect: "error",
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });
  client.use(bearer);
  return client;
}

/** The service's refusal, a problem document of RFC 9457; `problem` is absent when something else answered. */
export class VagusError extends Error {
  override readonly name = "VagusError";

  constructor(
    readonly status: number,
    readonly problem: Problem | undefined,
  ) {
    super(problem?.detail ?? problem?.title ?? `HTTP ${status}`);
  }
}

/** The body of a good answer; a refusal is thrown. */
export function unwrap<T>(result: { data?: T; error?: unknown; response: Response }): T {
  if (!result.response.ok) {
    const problem = result.error as Problem | undefined;
    throw new VagusError(result.response.status, typeof problem?.type === "string" ? problem : undefined);
  }
  return result.data as T;
}

/** All items of a list: `fetchPage` asks for the page after a cursor, the first one without. */
export async function* allItems<T>(
  fetchPage: (cursor: string | undefined) => Promise<{ items: T[]; nextCursor?: string }>,
): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined;
  do {
    const page = await fetchPage(cursor);
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
