package io.vagus.monitoring.http;

import java.util.Map;

/**
 * An answer.
 *
 * @param headers beyond those about its length, the date and the connection
 */
public record HttpResponse(int status, Map<String, String> headers, byte[] body) {

    private static final int REDIRECT = 307;

    /** Sends the asker to another path, which is free of control characters. */
    static HttpResponse redirect(String location) {
        return new HttpResponse(REDIRECT, Map.of("Location", location), new byte[0]);
    }
}
