package io.vagus.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.jetstream.stream.HeaderBlock;
import io.vagus.jetstream.stream.HeaderNames;
import io.vagus.protocol.Publication;
import io.vagus.transport.InternalMessage;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request of the API.
 *
 * @param subject the subject as it was sent
 * @param tokens its tokens behind {@code $JS.API.}
 * @param headers header block; null without one
 */
record ApiRequest(
        String subject,
        List<String> tokens,
        byte @Nullable [] reply,
        byte @Nullable [] headers,
        byte[] body,
        InternalMessage.@Nullable Sender sender) {

    static ApiRequest of(
            Publication publication, String subject, List<String> tokens, InternalMessage.@Nullable Sender sender) {
        int head = publication.headerLength();
        byte[] content = publication.content();
        return new ApiRequest(
                subject,
                tokens,
                publication.reply(),
                head < 0 ? null : Arrays.copyOf(content, head),
                head < 0 ? content : Arrays.copyOfRange(content, head, content.length),
                sender);
    }

    /** The token at that place; empty when there are not so many. */
    String token(int index) {
        return index < tokens.size() ? tokens.get(index) : "";
    }

    /** Whether there is nothing in the body, or an empty object. */
    boolean isEmpty() {
        String text = new String(body, UTF_8).strip();
        return text.isEmpty()
                || (text.startsWith("{")
                        && text.endsWith("}")
                        && text.substring(1, text.length() - 1).isBlank());
    }

    /** Whether the body may be JSON at all; what is not is passed over by requests whose body is optional. */
    boolean isObjectOrArray() {
        for (byte b : body) {
            if (b == '{' || b == '[') {
                return true;
            }
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return false;
            }
        }
        return false;
    }

    /** Whether the request wants more than this API level. */
    boolean wantsMoreThan(int level) {
        String wanted = HeaderBlock.text(headers, HeaderNames.REQUIRED_API_LEVEL);
        if (wanted.isEmpty()) {
            return false;
        }
        try {
            return Integer.parseInt(wanted) > level;
        } catch (NumberFormatException malformed) {
            return true;
        }
    }
}
