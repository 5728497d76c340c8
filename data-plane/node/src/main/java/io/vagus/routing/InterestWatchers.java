package io.vagus.routing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.subject.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Who wants to know when interest in a literal subject may have come or gone. Filed under the subject's first token, so
 * that the coming and going of inboxes costs nothing here. Guarded by itself; listeners are called on the thread that
 * changed the interest, after the change, and must return at once.
 */
final class InterestWatchers {

    private final Map<String, Map<String, List<Consumer<byte[]>>>> byFirstToken = new HashMap<>();
    private volatile boolean empty = true;

    boolean isEmpty() {
        return empty;
    }

    synchronized void add(byte[] subject, Consumer<byte[]> listener) {
        String text = new String(subject, UTF_8);
        byFirstToken
                .computeIfAbsent(firstToken(text), token -> new HashMap<>())
                .computeIfAbsent(text, each -> new ArrayList<>(1))
                .add(listener);
        empty = false;
    }

    synchronized void remove(byte[] subject, Consumer<byte[]> listener) {
        String text = new String(subject, UTF_8);
        Map<String, List<Consumer<byte[]>>> bucket = byFirstToken.get(firstToken(text));
        List<Consumer<byte[]>> listeners = bucket == null ? null : bucket.get(text);
        if (bucket == null || listeners == null || !listeners.remove(listener)) {
            return;
        }
        if (listeners.isEmpty()) {
            bucket.remove(text);
        }
        if (bucket.isEmpty()) {
            byFirstToken.remove(firstToken(text));
        }
        empty = byFirstToken.isEmpty();
    }

    /** Tells those whose subject the pattern matches. */
    synchronized void changed(byte[] pattern) {
        String text = new String(pattern, UTF_8);
        String first = firstToken(text);
        if (first.equals("*") || first.equals(">")) {
            byFirstToken.values().forEach(bucket -> tell(bucket, pattern));
            return;
        }
        Map<String, List<Consumer<byte[]>>> bucket = byFirstToken.get(first);
        if (bucket == null) {
            return;
        }
        List<Consumer<byte[]>> exact = bucket.get(text);
        if (exact != null) {
            exact.forEach(each -> each.accept(pattern));
        } else if (text.indexOf('*') >= 0 || text.indexOf('>') >= 0) {
            tell(bucket, pattern);
        }
    }

    private static void tell(Map<String, List<Consumer<byte[]>>> bucket, byte[] pattern) {
        Pattern changed = Pattern.of(new String(pattern, UTF_8));
        bucket.forEach((subject, listeners) -> {
            if (changed.matches(Pattern.of(subject))) {
                byte[] bytes = subject.getBytes(UTF_8);
                listeners.forEach(each -> each.accept(bytes));
            }
        });
    }

    private static String firstToken(String subject) {
        int dot = subject.indexOf('.');
        return dot < 0 ? subject : subject.substring(0, dot);
    }
}
