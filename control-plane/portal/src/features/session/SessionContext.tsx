import { createContext, use, useSyncExternalStore } from "react";
import type { Api } from "../../api/client";
import type { ServiceConfig } from "../../api/types";
import type { Session, SessionStatus } from "./session";

/** What the whole portal shares once the service has told its configuration. */
export interface Service {
  readonly config: ServiceConfig;
  readonly session: Session;
  readonly api: Api;
}

const ServiceContext = createContext<Service | null>(null);

export const ServiceProvider = ServiceContext.Provider;

export function useService(): Service {
  const service = use(ServiceContext);
  if (service === null) throw new Error("no ServiceProvider above this component");
  return service;
}

export function useApi(): Api {
  return useService().api;
}

export function useSessionStatus(): SessionStatus {
  const { session } = useService();
  return useSyncExternalStore(session.subscribe, () => session.status);
}
