import { QueryClientProvider } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { RouterProvider } from "react-router";
import { createApi, fetchConfig } from "../api/client";
import { Session } from "../features/session/session";
import { type Service, ServiceProvider } from "../features/session/SessionContext";
import { Announcer } from "../ui/announce";
import { ErrorNotice, Skeleton } from "../ui/feedback";
import { createQueryClient } from "./queryClient";
import { createRoutes } from "./routes";

type Start =
  | { stage: "asking" }
  | { stage: "failed"; error: unknown }
  | { stage: "ready"; service: Service; router: ReturnType<typeof createRoutes> };

const queryClient = createQueryClient();

/** Asks the service for its configuration, takes up the session, and only then shows the portal. */
export function App() {
  const [start, setStart] = useState<Start>({ stage: "asking" });
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);

  useEffect(() => {
    const asking = new AbortController();
    connect(asking.signal).then(
      (service) => {
        if (!asking.signal.aborted) setStart({ stage: "ready", service, router: createRoutes() });
      },
      (error: unknown) => {
        if (!asking.signal.aborted) setStart({ stage: "failed", error });
      },
    );
    return () => asking.abort();
  }, [attempt]);

  if (start.stage === "ready") {
    return (
      <ServiceProvider value={start.service}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={start.router} />
          <Announcer />
        </QueryClientProvider>
      </ServiceProvider>
    );
  }
  return (
    <main className="lone">
      {start.stage === "asking" ? (
        <Skeleton lines={4} label="Opening the portal" />
      ) : (
        <>
          <h1>The portal cannot open</h1>
          <ErrorNotice error={start.error} onRetry={retry} />
        </>
      )}
    </main>
  );
}

async function connect(signal: AbortSignal): Promise<Service> {
  const config = await fetchConfig(signal);
  const session = new Session(config);
  await session.restore();
  return { config, session, api: createApi(config, session.accessToken, session.end) };
}
