package io.vagus.server.config;

import io.vagus.server.config.Topology.Cluster;
import java.util.ArrayList;
import java.util.List;

/** What flags say about the cluster. */
final class ClusterFlags {
    private static final String RANDOM_PORT = ":-1";

    private ClusterFlags() {}

    /** The cluster with these flags in it. Errors: {@link ConfigException}. */
    static Cluster apply(FlagSet flags, Cluster configured) {
        Cluster cluster = configured;
        String name = flags.text("cluster_name");
        if (name != null) {
            cluster = cluster.withName(name);
        }
        String advertise = flags.text("cluster_advertise");
        Long retries = flags.number("connect_retries");
        cluster = cluster.withAdvertise(
                advertise == null ? cluster.advertise() : advertise,
                flags.isOn("no_advertise", cluster.noAdvertise()),
                retries == null ? cluster.connectRetries() : Math.clamp(retries, 0, Integer.MAX_VALUE));
        String listen = flags.text("cluster");
        if (flags.has("cluster")) {
            cluster = listen == null ? cluster.withAddress(cluster.host(), 0) : listening(cluster, listen);
        }
        String routes = flags.text("routes");
        if (flags.has("routes")) {
            cluster = cluster.withRoutes(routes == null ? List.of() : routes(routes));
        }
        if (routes != null && listen == null && cluster.host().isEmpty() && cluster.port() == 0) {
            throw new ConfigException(List.of("solicited routes require cluster capabilities, e.g. --cluster"));
        }
        return cluster;
    }

    private static Cluster listening(Cluster cluster, String written) {
        boolean random = written.endsWith(RANDOM_PORT);
        String text = random ? written.substring(0, written.length() - RANDOM_PORT.length()) + ":0" : written;
        GoUrl url = GoUrl.parse(text);
        if (url == null) {
            throw new ConfigException(List.of(GoUrl.problem(text)));
        }
        int colon = url.host().lastIndexOf(':');
        if (colon < 0 || url.host().endsWith("]")) {
            String where = url.host().isEmpty() ? "" : "address " + url.host() + ": ";
            throw new ConfigException(List.of(where + "missing port in address"));
        }
        if (url.user() != null && url.password() == null) {
            throw new ConfigException(List.of("expected cluster password to be set"));
        }
        String host = url.host().substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String port = url.host().substring(colon + 1);
        if (port.isEmpty()) {
            throw new ConfigException(List.of("EOF"));
        }
        return cluster.withAddress(
                bracketed ? host.substring(1, host.length() - 1) : host,
                random ? HostPort.RANDOM : Integer.parseInt(port));
    }

    private static List<String> routes(String written) {
        List<String> routes = new ArrayList<>();
        for (String each : written.split(",")) {
            if (!each.isBlank()) {
                routes.add(each.strip());
            }
        }
        return List.copyOf(routes);
    }
}
