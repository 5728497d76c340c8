package io.vagus.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON document of CONNECT as nats-server does: names in any case, null means absent, unknown members skipped, a
 * value of the wrong type or anything behind the document makes it unreadable.
 */
public final class ConnectDocument {

    private static final JsonFactory JSON = new JsonFactory();

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
        try (JsonParser parser = JSON.createParser(document)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                parser.skipChildren();
            } else if (first != JsonToken.VALUE_NULL) {
                return false;
            }
            return parser.nextToken() == null;
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
        try (JsonParser parser = JSON.createParser(document)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.VALUE_NULL) {
                return parser.nextToken() == null;
            }
            if (first != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName().toLowerCase(Locale.ROOT);
                if (parser.nextToken() == JsonToken.VALUE_NULL) {
                    continue;
                }
                try {
                    read(field, parser);
                } catch (WrongTypeException e) {
                    sound = false;
                    parser.skipChildren();
                }
            }
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        } catch (IOException unreadable) {
            return false;
        }
    }

    private void read(String field, JsonParser parser) throws IOException {
        switch (field) {
            case "verbose" -> verbose = flag(parser);
            case "pedantic" -> pedantic = flag(parser);
            case "echo" -> echo = flag(parser);
            case "headers" -> headers = flag(parser);
            case "no_responders" -> noResponders = flag(parser);
            case "protocol" -> protocol = number(parser);
            case "user" -> user = text(parser);
            case "pass" -> password = text(parser);
            case "auth_token" -> token = text(parser);
            case "jwt" -> jwt = text(parser);
            case "nkey" -> nkey = text(parser);
            case "sig" -> signature = text(parser);
            case "proxy_sig" -> proxySignature = text(parser);
            case "account" -> accountWanted |= !text(parser).isEmpty();
            case "new_account" -> accountWanted |= flag(parser);
            case "name" -> name = text(parser);
            case "lang" -> lang = text(parser);
            case "version" -> version = text(parser);
            default -> parser.skipChildren();
        }
    }

    private static boolean flag(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw wrongType(parser);
        };
    }

    private static int number(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw wrongType(parser);
        }
        try {
            return parser.getIntValue();
        } catch (InputCoercionException tooLarge) {
            throw wrongType(parser);
        }
    }

    private static String text(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw wrongType(parser);
        }
        return parser.getText();
    }

    private static WrongTypeException wrongType(JsonParser parser) {
        return new WrongTypeException("unexpected " + parser.currentToken());
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
