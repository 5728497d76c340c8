package io.vagus.launcher;

import java.io.IOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Owns the parts of one service: starts them side by side as far as they do not need each other, keeps {@code state.json}
 * true, and stops them in reverse order.
 */
final class Supervisor implements ManagedPart.Listener {
    private final Site site;
    private final DataPlane dataPlane;
    private final Display display;
    private final Map<PartName, ManagedPart> parts = new EnumMap<>(PartName.class);
    private final String demoPassword;
    private final String startedAt = Instant.now().toString();
    private final CompletableFuture<LaunchException> failed = new CompletableFuture<>();
    private final Object stateFile = new Object();

    private volatile String phase = ServiceState.STARTING;
    private volatile @Nullable String failure;

    Supervisor(Site site, DataPlane dataPlane, List<Part> parts, Watchdog watchdog, Display display)
            throws IOException {
        this.site = site;
        this.dataPlane = dataPlane;
        this.display = display;
        this.demoPassword = Realm.demoPassword(site.home());
        for (var part : parts) {
            this.parts.put(part.name(), new ManagedPart(part, site.home(), watchdog, this));
        }
    }

    /** Returns when every part is up; otherwise throws what the first one that failed said. */
    void start() {
        publish();
        var ups = new EnumMap<PartName, CompletableFuture<Void>>(PartName.class);
        parts.keySet().forEach(name -> ups.put(name, new CompletableFuture<>()));
        for (var part : parts.values()) {
            var up = Objects.requireNonNull(ups.get(part.name()));
            Thread.ofVirtual().name("start-" + part.name()).start(() -> {
                try {
                    part.prepare();
                    part.part()
                            .needs()
                            .forEach(need ->
                                    Objects.requireNonNull(ups.get(need)).join());
                    part.start();
                    up.complete(null);
                } catch (LaunchException e) {
                    failed.complete(e);
                    up.completeExceptionally(e);
                } catch (CompletionException e) {
                    // A part that this one needs has failed, and said so itself.
                    up.completeExceptionally(e);
                } catch (RuntimeException e) {
                    failed.complete(new LaunchException(part.name() + " could not be started: " + e, e));
                    up.completeExceptionally(e);
                }
            });
        }
        var all = CompletableFuture.allOf(ups.values().toArray(CompletableFuture[]::new));
        CompletableFuture.anyOf(all.exceptionally(e -> null), failed).join();
        var first = failed.getNow(null);
        if (first != null) {
            throw first;
        }
    }

    void declareUp() {
        enter(ServiceState.UP);
    }

    /** Blocks until a part died too often; never returns otherwise. */
    LaunchException awaitFailure() {
        return failed.join();
    }

    /** Stops every part that runs, last one first; bounded in time, and safe to call twice. */
    void stop(@Nullable String why) {
        synchronized (this) {
            if (hasEnded()) {
                return;
            }
            failure = why;
            enter(ServiceState.STOPPING);
            parts.values().stream()
                    .sorted((one, other) -> other.name().compareTo(one.name()))
                    .forEach(ManagedPart::stop);
            enter(why == null ? ServiceState.STOPPED : ServiceState.FAILED);
        }
    }

    boolean hasEnded() {
        return phase.equals(ServiceState.STOPPED) || phase.equals(ServiceState.FAILED);
    }

    ManagedPart part(PartName name) {
        var part = parts.get(name);
        if (part == null) {
            throw new LaunchException("this service has no " + name + "; it has "
                    + parts.keySet().stream().map(PartName::id).collect(Collectors.joining(", ")));
        }
        return part;
    }

    @Override
    public void changed(ManagedPart part) {
        display.changed(part.name(), part.state());
        publish();
    }

    @Override
    public void notice(String message) {
        display.say(message);
    }

    @Override
    public void gaveUp(ManagedPart part, String message) {
        failed.complete(new LaunchException(part.name() + ": " + message));
    }

    ServiceState state() {
        var statuses = new LinkedHashMap<String, ServiceState.PartStatus>();
        parts.forEach((name, part) -> statuses.put(name.id(), status(part)));
        var ports = site.ports();
        return new ServiceState(
                phase,
                failure,
                ProcessHandle.current().pid(),
                startedAt,
                dataPlane.id(),
                site.home().controlSocket().toString(),
                ports,
                Map.of(
                        "portal", ports.portalUrl(),
                        "keycloak", ports.keycloakUrl(),
                        "billing", ports.billingUrl(),
                        "nats", ports.natsUrl(),
                        "monitoring", ports.monitoringUrl()),
                statuses,
                new ServiceState.Demo(
                        Realm.DEMO_EMAIL,
                        demoPassword,
                        DemoTenant.NAME,
                        DemoTenant.NAME,
                        site.home().demoCreds().toString()));
    }

    private static ServiceState.PartStatus status(ManagedPart part) {
        var process = part.process();
        return new ServiceState.PartStatus(
                part.state().id(),
                process == null ? null : process.pid(),
                process == null
                        ? null
                        : process.info().startInstant().map(Instant::toString).orElse(null),
                part.restarts(),
                part.log().toString());
    }

    private void enter(String next) {
        phase = next;
        publish();
    }

    private void publish() {
        synchronized (stateFile) {
            try {
                Home.writePrivately(
                        site.home().state(),
                        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(state()));
            } catch (IOException e) {
                display.say("cannot write " + site.home().state() + ": " + e.getMessage());
            }
        }
    }
}
