import type { AccessToken } from "./client";
import { ApiProblem } from "./problem";

/** How far a transfer is; `total` is undefined while nobody knows. */
export type OnProgress = (done: number, total: number | undefined) => void;

/** Reads a body to its end, telling how far it is. */
export async function readBlob(response: Response, onProgress: OnProgress): Promise<Blob> {
  const length = Number(response.headers.get("Content-Length") ?? NaN);
  const total = Number.isFinite(length) ? length : undefined;
  const parts: BlobPart[] = [];
  let done = 0;
  const reader = response.body?.getReader();
  if (reader !== undefined) {
    for (;;) {
      const { done: ended, value } = await reader.read();
      if (ended) break;
      parts.push(value);
      done += value.byteLength;
      onProgress(done, total);
    }
  }
  return new Blob(parts, { type: response.headers.get("Content-Type") ?? "application/octet-stream" });
}

/**
 * Sends a file and returns the JSON answer; fetch cannot tell how much of a body has gone, so this is the older request.
 * A refusal is thrown as an `ApiProblem`.
 */
export async function upload<T>(
  method: "PUT" | "POST",
  url: string,
  file: Blob,
  type: string,
  accessToken: AccessToken,
  onProgress: OnProgress,
): Promise<T> {
  const token = await accessToken();
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.setRequestHeader("Content-Type", type);
    request.upload.onprogress = (event) => onProgress(event.loaded, event.lengthComputable ? event.total : undefined);
    request.onerror = () => reject(ApiProblem.unreachable("The control plane"));
    request.onload = () => {
      const body = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) {
        resolve(body as T);
      } else {
        const headers = new Headers();
        const requestId = request.getResponseHeader("X-Request-Id");
        if (requestId !== null) headers.set("X-Request-Id", requestId);
        reject(ApiProblem.of(new Response(null, { status: request.status, headers }), body));
      }
    };
    request.send(file);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
