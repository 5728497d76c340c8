package io.vagus.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is no HTTP request that is served, with the words of Go's server, which nats-server stands on.
 *
 * @param status the number and its words
 * @param reason what is said beyond that; empty: nothing
 */
public record HttpRefusal(String status, String reason) implements HttpOpening {

    /** The answer to what is no HTTP. */
    public static final HttpRefusal MALFORMED = new HttpRefusal("400 Bad Request", "");

    /** The answer to a head that does not end. */
    public static final HttpRefusal TOO_LARGE = new HttpRefusal("431 Request Header Fields Too Large", "");

    static final HttpRefusal NO_HOST = new HttpRefusal("400 Bad Request", "missing required Host header");
    static final HttpRefusal OTHER_VERSION =
            new HttpRefusal("505 HTTP Version Not Supported", "unsupported protocol version");

    private static final byte[] TLS_WANTED =
            "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n".getBytes(ISO_8859_1);
    private static final List<String> BEGINNINGS = List.of("GET /", "HEAD ", "POST ", "PUT /", "OPTIO");

    /** The bytes that tell whether somebody speaks plain HTTP where TLS is wanted. */
    public static final int DECIDING_BYTES = 5;

    /** The answer to somebody who does, judged by the first bytes; null: it is something else. */
    public static byte @Nullable [] answerToPlain(byte[] first) {
        boolean plain =
                first.length >= DECIDING_BYTES && BEGINNINGS.contains(new String(first, 0, DECIDING_BYTES, ISO_8859_1));
        return plain ? TLS_WANTED.clone() : null;
    }

    /** What goes out before the connection ends. */
    public byte[] answer() {
        String said = reason.isEmpty() ? status : status + ": " + reason;
        return ("HTTP/1.1 " + said + "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n" + said)
                .getBytes(ISO_8859_1);
    }
}
