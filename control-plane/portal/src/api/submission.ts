import { useRef } from "react";

/**
 * The idempotency key of a form: the same for the same content, so that sending again after a lost answer
 * cannot make a thing twice, and a new one as soon as the content differs.
 */
export class SubmissionKey {
  #content = "";
  #key = "";

  for(content: unknown): { "Idempotency-Key": string } {
    const text = JSON.stringify(content);
    if (this.#key === "" || text !== this.#content) {
      this.#content = text;
      this.#key = crypto.randomUUID();
    }
    return { "Idempotency-Key": this.#key };
  }

  /** After an answer: the next submission is another one even if it looks the same. */
  spent(): void {
    this.#key = "";
  }
}

export function useSubmissionKey(): SubmissionKey {
  const key = useRef<SubmissionKey>(null);
  key.current ??= new SubmissionKey();
  return key.current;
}
