package io.vagus.protocol;

import com.fasterxml.jackson.core.StreamReadConstraints;
import io.vagus.identity.JsonReader;
import io.vagus.identity.JsonReader.Token;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON document of CONNECT as nats-server does: names in any case, null means absent, unknown members skipped, a
 * value of the wrong type or anything behind the document makes it unreadable.
 */
public final class ConnectDocument {

    /** No int has more characters. */
    private static final int MAX_INT_LENGTH = 11;

    private boolean verbose;
    private boolean pedantic;
    private boolean echo;
    private boolean headers;
    private boolean noResponders;
    private int protocol;
    private @Nullable String user;
    private @Nullable String password;
    private @Nullable String token;
    private @Nullable String jwt;
    private @Nullable String nkey;
    private @Nullable String signature;
    private @Nullable String proxySignature;
    private boolean accountWanted;
    private @Nullable String name;
    private @Nullable String lang;
    private @Nullable String version;
    private boolean sound = true;

    private ConnectDocument(ConnectOptions before) {
        verbose = before.verbose();
        pedantic = before.pedantic();
        echo = before.echo();
        headers = before.headers();
        noResponders = before.noResponders();
        protocol = before.protocol();
        user = before.user();
        password = before.password();
        token = before.token();
        jwt = before.jwt();
        nkey = before.nkey();
        signature = before.signature();
        name = before.name();
        lang = before.lang();
        version = before.version();
    }

    /** Whether this is one JSON object, or null, and nothing else. */
    public static boolean isReadable(byte[] document) {
        JsonReader reader = reader(document);
        try {
            Token first = reader.next();
            if (first == Token.OBJECT) {
                reader.skip();
            } else if (first != Token.NULL) {
                return false;
            }
            return reader.next() == Token.END;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Reads a document; null when it is unreadable. */
    public static @Nullable ConnectOptions read(byte[] document) {
        return read(document, ConnectOptions.INITIAL);
    }

    /** Reads a document that comes after another: what it leaves out stays as it was. Null when it is unreadable. */
    public static @Nullable ConnectOptions read(byte[] document, ConnectOptions before) {
        ConnectDocument fields = new ConnectDocument(before);
        return fields.take(document) && fields.sound ? fields.options() : null;
    }

    /** What can be understood of a document that is unreadable: all fields of the right type, if it is JSON at all. */
    public static ConnectOptions understood(byte[] document, ConnectOptions before) {
        ConnectDocument fields = new ConnectDocument(before);
        return fields.take(document) ? fields.options() : before;
    }

    /** False for what is no JSON object. */
    private boolean take(byte[] document) {
        JsonReader reader = reader(document);
        try {
            Token first = reader.next();
            if (first == Token.NULL) {
                return reader.next() == Token.END;
            }
            if (first != Token.OBJECT) {
                return false;
            }
            while (reader.next() == Token.NAME) {
                String field = reader.text().toLowerCase(Locale.ROOT);
                if (reader.next() == Token.NULL) {
                    continue;
                }
                try {
                    read(field, reader);
                } catch (WrongTypeException e) {
                    sound = false;
                    reader.skip();
                }
            }
            return reader.next() == Token.END;
        } catch (IOException unreadable) {
            return false;
        }
    }

    private void read(String field, JsonReader reader) throws IOException {
        switch (field) {
            case "verbose" -> verbose = flag(reader);
            case "pedantic" -> pedantic = flag(reader);
            case "echo" -> echo = flag(reader);
            case "headers" -> headers = flag(reader);
            case "no_responders" -> noResponders = flag(reader);
            case "protocol" -> protocol = number(reader);
            case "user" -> user = text(reader);
            case "pass" -> password = text(reader);
            case "auth_token" -> token = text(reader);
            case "jwt" -> jwt = text(reader);
            case "nkey" -> nkey = text(reader);
            case "sig" -> signature = text(reader);
            case "proxy_sig" -> proxySignature = text(reader);
            case "account" -> accountWanted |= !text(reader).isEmpty();
            case "new_account" -> accountWanted |= flag(reader);
            case "name" -> name = text(reader);
            case "lang" -> lang = text(reader);
            case "version" -> version = text(reader);
            default -> reader.skip();
        }
    }

    private static JsonReader reader(byte[] document) {
        return new JsonReader(document, StreamReadConstraints.defaults());
    }

    private static boolean flag(JsonReader reader) throws IOException {
        return switch (reader.token()) {
            case TRUE -> true;
            case FALSE -> false;
            default -> throw wrongType(reader);
        };
    }

    private static int number(JsonReader reader) throws IOException {
        String digits = reader.token() == Token.INTEGER ? reader.text() : "";
        if (digits.isEmpty() || digits.length() > MAX_INT_LENGTH) {
            throw wrongType(reader);
        }
        long number = Long.parseLong(digits);
        if (number != (int) number) {
            throw wrongType(reader);
        }
        return (int) number;
    }

    private static String text(JsonReader reader) throws IOException {
        if (reader.token() != Token.STRING) {
            throw wrongType(reader);
        }
        return reader.text();
    }

    private static WrongTypeException wrongType(JsonReader reader) {
        return new WrongTypeException("unexpected " + reader.token());
    }

    /** A value of another type than its field's. */
    private static final class WrongTypeException extends IOException {
        private static final long serialVersionUID = 1;

        WrongTypeException(String message) {
            super(message);
        }
    }

    private ConnectOptions options() {
        return new ConnectOptions(
                verbose,
                pedantic,
                echo,
                headers,
                noResponders,
                protocol,
                empty(user),
                empty(password),
                empty(token),
                empty(jwt),
                empty(nkey),
                empty(signature),
                empty(proxySignature),
                accountWanted,
                empty(name),
                empty(lang),
                empty(version));
    }

    private static @Nullable String empty(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
