package io.vagus.transport.tls.ocsp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ocsp} and {@code ocsp_cache} say.
 *
 * @param mode null where {@code ocsp} is not there
 * @param urls where to ask, in place of what the certificate says; empty for that
 * @param storeDirectory below which answers are kept; null for nowhere
 */
public record OcspSettings(
        @Nullable Mode mode, List<String> urls, @Nullable Path storeDirectory, Cache cache) {

    /** What holds where nothing is said: a certificate that must come with an answer does. */
    public static final OcspSettings NONE = new OcspSettings(null, List.of(), null, Cache.DEFAULT);

    /** Which certificates of the node's own come with an answer of their issuer. */
    public enum Mode {
        /** Those that must. */
        AUTO,
        /** All; the server ends when one of them is revoked. */
        ALWAYS,
        /** None. */
        NEVER,
        /** Those that must; the server ends when one of them is revoked. */
        MUST
    }

    /**
     * Where answers about peers are kept.
     *
     * @param local whether they are kept at all, in memory and in a file
     * @param directory of the file
     * @param preserveRevoked whether an answer that a certificate is revoked stays beyond its time
     * @param saveInterval how often the file is written when there is something new
     */
    public record Cache(boolean local, Path directory, boolean preserveRevoked, Duration saveInterval) {
        public static final Cache DEFAULT = new Cache(true, Path.of("_rc_"), false, Duration.ofMinutes(5));
    }

    public OcspSettings withCache(Cache changed) {
        return new OcspSettings(mode, urls, storeDirectory, changed);
    }

    public OcspSettings withStoreDirectory(@Nullable Path changed) {
        return new OcspSettings(mode, urls, changed, cache);
    }
}
