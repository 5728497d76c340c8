package io.vagus.transport.tls.ocsp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Asks an issuer over HTTP (RFC 6960, appendix A). Blocks for up to the given time, so never on an event loop. */
final class Responder {
    /** More than an answer with a certificate ever has. */
    static final int MAX_RESPONSE_BYTES = 256 * 1024;

    private Responder() {}

    /** Sends the question as a body, or as part of the address when that is not taken. */
    static byte[] ask(String url, byte[] request, Duration timeout) throws OcspException {
        try {
            return post(trimmed(url), request, timeout);
        } catch (OcspException refused) {
            try {
                String encoded = Base64.getEncoder().encodeToString(request);
                String problem = "non-ok http status on GET request (reqlen=" + encoded.length() + "): ";
                return get(trimmed(url) + "/" + encoded, timeout, problem);
            } catch (OcspException again) {
                throw new OcspException(refused.getMessage() + "\n" + again.getMessage(), again);
            }
        }
    }

    /** Sends the question as part of the address. */
    static byte[] get(String url, byte[] request, Duration timeout) throws OcspException {
        String encoded = Base64.getEncoder().encodeToString(request);
        String question = URLEncoder.encode(encoded, StandardCharsets.US_ASCII);
        return get(trimmed(url) + "/" + question, timeout, "bad OCSP responder http status: ");
    }

    private static String trimmed(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static byte[] post(String url, byte[] request, Duration timeout) throws OcspException {
        HttpURLConnection connection = open(url, timeout);
        try {
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Content-Type", "application/ocsp-request");
            connection.setRequestProperty("Accept", "application/ocsp-response");
            connection.setDoOutput(true);
            try (OutputStream body = connection.getOutputStream()) {
                body.write(request);
            }
            return answer(connection, "non-ok http status on POST request (reqlen=" + request.length + "): ");
        } catch (IOException | IllegalArgumentException e) {
            throw new OcspException("Post \"" + url + "\": " + e.getMessage(), e);
        } finally {
            connection.disconnect();
        }
    }

    private static byte[] get(String url, Duration timeout, String problem) throws OcspException {
        HttpURLConnection connection = open(url, timeout);
        try {
            return answer(connection, problem);
        } catch (IOException | IllegalArgumentException e) {
            throw new OcspException("Get \"" + url + "\": " + e.getMessage(), e);
        } finally {
            connection.disconnect();
        }
    }

    private static HttpURLConnection open(String url, Duration timeout) throws OcspException {
        try {
            if (!(new URI(url).toURL().openConnection() instanceof HttpURLConnection connection)) {
                throw new OcspException("unsupported protocol scheme in \"" + url + "\"");
            }
            int millis = (int) Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
            connection.setConnectTimeout(millis);
            connection.setReadTimeout(millis);
            connection.setUseCaches(false);
            return connection;
        } catch (IOException | URISyntaxException | IllegalArgumentException e) {
            throw new OcspException("cannot ask \"" + url + "\": " + e.getMessage(), e);
        }
    }

    private static byte[] answer(HttpURLConnection connection, String problem) throws IOException, OcspException {
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            throw new OcspException(problem + status);
        }
        try (InputStream body = connection.getInputStream()) {
            byte[] bytes = body.readNBytes(MAX_RESPONSE_BYTES + 1);
            if (bytes.length > MAX_RESPONSE_BYTES) {
                throw new OcspException("OCSP response is too large");
            }
            return bytes;
        }
    }
}
