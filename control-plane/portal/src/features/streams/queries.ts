import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { unwrap } from "../../api/client";
import { allPages } from "../../api/pages";
import type { Consumer, KeyValueEntry, StoredObject, Stream, StreamKind } from "../../api/types";
import { polling } from "../../app/polling";
import { useApi, useSessionStatus } from "../session/SessionContext";

const STATE_POLL_MILLIS = 3_000;

export function useJetStream(accountId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["jetstream", accountId],
    enabled: useSessionStatus() === "signed-in",
    refetchInterval: polling(STATE_POLL_MILLIS),
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/accounts/{accountId}/jetstream", { params: { path: { accountId } }, signal }),
      ),
  });
}

export function useStreams(accountId: string, kind: StreamKind | undefined, q: string) {
  const api = useApi();
  return useQuery<Stream[]>({
    queryKey: ["streams", accountId, kind ?? "all", q],
    placeholderData: keepPreviousData,
    enabled: useSessionStatus() === "signed-in",
    refetchInterval: polling(STATE_POLL_MILLIS),
    queryFn: ({ signal }) =>
      allPages<Stream>(async (cursor) =>
        unwrap(
          await api.control.GET("/api/v1/accounts/{accountId}/jetstream/streams", {
            params: {
              path: { accountId },
              query: {
                limit: 200,
                ...(kind && { kind }),
                ...(q !== "" && { q }),
                ...(cursor !== undefined && { cursor }),
              },
            },
            signal,
          }),
        ),
      ),
  });
}

export function useStream(accountId: string, stream: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["stream", accountId, stream],
    enabled: useSessionStatus() === "signed-in",
    refetchInterval: polling(STATE_POLL_MILLIS),
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/accounts/{accountId}/jetstream/streams/{stream}", {
          params: { path: { accountId, stream } },
          signal,
        }),
      ),
  });
}

export interface MessageFilter {
  readonly fromSequence?: number;
  readonly subject?: string;
  readonly lastPerSubject?: boolean;
}

export function useMessages(accountId: string, stream: string, filter: MessageFilter, mayRead: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ["messages", accountId, stream, filter],
    enabled: useSessionStatus() === "signed-in" && mayRead,
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/accounts/{accountId}/jetstream/streams/{stream}/messages", {
          params: { path: { accountId, stream }, query: { ...filter, count: 20 } },
          signal,
        }),
      ),
  });
}

export function useConsumers(accountId: string, stream: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["consumers", accountId, stream],
    enabled: useSessionStatus() === "signed-in",
    refetchInterval: polling(STATE_POLL_MILLIS),
    queryFn: ({ signal }) =>
      allPages<Consumer>(async (cursor) =>
        unwrap(
          await api.control.GET("/api/v1/accounts/{accountId}/jetstream/streams/{stream}/consumers", {
            params: { path: { accountId, stream }, query: { limit: 200, ...(cursor !== undefined && { cursor }) } },
            signal,
          }),
        ),
      ),
  });
}

export function useConsumer(accountId: string, stream: string, consumer: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["consumer", accountId, stream, consumer],
    enabled: useSessionStatus() === "signed-in",
    refetchInterval: polling(STATE_POLL_MILLIS),
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/accounts/{accountId}/jetstream/streams/{stream}/consumers/{consumer}", {
          params: { path: { accountId, stream, consumer } },
          signal,
        }),
      ),
  });
}

export function useKeys(accountId: string, bucket: string, filter: string, mayRead: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ["kv", accountId, bucket, filter],
    enabled: useSessionStatus() === "signed-in" && mayRead,
    queryFn: ({ signal }) =>
      allPages<KeyValueEntry>(async (cursor) =>
        unwrap(
          await api.control.GET("/api/v1/accounts/{accountId}/jetstream/kv/{bucket}/keys", {
            params: {
              path: { accountId, bucket },
              query: { limit: 100, ...(filter !== "" && { filter }), ...(cursor !== undefined && { cursor }) },
            },
            signal,
          }),
        ),
      ),
  });
}

export function useObjects(accountId: string, bucket: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["objects", accountId, bucket],
    enabled: useSessionStatus() === "signed-in",
    queryFn: ({ signal }) =>
      allPages<StoredObject>(async (cursor) =>
        unwrap(
          await api.control.GET("/api/v1/accounts/{accountId}/jetstream/objects/{bucket}/objects", {
            params: { path: { accountId, bucket }, query: { limit: 200, ...(cursor !== undefined && { cursor }) } },
            signal,
          }),
        ),
      ),
  });
}
