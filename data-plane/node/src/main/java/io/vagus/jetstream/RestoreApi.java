package io.vagus.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.Fields;
import io.vagus.jetstream.api.InvalidJson;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.api.StreamConfigJson;
import io.vagus.jetstream.stream.StreamConfigRules;
import io.vagus.protocol.Publication;
import io.vagus.storage.StorageException;
import io.vagus.transport.InternalClient.InternalSubscription;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Takes backups back: chunks come as requests, each is answered, the empty one ends it. Called on the API's thread. */
final class RestoreApi {
    private final JetStream service;
    private final AccountStreams streams;

    RestoreApi(JetStream service, AccountStreams streams) {
        this.service = service;
        this.streams = streams;
    }

    /** Begins to take one. */
    void begin(ApiRequest request, ObjectNode answer) {
        try {
            accept(request, answer);
        } catch (InvalidJson invalid) {
            ApiRouter.putInvalid(answer, invalid);
            answer.put("deliver_subject", "");
        }
    }

    private void accept(ApiRequest request, ObjectNode answer) {
        ApiError error = request.isEmpty() ? ErrorCode.BAD_REQUEST.error() : null;
        StreamConfig config = null;
        if (error == null) {
            Fields fields = Fields.of(request.body(), "JSApiStreamRestoreRequest");
            StreamConfig written = fields.object("config", "StreamConfig", StreamConfigJson::read);
            fields.object("state", "StreamState", Fields::node);
            if (written == null) {
                error = ErrorCode.BAD_REQUEST.error();
            } else {
                StreamConfigRules.Outcome outcome = config(request.token(2), written);
                config = outcome.config();
                error = outcome.error();
            }
        }
        if (error == null && config != null) {
            error = streams.countError(config);
        }
        if (error == null && config != null) {
            error = streams.reservationError(config, null);
        }
        if (error == null && isTaken(request.token(2))) {
            error = ErrorCode.STREAM_NAME_EXIST_RESTORE_FAILED.error();
        }
        if (error != null || config == null) {
            (error == null ? ErrorCode.BAD_REQUEST.error() : error).putInto(answer);
            answer.put("deliver_subject", "");
            return;
        }
        try {
            String subject = "$JS.SNAPSHOT.RESTORE." + config.name() + "."
                    + service.ids().unique();
            new Session(config, subject, request);
            answer.put("deliver_subject", subject);
        } catch (IOException e) {
            ErrorCode.STREAM_RESTORE.error(String.valueOf(e.getMessage())).putInto(answer);
        }
    }

    private boolean isTaken(String name) {
        return streams.find(name) != null || streams.offline().containsKey(name);
    }

    private StreamConfigRules.Outcome config(String name, StreamConfig written) {
        StreamConfig.Draft draft = written.draft();
        if (draft.name.isEmpty()) {
            draft.name = name;
        }
        if (!draft.name.equals(name)) {
            return new StreamConfigRules.Outcome(null, ErrorCode.STREAM_MISMATCH.error());
        }
        boolean sealed = draft.sealed;
        draft.sealed = false;
        StreamConfigRules.Outcome outcome =
                StreamConfigRules.check(draft.build(), streams.surroundings(draft.replicas), false);
        StreamConfig checked = outcome.config();
        if (checked == null || !sealed) {
            return outcome;
        }
        StreamConfig.Draft again = checked.draft();
        again.sealed = true;
        return new StreamConfigRules.Outcome(again.build(), null);
    }

    /** One backup on its way in; its chunks wait in a file. */
    private final class Session {
        private final StreamConfig config;
        private final Path file;
        private final OutputStream out;
        private final InternalSubscription subscription;
        private long bytes;
        private final ObjectNode client;
        private final long began;
        private boolean ended;

        Session(StreamConfig config, String subject, ApiRequest request) throws IOException {
            this.client = ClientDescription.of(request.sender(), service.host().serverName());
            this.began = JetStream.nanos(service.host().clock().now());
            ObjectNode content = Json.object().put("stream", config.name());
            content.set("client", client.deepCopy());
            advise("RESTORE_CREATE", "restore_create", config, content);
            this.config = config;
            this.file = Files.createTempFile("vagus-restore-", ".snapshot");
            this.out = Files.newOutputStream(file);
            this.subscription = streams.client()
                    .subscribeDirectly(
                            subject, null, (publication, from) -> service.api().offer(now -> take(publication, now)));
        }

        private void take(Publication publication, long now) {
            byte[] reply = publication.reply();
            if (ended || reply == null) {
                return;
            }
            byte[] content = publication.content();
            try {
                if (content.length > 0) {
                    bytes += content.length;
                    if (!streams.hasRoom(config.storage(), config.replicas(), bytes)) {
                        throw new IOException("resource limits exceeded for account");
                    }
                    out.write(content);
                    service.api().output().publish(streams.account(), reply, null, null, new byte[0]);
                    return;
                }
                finish(reply, now);
            } catch (IOException | StorageException e) {
                fail(reply, String.valueOf(e.getMessage()));
            }
        }

        private void finish(byte[] reply, long now) throws IOException {
            close();
            service.creations().complete();
            StreamConfig complete = ApiLevel.withRequired(config);
            ApiError error = isTaken(config.name())
                    ? ErrorCode.STREAM_NAME_EXIST_RESTORE_FAILED.error()
                    : streams.reservationError(complete, null);
            if (error == null && streams.overlaps(complete.subjects(), complete.name())) {
                error = ErrorCode.STREAM_SUBJECT_OVERLAP.error();
            }
            if (error != null) {
                fail(reply, error.description());
                return;
            }
            service.forgetLeftovers(streams, complete);
            StreamPlace place = new StreamPlace(streams, service, complete, now);
            String failure = place.shard().call(time -> restore(place, time));
            Files.deleteIfExists(file);
            if (failure == null) {
                failure = remember(place, complete, now);
            }
            if (failure != null) {
                place.shard().call(time -> {
                    place.stream().stop(io.vagus.jetstream.consumer.StreamConsumers.Ending.STREAM_DELETED, time);
                    return true;
                });
                service.storage().deleteStream(streams.name(), complete.name());
                fail(reply, failure);
                return;
            }
            ObjectNode answer = StreamApi.typed("stream_create_response");
            place.shard().call(time -> {
                place.stream().start(time);
                StreamInfo.putCreated(answer, place.stream(), service, time);
                return true;
            });
            streams.add(place);
            place.listen();
            service.api().output().publish(streams.account(), reply, null, null, Json.bytes(answer));
        }

        /** Why it failed; null when it did not: then all that was in the backup is durable. */
        private @Nullable String restore(StreamPlace place, long now) {
            try {
                place.stream().restore(() -> new BufferedInputStream(Files.newInputStream(file)), now);
                return null;
            } catch (IOException | NumberFormatException | StorageException e) {
                return String.valueOf(e.getMessage());
            }
        }

        /** Only a stream that is complete has a description: where the node ends before, there is none. */
        private @Nullable String remember(StreamPlace place, StreamConfig complete, long now) {
            try {
                service.remember(streams, complete, now);
                return null;
            } catch (StorageException e) {
                service.log().warn("restore of '" + place.account() + " > " + complete.name() + "': " + e.getMessage());
                return "error storing stream";
            }
        }

        private void advise(String word, String type, StreamConfig of, ObjectNode content) {
            Json.putPresent(content, "domain", service.domain());
            service.advisories()
                    .publish(
                            service.api().output(),
                            streams.account(),
                            Advisories.PREFIX + "STREAM." + word + "." + of.name(),
                            type,
                            content);
        }

        private void completed() {
            ObjectNode content = Json.object()
                    .put("stream", config.name())
                    .put("start", Json.time(began))
                    .put("end", Json.time(service.host().clock().now()))
                    .put("bytes", bytes);
            content.set("client", client);
            advise("RESTORE_COMPLETE", "restore_complete", config, content);
        }

        private void fail(byte[] reply, String why) {
            try {
                close();
                Files.deleteIfExists(file);
            } catch (IOException e) {
                service.log().warn("restore: " + e.getMessage());
            }
            ObjectNode answer = StreamApi.typed("stream_create_response");
            ErrorCode.STREAM_RESTORE.error(why).putInto(answer);
            service.api()
                    .output()
                    .publish(
                            streams.account(),
                            reply,
                            null,
                            null,
                            Json.text(answer).getBytes(UTF_8));
        }

        private void close() throws IOException {
            if (!ended) {
                ended = true;
                completed();
                subscription.close();
                out.close();
            }
        }
    }
}
