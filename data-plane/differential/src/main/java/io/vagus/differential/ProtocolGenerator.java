package io.vagus.differential;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes up conversations of the client protocol from a seed: mostly sound, with odd spacing, letter case, splits, wrong
 * numbers, bad subjects and broken lines mixed in. The same seed makes the same conversations.
 */
final class ProtocolGenerator {

    private static final String[] SUBJECTS = {
        "a",
        "a.b",
        "a.b.c",
        "b",
        "b.c",
        "x.y.z",
        "A",
        "a..b",
        ".a",
        "a.",
        "*",
        ">",
        "a.*",
        "a.>",
        "*.b",
        "a.*.c",
        "a.b*",
        "a>.b",
        "_INBOX.1",
        "é.b",
        "$SYS.x",
        "_GR_.a",
        "$JS.ACK.x",
        "_R_.x",
        "$NRG.x"
    };
    private static final String[] QUEUES = {"q", "q1", "_sys_", "q.w", "*"};
    private static final String[] SIDS = {"1", "2", "3", "sid", "99"};
    private static final String[] GAPS = {" ", " ", " ", " ", "  ", "\t", " \t "};
    private static final String[] ENDS = {"\r\n", "\r\n", "\r\n", "\r\n", "\n"};
    private static final String[] NUMBERS = {
        "-1", "a", "1.5", "99999999999999999999", "1048577", "2147483648", "4294967296", "", "0x10", "+3", "03"
    };
    private static final String[] BROKEN = {
        "PUBLISH a 1\r\nx\r\n",
        "SUBS a 1\r\n",
        "P\r\n",
        "PINGG\r\n",
        "PON\r\n",
        "MSG a 1 1\r\nx\r\n",
        "RMSG a b 1\r\nx\r\n",
        "INFO {}\r\n",
        "+OK\r\n",
        "-ERR 'x'\r\n",
        "\r\n",
        "\0\r\n",
        "CONNECT\r\n",
        "CONNECT {\r\n",
        "CONNECT {}x\r\n",
        "CONNECT []\r\n",
        "UNSUB\r\n",
        "SUB\r\n",
        "SUB a\r\n",
        "SUB a b c d\r\n",
        "PUB\r\n",
        "PUB a\r\n",
        "PUB a b c 1\r\nx\r\n",
        "HPUB a 5 1\r\n",
        "HPUB a 12\r\n",
        "A+ x\r\n",
        "LS+ a\r\n",
        "GET / HTTP/1.1\r\n"
    };
    private static final String[] OPTIONS = {
        "\"verbose\":true",
        "\"verbose\":false",
        "\"pedantic\":true",
        "\"pedantic\":false",
        "\"echo\":false",
        "\"headers\":true",
        "\"headers\":true,\"no_responders\":true",
        "\"no_responders\":true",
        "\"protocol\":1",
        "\"protocol\":0",
        "\"protocol\":2",
        "\"protocol\":-1",
        "\"name\":\"n\",\"lang\":\"l\",\"version\":\"v\"",
        "\"unknown\":1",
        "\"verbose\":\"yes\"",
        "\"tls_required\":true"
    };

    private final Random random;

    ProtocolGenerator(long seed) {
        this.random = new Random(seed);
    }

    List<Scenario> scenarios(int count) {
        List<Scenario> made = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            made.add(scenario("generated " + i));
        }
        return made;
    }

    private Scenario scenario(String name) {
        List<Step> steps = new ArrayList<>();
        String[] peers = chance(70) ? new String[] {"A"} : new String[] {"A", "B"};
        for (String peer : peers) {
            steps.add(new Step.Send(peer, connect(chance(97)), pieces(), false));
        }
        int batches = 1 + random.nextInt(3);
        for (int i = 0; i < batches; i++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            int operations = 1 + random.nextInt(6);
            for (int j = 0; j < operations; j++) {
                out.writeBytes(operation());
            }
            steps.add(new Step.Send(pick(peers), out.toByteArray(), pieces(), false));
        }
        steps.add(new Step.Send("A", latin("PING\r\n"), Integer.MAX_VALUE, false));
        return new Scenario(name, steps, false);
    }

    private int pieces() {
        return chance(70) ? Integer.MAX_VALUE : 1 + random.nextInt(12);
    }

    private byte[] connect(boolean withCredentials) {
        List<String> fields = new ArrayList<>();
        if (withCredentials) {
            fields.add("{{auth}}");
        }
        // Without "verbose":false an empty CONNECT turns on what makes every later difference hard to read.
        fields.add("\"verbose\":" + chance(30));
        int more = random.nextInt(4);
        for (int i = 0; i < more; i++) {
            fields.add(pick(OPTIONS));
        }
        return latin(casing("CONNECT") + " {" + String.join(",", fields) + "}" + pick(ENDS));
    }

    private byte[] operation() {
        int kind = random.nextInt(100);
        if (kind < 35) {
            return publish();
        }
        if (kind < 60) {
            return subscribe();
        }
        if (kind < 70) {
            return unsubscribe();
        }
        if (kind < 82) {
            return headerPublish();
        }
        if (kind < 92) {
            return latin(casing(chance(50) ? "PING" : "PONG") + pick(ENDS));
        }
        // What a second one without credentials means is told in docs/compatibility.md.
        return kind < 95 ? connect(true) : latin(pick(BROKEN));
    }

    private byte[] publish() {
        byte[] payload = payload();
        String size = chance(95) ? Integer.toString(payload.length) : pick(NUMBERS);
        String reply = chance(30) ? gap() + pick(SUBJECTS) : "";
        return message(casing("PUB") + gap() + pick(SUBJECTS) + reply + gap() + size, payload);
    }

    private byte[] headerPublish() {
        byte[] header = latin(
                chance(90)
                        ? "NATS/1.0\r\nK: v\r\n\r\n"
                        : pick(new String[] {
                            "NATS/1.0\r\n\r\n",
                            "NATS/1.0 503\r\n\r\n",
                            "garbage",
                            "NATS/1.0\r\nK: v\r\n",
                            "NATS/1.0\r\nK:v\r\nK: w\r\n\r\n"
                        }));
        byte[] payload = payload();
        byte[] whole = new byte[header.length + payload.length];
        System.arraycopy(header, 0, whole, 0, header.length);
        System.arraycopy(payload, 0, whole, header.length, payload.length);
        String head = chance(95) ? Integer.toString(header.length) : pick(NUMBERS);
        String size = chance(95) ? Integer.toString(whole.length) : pick(NUMBERS);
        String reply = chance(30) ? gap() + pick(SUBJECTS) : "";
        return message(casing("HPUB") + gap() + pick(SUBJECTS) + reply + gap() + head + gap() + size, whole);
    }

    private byte[] message(String line, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(latin(line + trail() + pick(ENDS)));
        out.writeBytes(payload);
        out.writeBytes(latin(chance(98) ? "\r\n" : pick(new String[] {"\n", "x\r\n", "\r", ""})));
        return out.toByteArray();
    }

    private byte[] payload() {
        byte[] payload = new byte[chance(80) ? random.nextInt(12) : random.nextInt(3000)];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) (chance(95) ? 'a' + random.nextInt(26) : random.nextInt(256));
        }
        return payload;
    }

    private byte[] subscribe() {
        String queue = chance(15) ? gap() + pick(QUEUES) : "";
        return latin(casing("SUB") + gap() + pick(SUBJECTS) + queue + gap() + pick(SIDS) + trail() + pick(ENDS));
    }

    private byte[] unsubscribe() {
        String most = chance(50) ? gap() + (chance(90) ? Integer.toString(random.nextInt(4)) : pick(NUMBERS)) : "";
        return latin(casing("UNSUB") + gap() + pick(SIDS) + most + trail() + pick(ENDS));
    }

    private String casing(String verb) {
        if (chance(80)) {
            return verb;
        }
        StringBuilder out = new StringBuilder();
        for (char c : verb.toCharArray()) {
            out.append(random.nextBoolean() ? Character.toLowerCase(c) : c);
        }
        return out.toString();
    }

    private String trail() {
        return chance(92) ? "" : gap();
    }

    private String gap() {
        return pick(GAPS);
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
