import type { Permissions } from "../../api/types";

/** What a person typed: subjects apart by commas, spaces or new lines. */
export interface PermissionTexts {
  readonly publishAllow: string;
  readonly publishDeny: string;
  readonly subscribeAllow: string;
  readonly subscribeDeny: string;
  readonly allowResponses: boolean;
}

export const NO_PERMISSION_TEXTS: PermissionTexts = {
  publishAllow: "",
  publishDeny: "",
  subscribeAllow: "",
  subscribeDeny: "",
  allowResponses: false,
};

/** What a person would have typed for these. */
export function permissionTexts(permissions: Permissions): PermissionTexts {
  const text = (subjects: readonly string[] | undefined) => (subjects ?? []).join(" ");
  return {
    publishAllow: text(permissions.publish?.allow),
    publishDeny: text(permissions.publish?.deny),
    subscribeAllow: text(permissions.subscribe?.allow),
    subscribeDeny: text(permissions.subscribe?.deny),
    allowResponses: (permissions.allowResponses ?? 0) > 0,
  };
}

/** Where the API reports a mistake in each of them. */
export const PERMISSION_FIELDS = {
  publishAllow: "permissions.publish.allow",
  publishDeny: "permissions.publish.deny",
  subscribeAllow: "permissions.subscribe.allow",
  subscribeDeny: "permissions.subscribe.deny",
} as const;

const ONE_RESPONSE = 1;

/** The permissions for the API; undefined when nothing is restricted. */
export function parsePermissions(texts: PermissionTexts): Permissions | undefined {
  const publish = rules(texts.publishAllow, texts.publishDeny);
  const subscribe = rules(texts.subscribeAllow, texts.subscribeDeny);
  const permissions: Permissions = {
    ...(publish === undefined ? {} : { publish }),
    ...(subscribe === undefined ? {} : { subscribe }),
    ...(texts.allowResponses ? { allowResponses: ONE_RESPONSE } : {}),
  };
  return Object.keys(permissions).length === 0 ? undefined : permissions;
}

function rules(allow: string, deny: string): Permissions["publish"] {
  const allowed = subjects(allow);
  const denied = subjects(deny);
  if (allowed.length === 0 && denied.length === 0) return undefined;
  return {
    ...(allowed.length === 0 ? {} : { allow: allowed }),
    ...(denied.length === 0 ? {} : { deny: denied }),
  };
}

function subjects(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((subject) => subject !== ""))];
}

/** In a few words, for lists: `publish orders.>; subscribe anything but secret.>`. */
export function describePermissions(permissions: Permissions | undefined): string {
  if (permissions === undefined) return "Publish and subscribe to everything";
  const parts = [`Publish ${describeRules(permissions.publish)}`, `subscribe ${describeRules(permissions.subscribe)}`];
  if ((permissions.allowResponses ?? 0) > 0) parts.push("reply to requests");
  return parts.join("; ");
}

function describeRules(given: Permissions["publish"]): string {
  const allow = given?.allow ?? [];
  const deny = given?.deny ?? [];
  const allowed = allow.length === 0 ? "anything" : allow.join(", ");
  return deny.length === 0 ? allowed : `${allowed} but ${deny.join(", ")}`;
}
