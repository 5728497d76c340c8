// @vitest-environment happy-dom
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createApi } from "../../api/client";
import type { Account } from "../../api/types";
import { createQueryClient } from "../../app/queryClient";
import { Session } from "../session/session";
import { ServiceProvider } from "../session/SessionContext";
import { CreateAccountModal } from "./CreateAccountModal";

const config = {
  version: "1",
  oidc: { issuer: "http://id.example", clientId: "portal" },
  natsUrls: [],
  billingUrl: "http://billing.example",
};

interface Sent {
  key: string | null;
  body: unknown;
}

/** The dialog against a service that answers as told, one answer a request. */
function open(...answers: (() => Response)[]) {
  const sent: Sent[] = [];
  const created = vi.fn<(account: Account) => void>();
  const api = createApi(
    config,
    async () => "token",
    () => {},
    async (input) => {
      const request = input as Request;
      sent.push({ key: request.headers.get("Idempotency-Key"), body: await request.json() });
      const answer = answers.shift();
      if (answer === undefined) throw new Error("one request too many");
      return answer();
    },
  );
  render(
    <ServiceProvider value={{ config, session: new Session(config), api }}>
      <QueryClientProvider client={createQueryClient()}>
        <CreateAccountModal teamId="t1" onClose={() => {}} onCreated={created} />
      </QueryClientProvider>
    </ServiceProvider>,
  );
  return { sent, created };
}

const type = (testId: string, text: string) =>
  fireEvent.change(screen.getByTestId(testId), { target: { value: text } });
const submit = () => fireEvent.click(screen.getByTestId("account-submit"));
const made = () => Response.json({ id: "a1", name: "orders" }, { status: 201 });

afterEach(cleanup);

describe("creating an account", () => {
  it("sends the name, and only the limits that were given", async () => {
    const { sent, created } = open(made);
    type("account-name", " orders ");
    type("limit-connections", "50");
    submit();

    await waitFor(() => expect(created).toHaveBeenCalledOnce());
    expect(sent[0]?.body).toEqual({ name: "orders", limits: { connections: 50 } });
  });

  it("shows each reason at its field and moves the focus there", async () => {
    open(() =>
      Response.json(
        { type: "x", title: "Invalid", status: 400, errors: [{ field: "name", reason: "is taken in this team" }] },
        { status: 400 },
      ),
    );
    type("account-name", "orders");
    submit();

    expect(await screen.findByText("is taken in this team")).toBeTruthy();
    const field = screen.getByTestId("account-name");
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement).toBe(field);
  });

  it("sends the same idempotency key again when an answer was lost, so that there is one account", async () => {
    const { sent, created } = open(() => {
      throw new TypeError("failed to fetch");
    }, made);
    type("account-name", "orders");
    submit();
    await screen.findByText("The control plane does not answer");
    submit();

    await waitFor(() => expect(created).toHaveBeenCalledOnce());
    expect(sent).toHaveLength(2);
    expect(sent[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent[1]?.key).toBe(sent[0]?.key);
  });

  it("does not send a limit that is no number", async () => {
    const { sent } = open();
    type("account-name", "orders");
    type("limit-connections", "many");
    submit();

    expect(await screen.findByText("A whole number, or -1 for no limit")).toBeTruthy();
    expect(sent).toEqual([]);
  });
});
