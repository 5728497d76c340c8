package io.vagus.controlplane.portal.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Publishes the API's document, the very file that the build checks the code against. */
@Singleton
class PublishedDocument {

    private static final String NAME = "/openapi/control-plane.yaml";

    void route(@Observes Router router) {
        Buffer document = read();
        router.get(NAME)
                .handler(context -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml")
                        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                        .end(document));
    }

    private static Buffer read() {
        try (InputStream file = Objects.requireNonNull(PublishedDocument.class.getResourceAsStream(NAME), NAME)) {
            return Buffer.buffer(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
