import { ErrorResponse, type User, UserManager, WebStorageStateStore } from "oidc-client-ts";
import { ApiProblem } from "../../api/problem";
import type { ServiceConfig } from "../../api/types";

export type SessionStatus = "signed-out" | "signed-in" | "ended";

/** Where to go after signing in; survives the round trip to the identity provider. */
interface ReturnTarget {
  readonly returnTo: string;
}

export const CALLBACK_PATH = "/auth/callback";

/**
 * The person's session with the identity provider: OIDC code flow with PKCE. Tokens live in this tab's session storage
 * and nowhere else; they are renewed by the refresh token before they run out. When that is refused, the session has
 * ended and stays so until the person signs in again.
 */
export class Session {
  readonly #manager: UserManager;
  readonly #listeners = new Set<() => void>();
  #status: SessionStatus = "signed-out";
  #renewal: Promise<User> | undefined;
  #completion: Promise<string> | undefined;

  constructor(config: ServiceConfig) {
    this.#manager = new UserManager({
      authority: config.oidc.issuer,
      client_id: config.oidc.clientId,
      redirect_uri: location.origin + CALLBACK_PATH,
      post_logout_redirect_uri: `${location.origin}/`,
      scope: "openid profile email",
      automaticSilentRenew: false,
      userStore: new WebStorageStateStore({ store: sessionStorage }),
      stateStore: new WebStorageStateStore({ store: sessionStorage }),
    });
    this.#manager.events.addAccessTokenExpiring(() => {
      this.#renew().catch(() => undefined);
    });
  }

  /** Takes up what this tab knows from before a reload. */
  async restore(): Promise<void> {
    const user = await this.#manager.getUser();
    if (user !== null) this.#enter("signed-in");
  }

  get status(): SessionStatus {
    return this.#status;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  signIn(returnTo: string): Promise<void> {
    return this.#redirect({ returnTo }, undefined);
  }

  signUp(): Promise<void> {
    return this.#redirect({ returnTo: "/" }, "create");
  }

  /** Ends the session here and at the identity provider; here alone when that one is away. */
  async signOut(): Promise<void> {
    try {
      await this.#manager.signoutRedirect();
    } catch {
      await this.#manager.removeUser();
      location.assign("/");
    }
  }

  /** Finishes a sign-in on the callback page, once however often it is asked; answers where to go. */
  completeSignIn(): Promise<string> {
    this.#completion ??= this.#manager.signinRedirectCallback().then((user) => {
      this.#enter("signed-in");
      return returnTarget(user.state);
    });
    return this.#completion;
  }

  /** A valid access token, renewed first when the present one has run out. */
  accessToken = async (): Promise<string> => {
    if (this.#status !== "signed-in") throw ApiProblem.sessionEnded();
    const user = await this.#manager.getUser();
    if (user === null) {
      this.end();
      throw ApiProblem.sessionEnded();
    }
    return user.expired ? (await this.#renew()).access_token : user.access_token;
  };

  /** The service or the identity provider no longer accepts this session. */
  end = (): void => {
    if (this.#status === "signed-in") {
      this.#enter("ended");
      void this.#manager.removeUser();
    }
  };

  async #redirect(target: ReturnTarget, prompt: string | undefined): Promise<void> {
    try {
      await this.#manager.signinRedirect({ state: target, ...(prompt === undefined ? {} : { prompt }) });
    } catch {
      throw ApiProblem.unreachable(
        "The sign-in service",
        "Try again in a moment. Messages keep flowing, and whoever is signed in goes on working.",
      );
    }
  }

  /** Once for all who ask meanwhile: a refresh token may be good for one use only. */
  #renew(): Promise<User> {
    this.#renewal ??= this.#refresh()
      .catch((cause: unknown) => {
        const refused = cause instanceof ErrorResponse || cause instanceof ApiProblem;
        if (!refused) throw ApiProblem.unreachable("The sign-in service");
        this.end();
        throw ApiProblem.sessionEnded();
      })
      .finally(() => {
        this.#renewal = undefined;
      });
    return this.#renewal;
  }

  async #refresh(): Promise<User> {
    // Without a refresh token the library would try a hidden frame, which the content security policy forbids.
    if (!(await this.#manager.getUser())?.refresh_token) throw ApiProblem.sessionEnded();
    const user = await this.#manager.signinSilent();
    if (user === null) throw ApiProblem.sessionEnded();
    return user;
  }

  #enter(status: SessionStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener();
  }
}

/** Only a path of this portal: what comes back with the sign-in must not send anybody elsewhere. */
export function returnTarget(state: unknown): string {
  if (typeof state !== "object" || state === null || !("returnTo" in state)) return "/";
  const { returnTo } = state;
  if (typeof returnTo !== "string" || !/^\/(?![/\\])/.test(returnTo) || returnTo.startsWith(CALLBACK_PATH)) return "/";
  return returnTo;
}
