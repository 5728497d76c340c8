package io.vagus.transport.tls;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** nats-server's names of cipher suites and curves, and what the JDK calls them. */
public final class CipherNames {

    private static final List<String> TLS_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private static final List<String> SAFE = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");

    private static final Set<String> INSECURE = Set.of(
            "TLS_RSA_WITH_RC4_128_SHA",
            "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
            "TLS_RSA_WITH_AES_128_CBC_SHA",
            "TLS_RSA_WITH_AES_256_CBC_SHA",
            "TLS_RSA_WITH_AES_128_CBC_SHA256",
            "TLS_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
            "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
            "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256");

    private static final Map<String, String> GROUP_BY_CURVE = curves();

    private CipherNames() {}

    private static Map<String, String> curves() {
        Map<String, String> curves = new LinkedHashMap<>();
        curves.put("X25519MLKEM768", "X25519MLKEM768");
        curves.put("SecP384r1MLKEM1024", "SecP384r1MLKEM1024");
        curves.put("SecP256r1MLKEM768", "SecP256r1MLKEM768");
        curves.put("X25519", "x25519");
        curves.put("CurveP256", "secp256r1");
        curves.put("CurveP384", "secp384r1");
        curves.put("CurveP521", "secp521r1");
        return curves;
    }

    /** Whether nats-server knows a suite of that name. */
    public static boolean isSuite(String name) {
        return SAFE.contains(name) || INSECURE.contains(name);
    }

    /** Whether a suite is known to be weak. */
    public static boolean isInsecure(String name) {
        return INSECURE.contains(name);
    }

    /** Whether nats-server knows a curve of that name. */
    public static boolean isCurve(String name) {
        return GROUP_BY_CURVE.containsKey(name);
    }

    /** The suites to enable: those wanted for TLS 1.2 and all of TLS 1.3, of those that this JVM has. */
    static String[] suites(List<String> wanted, Set<String> supported) {
        List<String> suites = new ArrayList<>(TLS_1_3);
        for (String suite : wanted.isEmpty() ? SAFE : wanted) {
            if (!suites.contains(suite)) {
                suites.add(suite);
            }
        }
        suites.retainAll(supported);
        return suites.toArray(new String[0]);
    }

    /** The groups to offer, preferred first, of those that this JVM has; null when it has none of those wanted. */
    static String @Nullable [] groups(List<String> wanted, Set<String> supported) {
        List<String> groups = new ArrayList<>();
        for (String curve : wanted.isEmpty() ? GROUP_BY_CURVE.keySet() : wanted) {
            String group = GROUP_BY_CURVE.get(curve);
            if (group != null && supported.contains(group)) {
                groups.add(group);
            }
        }
        return groups.isEmpty() ? null : groups.toArray(new String[0]);
    }
}
