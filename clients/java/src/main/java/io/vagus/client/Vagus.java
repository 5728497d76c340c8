package io.vagus.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vagus.client.model.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Where to begin: a client for the {@code io.vagus.client.api} classes, and what their refusals say. */
public final class Vagus {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

    private Vagus() {}

    /**
     * A client that signs each request and follows no redirects: those would carry the token elsewhere.
     *
     * @param baseUrl where the service is, such as {@code https://vagus.example.com}
     * @param token a personal access token ({@code vgs_…}), or an access token of the identity provider; asked for each request
     */
    public static ApiClient connect(String baseUrl, Supplier<String> token) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(baseUrl.replaceAll("/+$", ""));
        client.setConnectTimeout(CONNECT_TIMEOUT);
        client.setReadTimeout(READ_TIMEOUT);
        client.setRequestInterceptor(request -> request.setHeader("Authorization", "Bearer " + token.get()));
        return client;
    }

    /** The problem document that the service refused with (RFC 9457); empty when something else answered. */
    public static Optional<Problem> problem(ApiException refusal) {
        String body = refusal.getResponseBody();
        if (body == null) {
            return Optional.empty();
        }
        try {
            Problem problem = ApiClient.createDefaultObjectMapper().readValue(body, Problem.class);
            return Optional.ofNullable(problem).filter(found -> found.getType() != null);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
