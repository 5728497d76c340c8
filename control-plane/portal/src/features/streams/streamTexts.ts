import type { StreamConfig } from "../../api/types";

/** A stream's form as text; an empty text leaves the member out. */
export interface StreamTexts {
  readonly name: string;
  readonly description: string;
  readonly subjects: string;
  readonly retention: "limits" | "interest" | "workqueue";
  readonly storage: "file" | "memory";
  readonly discard: "old" | "new";
  readonly replicas: string;
  readonly maxMessages: string;
  readonly maxBytes: string;
  readonly maxAgeSeconds: string;
  readonly maxMessageBytes: string;
  readonly maxMessagesPerSubject: string;
  readonly duplicateWindowSeconds: string;
  readonly denyDelete: boolean;
  readonly denyPurge: boolean;
  readonly allowDirect: boolean;
  readonly mirror: string;
  readonly sources: string;
}

export const NO_STREAM_TEXTS: StreamTexts = {
  name: "",
  description: "",
  subjects: "",
  retention: "limits",
  storage: "file",
  discard: "old",
  replicas: "",
  maxMessages: "",
  maxBytes: "",
  maxAgeSeconds: "",
  maxMessageBytes: "",
  maxMessagesPerSubject: "",
  duplicateWindowSeconds: "",
  denyDelete: false,
  denyPurge: false,
  allowDirect: true,
  mirror: "",
  sources: "",
};

/** The fields that the forms show, for errors that none of them shows. */
export const STREAM_FIELDS = [
  "name",
  "description",
  "subjects",
  "retention",
  "storage",
  "discard",
  "replicas",
  "maxMessages",
  "maxBytes",
  "maxAgeMillis",
  "maxMessageBytes",
  "maxMessagesPerSubject",
  "duplicateWindowMillis",
  "denyDelete",
  "denyPurge",
  "mirror",
  "sources",
] as const;

const lines = (text: string) =>
  text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** -1 for "no limit" is what the API means by it; an empty field says nothing. */
const number = (text: string) => (text.trim() === "" ? undefined : Number(text));
const millis = (text: string) => (text.trim() === "" ? undefined : Math.round(Number(text) * 1000));

export function parseStream(texts: StreamTexts): StreamConfig {
  const subjects = lines(texts.subjects);
  const sources = lines(texts.sources);
  const mirror = texts.mirror.trim();
  const members: Record<string, unknown> = {
    name: texts.name.trim(),
    description: texts.description.trim() === "" ? undefined : texts.description.trim(),
    subjects: mirror !== "" || (subjects.length === 0 && sources.length > 0) ? undefined : subjects,
    retention: texts.retention,
    storage: texts.storage,
    discard: texts.discard,
    replicas: number(texts.replicas),
    maxMessages: number(texts.maxMessages),
    maxBytes: number(texts.maxBytes),
    maxAgeMillis: millis(texts.maxAgeSeconds),
    maxMessageBytes: number(texts.maxMessageBytes),
    maxMessagesPerSubject: number(texts.maxMessagesPerSubject),
    duplicateWindowMillis: millis(texts.duplicateWindowSeconds),
    denyDelete: texts.denyDelete,
    denyPurge: texts.denyPurge,
    allowDirect: texts.allowDirect,
    mirror: mirror === "" ? undefined : { name: mirror },
    sources: sources.length === 0 ? undefined : sources.map((name) => ({ name })),
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as StreamConfig;
}

/** The form of a stream that there is. */
export function textsOf(config: StreamConfig): StreamTexts {
  const text = (value: number | undefined) => (value === undefined ? "" : String(value));
  const seconds = (value: number | undefined) => (value === undefined ? "" : String(value / 1000));
  return {
    name: config.name ?? "",
    description: config.description ?? "",
    subjects: config.subjects?.join("\n") ?? "",
    retention: config.retention ?? "limits",
    storage: config.storage ?? "file",
    discard: config.discard ?? "old",
    replicas: text(config.replicas),
    maxMessages: text(config.maxMessages),
    maxBytes: text(config.maxBytes),
    maxAgeSeconds: seconds(config.maxAgeMillis),
    maxMessageBytes: text(config.maxMessageBytes),
    maxMessagesPerSubject: text(config.maxMessagesPerSubject),
    duplicateWindowSeconds: seconds(config.duplicateWindowMillis),
    denyDelete: config.denyDelete ?? false,
    denyPurge: config.denyPurge ?? false,
    allowDirect: config.allowDirect ?? false,
    mirror: config.mirror?.name ?? "",
    sources: config.sources?.map((source) => source.name).join("\n") ?? "",
  };
}

/** Only what differs between two forms, as a change. */
export function changed(before: StreamTexts, after: StreamTexts): StreamConfig {
  const old = parseStream(before) as Record<string, unknown>;
  const fresh = parseStream(after) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(fresh).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name])),
  ) as StreamConfig;
}
