package io.vagus.account.sharing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.base.Clock;
import io.vagus.base.Randomness;
import io.vagus.routing.Imported;
import io.vagus.routing.Interest;
import io.vagus.routing.Match;
import io.vagus.routing.Receiver;
import io.vagus.routing.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Accounts that import from one another at random, against what a look at every import and subscription says. */
class ImportsPropertyTest {

    private static final List<String> ACCOUNTS = List.of("A", "B", "C", "D");

    /** An import with a prefix of its own, so that its subjects here are told apart. */
    private record Stream(String importer, String exporter, String subject, String prefix) {}

    private record Listener(String account, String pattern) implements Receiver {}

    private record Service(String importer, String exporter, String subject, String local) {}

    /** A matcher made of the definition, with none of the code it judges. */
    private static boolean hears(String filter, String subject) {
        String regex = filter.replace(".", "\\.").replace("*", "[^.]+");
        return subject.matches(regex.endsWith(">") ? regex.substring(0, regex.length() - 1) + ".+" : regex);
    }

    private static Map<String, Shares> shares(List<Stream> streams, List<Service> services) {
        Map<String, Shares> all = new HashMap<>();
        for (String account : ACCOUNTS) {
            all.put(
                    account,
                    new Shares(
                            List.of(new StreamExport(">", ExportAccess.PUBLIC)),
                            List.of(ServiceExport.singleton(">", ExportAccess.PUBLIC)),
                            streams.stream()
                                    .filter(each -> each.importer().equals(account))
                                    .map(each -> new StreamImport(
                                            each.exporter(), each.subject(), "", each.prefix(), false, null))
                                    .toList(),
                            services.stream()
                                    .filter(each -> each.importer().equals(account))
                                    .map(each -> new ServiceImport(
                                            each.exporter(), each.subject(), each.local(), false, null))
                                    .toList()));
        }
        return all;
    }

    /** The imports that the rules let in, in the order in which they are tried. */
    private static List<Stream> possible(List<Stream> streams, Map<String, Shares> shares) {
        ImportRules rules = new ImportRules(() -> 0);
        shares.forEach(rules::offer);
        List<Stream> possible = new ArrayList<>();
        shares.forEach((account, declared) -> declared.streamImports().forEach(each -> {
            if (rules.take(account, each) == null) {
                possible.add(new Stream(account, each.exporter(), each.from(), each.prefix()));
            }
        }));
        assertThat(streams).containsAll(possible);
        return possible;
    }

    @Property(tries = 300)
    void hearsWhatALookAtEveryImportAndSubscriptionHears(
            @ForAll("streams") List<Stream> streams,
            @ForAll("listeners") List<Listener> before,
            @ForAll("listeners") List<Listener> after,
            @ForAll("subjects") List<String> published) {
        Accounts accounts = new Accounts(Accounts.DEFAULT_SYSTEM);
        Sharing sharing = new Sharing(accounts, Clock.system(), Randomness.secure());
        Map<String, Shares> shares = shares(streams, List.of());
        List<Subscription> present = new ArrayList<>();
        before.forEach(each -> present.add(subscribe(accounts, each)));
        sharing.replace(shares);
        after.forEach(each -> present.add(subscribe(accounts, each)));
        List<Stream> possible = possible(streams, shares);

        for (String account : ACCOUNTS) {
            for (String subject : published) {
                assertThat(found(accounts.getOrCreate(account), subject))
                        .as("%s in %s, imports %s", subject, account, possible)
                        .containsExactlyInAnyOrderElementsOf(expected(present, possible, account, subject));
            }
        }
        present.forEach(each ->
                accounts.getOrCreate(((Listener) each.receiver()).account()).unsubscribe(each));
        ACCOUNTS.forEach(account ->
                assertThat(accounts.getOrCreate(account).interest().size()).isZero());
    }

    private static Subscription subscribe(Accounts accounts, Listener listener) {
        Subscription subscription =
                new Subscription(listener.pattern().getBytes(UTF_8), null, "1".getBytes(UTF_8), listener, 1);
        accounts.getOrCreate(listener.account()).subscribe(subscription);
        return subscription;
    }

    private static List<String> found(Account account, String subject) {
        Match match = new Match();
        byte[] bytes = subject.getBytes(UTF_8);
        account.interest().match(bytes, bytes.length, match, new Interest.Probe());
        List<String> found = new ArrayList<>();
        for (int i = 0; i < match.plainCount(); i++) {
            Subscription subscription = match.plain(i);
            Imported imported = subscription.imported();
            byte[] here = imported == null ? bytes : imported.subjectHere(bytes);
            found.add(subscription.receiver() + " " + new String(here, UTF_8));
        }
        return found;
    }

    private static List<String> expected(
            List<Subscription> present, List<Stream> streams, String account, String subject) {
        List<String> expected = new ArrayList<>();
        for (Subscription each : present) {
            Listener listener = (Listener) each.receiver();
            if (listener.account().equals(account) && hears(listener.pattern(), subject)) {
                expected.add(listener + " " + subject);
            }
            for (Stream stream : streams) {
                String here = stream.prefix() + "." + subject;
                if (stream.exporter().equals(account)
                        && stream.importer().equals(listener.account())
                        && hears(stream.subject(), subject)
                        && hears(listener.pattern(), here)) {
                    expected.add(listener + " " + here);
                }
            }
        }
        return expected;
    }

    @Property(tries = 1000)
    void refusesImportsByWhichARequestWouldGoRoundInCircles(@ForAll("services") List<Service> services) {
        ImportRules rules = new ImportRules(() -> 0);
        shares(List.of(), List.of()).forEach(rules::offer);
        List<Service> accepted = new ArrayList<>();
        for (Service each : services) {
            ServiceImport declared = new ServiceImport(each.exporter(), each.subject(), each.local(), false, null);
            if (!each.importer().equals(each.exporter()) && rules.take(each.importer(), declared) == null) {
                accepted.add(each);
            }
        }
        for (String account : ACCOUNTS) {
            for (String subject : List.of("a", "b", "c", "d")) {
                follow(accepted, account, subject, new HashSet<>());
            }
        }
    }

    private static void follow(List<Service> services, String account, String subject, Set<Service> passed) {
        for (Service each : services) {
            if (each.importer().equals(account) && each.local().equals(subject)) {
                Set<Service> next = new HashSet<>(passed);
                assertThat(next.add(each)).as("%s again, of %s", each, services).isTrue();
                follow(services, each.exporter(), each.subject(), next);
            }
        }
    }

    @Provide
    Arbitrary<List<Stream>> streams() {
        Arbitrary<String> account = Arbitraries.of(ACCOUNTS);
        Arbitrary<String> subject = Arbitraries.of("a", "a.*", "*.b", "a.>", ">", "a.b", "*.*");
        Arbitrary<String> prefix = Arbitraries.of("p", "p.q", "r");
        return Combinators.combine(account, account, subject, prefix)
                .as(Stream::new)
                .filter(each -> !each.importer().equals(each.exporter()))
                .list()
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<List<Listener>> listeners() {
        Arbitrary<String> pattern = Arbitraries.of(
                "a", "p.a", "p.>", "p.a.*", "p.*.b", "*.a", "*.*.*", "p.q.>", "p.q.a.b", "r.*.*", ">", "*.>", "a.b");
        return Combinators.combine(Arbitraries.of(ACCOUNTS), pattern)
                .as(Listener::new)
                .list()
                .ofMaxSize(5);
    }

    @Provide
    Arbitrary<List<String>> subjects() {
        return Arbitraries.of("a", "b", "a.a", "a.b", "b.b", "a.b.c", "p.a")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<Service>> services() {
        Arbitrary<String> account = Arbitraries.of(ACCOUNTS);
        Arbitrary<String> subject = Arbitraries.of("a", "b", "c", "d");
        // Circles that change the subject on their way show only when a request passes them.
        return Combinators.combine(account, account, subject)
                .as((importer, exporter, same) -> new Service(importer, exporter, same, same))
                .list()
                .ofMaxSize(14);
    }
}
