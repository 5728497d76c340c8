package io.vagus.controlplane.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.store.IdempotencyKeys;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Creates a thing once, however often the request comes.
 *
 * <p>The key is stored in the transaction of the creation itself: a request that fails leaves no key, and of two that come
 * at once the second waits for the first and then answers with its result.
 */
@ApplicationScoped
public class Creation {

    private static final String REPLAYED = "Idempotency-Replayed";

    private final Database database;
    private final IdempotencyKeys keys;
    private final ObjectMapper json;
    private final CurrentVertxRequest current;

    Creation(Database database, IdempotencyKeys keys, ObjectMapper json, CurrentVertxRequest current) {
        this.database = database;
        this.keys = keys;
        this.json = json;
        this.current = current;
    }

    /** Creates something that has no secret. */
    public <T> Uni<RestResponse<T>> of(
            Class<T> type,
            UUID personId,
            @Nullable IdempotencyKey key,
            Object request,
            Function<UnitOfWork, Uni<T>> effect) {
        return of(type, personId, key, request, UnaryOperator.identity(), effect);
    }

    /**
     * Creates something.
     *
     * @param withoutSecret what a replay may show of it; only this is stored
     */
    public <T> Uni<RestResponse<T>> of(
            Class<T> type,
            UUID personId,
            @Nullable IdempotencyKey key,
            Object request,
            UnaryOperator<T> withoutSecret,
            Function<UnitOfWork, Uni<T>> effect) {
        if (key == null) {
            return database.inTransaction(effect).map(Creation::created);
        }
        byte[] fingerprint = fingerprint(request);
        return database.inTransaction(work -> keys.take(work, personId, key.value(), fingerprint)
                .flatMap(taken -> taken
                        ? effect.apply(work)
                                .call(result -> keys.complete(
                                        work, personId, key.value(), written(withoutSecret.apply(result))))
                                .map(Creation::created)
                        : replay(work, type, personId, key, fingerprint)));
    }

    private <T> Uni<RestResponse<T>> replay(
            UnitOfWork work, Class<T> type, UUID personId, IdempotencyKey key, byte[] fingerprint) {
        return keys.find(work, personId, key.value()).map(stored -> {
            if (!MessageDigest.isEqual(stored.fingerprint(), fingerprint)) {
                throw ProblemException.keyReused();
            }
            return RestResponse.ResponseBuilder.create(Response.Status.CREATED, read(stored.body(), type))
                    .header(REPLAYED, "true")
                    .build();
        });
    }

    private static <T> RestResponse<T> created(T result) {
        return RestResponse.status(Response.Status.CREATED, result);
    }

    private byte[] fingerprint(Object request) {
        MessageDigest digest = Digests.sha256();
        digest.update(String.valueOf(current.getCurrent().request().path()).getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return digest.digest(written(request).getBytes(StandardCharsets.UTF_8));
    }

    private String written(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> T read(String body, Class<T> type) {
        try {
            return json.readValue(body, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
