package io.vagus.differential;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads scenarios from text. A line is one of
 *
 * <pre>
 * == NAME            a scenario begins; "== NAME (loose)": order within a peer does not matter
 * P&gt; BYTES           peer P (one capital letter) sends bytes, after \r \n \t \0 \\ and \xHH are replaced
 * P&gt;N BYTES          the same in pieces of N bytes, written one by one
 * P: BYTES           the same in one piece, and nothing follows before both servers have gone silent
 * P? SUBJECT BODY    P publishes BODY to SUBJECT with a reply subject of its own that it has subscribed to, then as above
 *                    (what subscribes to _ANSWER.… or _H.… waits for an answer there first)
 * P!                 P closes
 * ~ MILLIS           time passes
 * @ PATH             the monitoring page of that path is compared
 * # TEXT             a remark
 * {{auth}}, {{lane}}  in BYTES: the credentials and the number of the lane; {{pin}}: the Nats-Pin-Id that the server gave last
 * </pre>
 *
 * Errors: {@link IllegalArgumentException} naming the line.
 */
final class ScenarioReader {

    private static final int WHOLE = Integer.MAX_VALUE;
    private static final String LOOSE = " (loose)";

    private final List<Scenario> scenarios = new ArrayList<>();
    private List<Step> steps = new ArrayList<>();
    private String name = "";
    private int requests;

    static List<Scenario> read(String text) {
        ScenarioReader reader = new ScenarioReader();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                reader.line(line, number);
            }
        }
        reader.finish();
        return reader.scenarios;
    }

    private void line(String line, int number) {
        if (line.startsWith("== ")) {
            finish();
            name = line.substring(3).strip();
        } else if (line.startsWith("@ ")) {
            steps.add(new Step.Page(line.substring(2).strip()));
        } else if (line.startsWith("~ ")) {
            steps.add(new Step.Wait(Long.parseLong(line.substring(2).strip())));
        } else if (line.length() >= 2 && line.charAt(0) >= 'A' && line.charAt(0) <= 'Z') {
            peerLine(line.substring(0, 1), line, number);
        } else {
            throw new IllegalArgumentException("line " + number + ": not a step: " + line);
        }
    }

    private void peerLine(String peer, String line, int number) {
        String rest = line.substring(2);
        switch (line.charAt(1)) {
            case '!' -> steps.add(new Step.Close(peer));
            case '?' -> request(peer, rest.strip());
            case ':' -> steps.add(new Step.Send(peer, unescape(rest.stripLeading()), WHOLE, true));
            case '>' -> {
                int space = rest.indexOf(' ');
                String size = space < 0 ? rest : rest.substring(0, space);
                String bytes = space < 0 ? "" : rest.substring(space + 1);
                steps.add(new Step.Send(peer, unescape(bytes), size.isEmpty() ? WHOLE : Integer.parseInt(size), false));
            }
            default -> throw new IllegalArgumentException("line " + number + ": not a step: " + line);
        }
    }

    private void request(String peer, String text) {
        int space = text.indexOf(' ');
        String subject = space < 0 ? text : text.substring(0, space);
        byte[] body = space < 0 ? new byte[0] : unescape(text.substring(space + 1));
        String reply = "_ANSWER." + peer + "." + ++requests;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(latin(
                "SUB " + reply + " r" + requests + "\r\nPUB " + subject + " " + reply + " " + body.length + "\r\n"));
        out.writeBytes(body);
        out.writeBytes(latin("\r\n"));
        steps.add(new Step.Send(peer, out.toByteArray(), WHOLE, true));
    }

    private void finish() {
        if (!steps.isEmpty()) {
            boolean loose = name.endsWith(LOOSE);
            String plain = loose ? name.substring(0, name.length() - LOOSE.length()) : name;
            scenarios.add(new Scenario(plain, steps, loose));
        }
        steps = new ArrayList<>();
        requests = 0;
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] unescape(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '\\' || i + 1 == in.length) {
                out.write(in[i]);
                continue;
            }
            switch (in[++i]) {
                case 'r' -> out.write('\r');
                case 'n' -> out.write('\n');
                case 't' -> out.write('\t');
                case '0' -> out.write(0);
                case 'x' -> {
                    out.write(Integer.parseInt(new String(in, i + 1, 2, StandardCharsets.US_ASCII), 16));
                    i += 2;
                }
                default -> out.write(in[i]);
            }
        }
        return out.toByteArray();
    }
}
