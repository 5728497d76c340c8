package io.vagus.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.account.sharing.ServiceEntrance;
import io.vagus.subject.InvalidTransformException;
import io.vagus.subject.SubjectMapping;
import io.vagus.subject.SubjectMapping.Destination;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How clients of a node in a JetStream domain reach it by the domain's prefix: {@code $JS.<domain>.API.…} stands for
 * {@code $JS.API.…}, and below the same prefix, for clients that know no other, {@code $KV.…} and {@code $OBJ.…}. Source:
 * nats-server server/jetstream_api.go, generateJSMappingTable. An account without streams of its own that asks another account, by an import, has no
 * API here and so no prefix for it.
 */
final class DomainMappings {
    private static final List<String> PARTS =
            List.of("INFO", "STREAM.>", "CONSUMER.>", "DIRECT.>", "META.>", "SERVER.>", "ACCOUNT.>");
    private static final byte[] INFO = "$JS.API.INFO".getBytes(UTF_8);
    private static final List<String> SPACES = List.of("$KV.>", "$OBJ.>");

    private final Accounts accounts;
    private final List<SubjectMapping> ofTenants;
    private final List<SubjectMapping> ofSystem;
    private final Consumer<Account> arrivals = this::map;

    DomainMappings(Accounts accounts, String domain) {
        String prefix = "$JS." + domain + ".API.";
        Map<String, String> table = new LinkedHashMap<>();
        PARTS.forEach(part -> table.put(prefix + part, "$JS.API." + part));
        SPACES.forEach(space -> table.put(prefix + space, space));
        this.accounts = accounts;
        this.ofTenants = mappings(table);
        this.ofSystem = mappings(Map.of(prefix + ">", "$JS.API.>"));
    }

    /** Maps so in each account there is and each that comes. */
    void apply() {
        accounts.forEachNowAndLater(arrivals);
    }

    /** Maps so no longer. */
    void withdraw() {
        accounts.forget(arrivals);
        accounts.all().forEach(account -> account.nodeMappings(List.of(), () -> false));
    }

    private void map(Account account) {
        boolean isSystem = account == accounts.system();
        account.nodeMappings(isSystem ? ofSystem : ofTenants, () -> isSystem || hasApi(account));
    }

    /** Whether requests to the API come to this node in the account's own name, if only to be told that it has no streams. */
    static boolean hasApi(Account account) {
        return account.streams() != null || !asksAnother(account);
    }

    /** Whether the API that the account asks, by an import, is another account's. */
    static boolean asksAnother(Account account) {
        return ServiceEntrance.isImported(account, INFO);
    }

    private static List<SubjectMapping> mappings(Map<String, String> table) {
        List<SubjectMapping> mappings = new ArrayList<>();
        table.forEach((from, to) -> {
            try {
                mappings.add(SubjectMapping.of(from, List.of(Destination.whole(to)), ""));
            } catch (InvalidTransformException e) {
                throw new IllegalArgumentException("domain that is no part of a subject", e);
            }
        });
        return mappings;
    }
}
