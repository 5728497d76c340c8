import createClient, { type Client, type Middleware } from "openapi-fetch";
import type { paths as BillingPaths } from "./generated/billing";
import type { paths as ControlPaths } from "./generated/control-plane";
import { ApiProblem } from "./problem";
import type { ServiceConfig, ServiceStatus } from "./types";

/** Gives the access token for a request, renewing it first when it has run out; throws `ApiProblem.sessionEnded()`. */
export type AccessToken = () => Promise<string>;

export interface Api {
  readonly control: Client<ControlPaths>;
  readonly billing: Client<BillingPaths>;
}

/**
 * Both public APIs with the caller's token. `onUnauthorized` hears of a token that the service no longer accepts.
 * `fetcher` is the browser's fetch except in tests.
 */
export function createApi(
  config: ServiceConfig,
  accessToken: AccessToken,
  onUnauthorized: () => void,
  fetcher: typeof fetch = fetch,
): Api {
  const bearer: Middleware = {
    async onRequest({ request }) {
      request.headers.set("Authorization", `Bearer ${await accessToken()}`);
      return request;
    },
    onResponse({ response }) {
      if (response.status === 401) onUnauthorized();
    },
  };
  const control = createClient<ControlPaths>({
    baseUrl: location.origin,
    fetch: reachable("The control plane", fetcher),
  });
  const billing = createClient<BillingPaths>({
    baseUrl: config.billingUrl.replace(/\/+$/, ""),
    fetch: reachable("Billing", fetcher),
  });
  control.use(bearer);
  billing.use(bearer);
  return { control, billing };
}

export async function fetchConfig(signal?: AbortSignal): Promise<ServiceConfig> {
  const client = createClient<ControlPaths>({
    baseUrl: location.origin,
    fetch: reachable("The control plane", fetch),
  });
  return unwrap(await client.GET("/api/v1/config", signal ? { signal } : {}));
}

/** How the service is; open to those who are not signed in. */
export async function fetchStatus(signal: AbortSignal): Promise<ServiceStatus> {
  const client = createClient<ControlPaths>({
    baseUrl: location.origin,
    fetch: reachable("The control plane", fetch),
  });
  return unwrap(await client.GET("/api/v1/status", { signal }));
}

/** The body of a good answer; a failed answer is thrown as an `ApiProblem`. */
export function unwrap<T>(result: { data?: T; error?: unknown; response: Response }): T {
  if (!result.response.ok) throw ApiProblem.of(result.response, result.error);
  return result.data as T;
}

function reachable(part: string, fetcher: typeof fetch): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      return await fetcher(request);
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
      throw ApiProblem.unreachable(part);
    }
  };
}
