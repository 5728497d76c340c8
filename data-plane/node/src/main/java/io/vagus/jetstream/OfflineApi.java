package io.vagus.jetstream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.PageSizes;
import io.vagus.jetstream.consumer.ConsumerRequest;
import io.vagus.storage.ConsumerStore;
import io.vagus.storage.StorageException;
import io.vagus.storage.StoreHealth;
import org.jspecify.annotations.Nullable;

/** Answers requests about streams that are offline, as nats-server does. Called on the API's thread. */
final class OfflineApi {
    private static final String CLOSED = "stream closed";

    private final JetStream service;
    private final AccountStreams streams;

    OfflineApi(JetStream service, AccountStreams streams) {
        this.service = service;
        this.streams = streams;
    }

    /**
     * Fills the answer to a request that is right in itself.
     *
     * @param verb the words between {@code STREAM.} and the name
     * @return whether there is an answer; requests that would wait for the stream are left to time out
     */
    boolean answer(OfflineStream stream, String verb, ObjectNode answer) {
        ApiError error = switch (verb) {
            case "PURGE" -> ErrorCode.STREAM_GENERAL_ERROR_F.error(CLOSED);
            case "MSG.DELETE" -> ErrorCode.STREAM_MSG_DELETE_FAILED_F.error(CLOSED);
            case "SNAPSHOT" -> ErrorCode.STREAM_SNAPSHOT.error(CLOSED);
            case "DELETE" -> delete(stream);
            default -> ErrorCode.STREAM_OFFLINE_REASON.error(stream.reason());
        };
        if (error == null) {
            answer.put("success", true);
        } else {
            error.putInto(answer);
        }
        return !verb.equals("MSG.GET");
    }

    private @Nullable ApiError delete(OfflineStream stream) {
        streams.offline().remove(stream.name());
        streams.unrecovered().remove(stream.name());
        try {
            service.forget(streams, stream.name());
            service.storage().deleteStream(streams.name(), stream.name());
            return null;
        } catch (StorageException e) {
            service.log()
                    .warn("JetStream stream '" + streams.name() + " > " + stream.name() + "' could not be deleted: "
                            + e.getMessage());
            return ErrorCode.STREAM_DELETE.error("error deleting store of stream");
        }
    }

    /** The same of a request about consumers; {@code name} is that of the consumer, empty for none. */
    boolean answer(OfflineStream stream, ConsumerRequest.Verb verb, String name, ObjectNode answer) {
        String reason = stream.consumers().get(name);
        switch (verb) {
            case NAMES, LIST -> page(stream, verb == ConsumerRequest.Verb.LIST, answer);
            case CREATE, DURABLE_CREATE ->
                ErrorCode.STREAM_OFFLINE_REASON.error(stream.reason()).putInto(answer);
            case INFO ->
                (reason == null
                                ? ErrorCode.CONSUMER_NOT_FOUND.error()
                                : ErrorCode.CONSUMER_OFFLINE_REASON.error(reason))
                        .putInto(answer);
            case DELETE -> {
                if (reason == null) {
                    ErrorCode.CONSUMER_NOT_FOUND.error().putInto(answer);
                } else {
                    deleteConsumer(stream, name, answer);
                }
            }
            case LEADER_STEPDOWN -> ErrorCode.CLUSTER_REQUIRED.error().putInto(answer);
            case PAUSE, UNPIN, RESET -> {
                return false;
            }
        }
        return true;
    }

    private void page(OfflineStream stream, boolean isList, ObjectNode answer) {
        answer.put("total", stream.consumers().size()).put("offset", 0);
        answer.put("limit", isList ? PageSizes.DETAILS : PageSizes.NAMES);
        ArrayNode shown = answer.putArray("consumers");
        if (!isList) {
            stream.consumers().keySet().forEach(shown::add);
        } else if (!stream.consumers().isEmpty()) {
            stream.consumers().keySet().forEach(answer.putArray("missing")::add);
            stream.consumers().forEach(answer.putObject("offline")::put);
        }
    }

    private void deleteConsumer(OfflineStream stream, String name, ObjectNode answer) {
        StoreHealth[] outcome = {StoreHealth.FAILED};
        try (ConsumerStore store = service.storage()
                .openConsumers(
                        streams.name(), stream.name(), StreamPlace.options(stream.config(), service), Runnable::run)) {
            store.remove(name);
            store.commitHere(health -> outcome[0] = health);
        } catch (StorageException e) {
            service.log()
                    .warn("JetStream consumer '" + streams.name() + " > " + stream.name() + " > " + name
                            + "' could not be deleted: " + e.getMessage());
        }
        if (outcome[0] != StoreHealth.GOOD) {
            ErrorCode.CONSUMER_STORE_FAILED.error("not stored").putInto(answer);
            return;
        }
        streams.offline().put(stream.name(), stream.without(name));
        answer.put("success", true);
    }
}
