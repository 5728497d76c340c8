import type { ProblemBody } from "./types";

/**
 * What went wrong with a request: the server's problem details (RFC 9457), or, with status 0, that no answer came.
 * Everything the API layer throws is one of these.
 */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | undefined;
  readonly requestId: string | undefined;
  readonly fields: ReadonlyMap<string, string>;

  constructor(status: number, title: string, more: Partial<Omit<ProblemBody, "status" | "title">> = {}) {
    super(title);
    this.name = "ApiProblem";
    this.status = status;
    this.code = (more.type ?? "").replace(/^urn:vagus:problem:/, "");
    this.detail = more.detail;
    this.requestId = more.requestId;
    this.fields = new Map((more.errors ?? []).map((error) => [error.field, error.reason]));
  }

  /**
   * No answer at all: the part is down, the network is gone, or the browser refused to send.
   *
   * @param advice what to do, where nothing asks again by itself
   */
  static unreachable(part: string, advice?: string): ApiProblem {
    return new ApiProblem(0, `${part} does not answer`, advice === undefined ? {} : { detail: advice });
  }

  static sessionEnded(): ApiProblem {
    return new ApiProblem(401, "Your session has ended");
  }

  /** Reads the body of a failed answer; a proxy's HTML page still gives a sensible problem. */
  static of(response: Response, body: unknown): ApiProblem {
    if (isProblemBody(body)) return new ApiProblem(response.status, body.title, body);
    const requestId = response.headers.get("X-Request-Id");
    return new ApiProblem(
      response.status,
      response.statusText || `The service answered ${response.status}`,
      requestId === null ? {} : { requestId },
    );
  }
}

function isProblemBody(body: unknown): body is ProblemBody {
  return typeof body === "object" && body !== null && "title" in body && typeof body.title === "string";
}

/** One heading and one sentence on what the reader can do about it. */
export interface Explanation {
  readonly title: string;
  readonly advice: string;
}

export function explain(error: unknown): Explanation {
  if (!(error instanceof ApiProblem)) {
    return {
      title: "Something went wrong on this page",
      advice: "Reload the page. If it happens again, tell the people who run this service what you did.",
    };
  }
  switch (error.status) {
    case 0:
      return {
        title: error.message,
        advice: error.detail ?? "Check your connection. This page tries again by itself.",
      };
    case 400:
      return { title: "Some of this cannot be accepted", advice: error.detail ?? "Correct the marked fields." };
    case 401:
      return { title: "Your session has ended", advice: "Sign in again; nothing is lost." };
    case 403:
      return {
        title: "Your role does not allow this",
        advice: error.detail ?? "Ask an owner of the team to do it, or to make you one.",
      };
    case 404:
      return {
        title: "Not found",
        advice: "It may have been deleted, or it belongs to a team that you are not in.",
      };
    case 409:
      return { title: "This conflicts with what is there", advice: error.detail ?? error.message };
    case 422:
      return { title: "This request was already used for something else", advice: "Close the form and start again." };
    case 503:
      return {
        title: "A part of the service is away",
        advice: error.detail ?? "Messages keep flowing. Try again in a few seconds.",
      };
    default:
      return { title: error.message, advice: error.detail ?? "Try again in a moment." };
  }
}

/** Whether asking again later may help without the reader changing anything. */
export function isTransient(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status === 429 || error.status >= 500);
}

/** The reasons for `field` and everything inside it: `permissions.publish.allow[2]` counts for `permissions.publish.allow`. */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const exact = error.fields.get(field);
  if (exact !== undefined) return exact;
  for (const [path, reason] of error.fields) {
    if (path.startsWith(`${field}.`) || path.startsWith(`${field}[`)) return reason;
  }
  return undefined;
}

/** What must be said above the form: the problem itself, unless every field it names is marked in place. */
export function formError(error: unknown, shownFields: readonly string[]): Explanation | undefined {
  if (error === null || error === undefined) return undefined;
  if (error instanceof ApiProblem && error.fields.size > 0) {
    const unseen = [...error.fields].filter(
      ([path]) =>
        !shownFields.some((field) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`)),
    );
    if (unseen.length === 0) return undefined;
    return {
      title: explain(error).title,
      advice: unseen.map(([path, reason]) => `${path}: ${reason}`).join("; "),
    };
  }
  return explain(error);
}
