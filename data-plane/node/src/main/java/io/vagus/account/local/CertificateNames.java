package io.vagus.account.local;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;

/**
 * Finds the user that a client certificate stands for: by e-mail, DNS or URI names, then by its subject as a
 * distinguished name (relative names in order, then in any order), then by the subject's text with and without its
 * domain components. Source: nats-server server/auth.go.
 */
public final class CertificateNames {
    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final String DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25";

    /** In the order in which Go's pkix package writes them, reversed; values of the first seven are gathered. */
    private static final Map<String, String> SUBJECT_TYPES = subjectTypes();

    private CertificateNames() {}

    private static Map<String, String> subjectTypes() {
        Map<String, String> types = new LinkedHashMap<>();
        types.put("2.5.4.6", "C");
        types.put("2.5.4.8", "ST");
        types.put("2.5.4.7", "L");
        types.put("2.5.4.9", "STREET");
        types.put("2.5.4.17", "POSTALCODE");
        types.put("2.5.4.10", "O");
        types.put("2.5.4.11", "OU");
        types.put("2.5.4.3", "CN");
        types.put("2.5.4.5", "SERIALNUMBER");
        return types;
    }

    /**
     * @param byName finds a user by its whole name
     * @param names the names of all users, for those that are distinguished names
     * @return null when the certificate stands for nobody
     */
    public static <U> @Nullable U find(
            X509Certificate certificate, Function<String, @Nullable U> byName, Collection<String> names) {
        for (int kind : new int[] {EMAIL, DNS, URI}) {
            for (String name : alternativeNames(certificate, kind)) {
                U user = byName.apply(name);
                if (user != null) {
                    return user;
                }
            }
        }
        byte[] subject = certificate.getSubjectX500Principal().getEncoded();
        U byDistinguishedName = byDistinguishedName(subject, byName, names);
        if (byDistinguishedName != null) {
            return byDistinguishedName;
        }
        String text = text(subject);
        String domain = domainComponents(subject);
        U withDomain = domain.isEmpty() ? null : byName.apply(text + "," + domain);
        return withDomain != null || text.isEmpty() ? withDomain : byName.apply(text);
    }

    private static <U> @Nullable U byDistinguishedName(
            byte[] subject, Function<String, @Nullable U> byName, Collection<String> names) {
        DistinguishedName wanted = DistinguishedName.of(subject);
        if (wanted == null) {
            return null;
        }
        U reordered = null;
        for (String name : names) {
            DistinguishedName candidate = name.indexOf('=') < 0 ? null : DistinguishedName.parse(name);
            if (candidate != null && candidate.hasPartsOf(wanted)) {
                U user = byName.apply(name);
                if (user != null && candidate.equals(wanted)) {
                    return user;
                }
                reordered = reordered == null ? user : reordered;
            }
        }
        return reordered;
    }

    private static List<String> alternativeNames(X509Certificate certificate, int kind) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                for (List<?> entry : all) {
                    if (Integer.valueOf(kind).equals(entry.get(0)) && entry.get(1) instanceof String name) {
                        names.add(name);
                    }
                }
            }
        } catch (CertificateParsingException malformed) {
            return List.of();
        }
        return names;
    }

    private static String domainComponents(byte[] subject) {
        List<String> components = new ArrayList<>();
        for (RDN rdn : X500Name.getInstance(subject).getRDNs()) {
            for (AttributeTypeAndValue each : rdn.getTypesAndValues()) {
                if (each.getType().getId().equals(DOMAIN_COMPONENT)
                        && each.getValue() instanceof ASN1String component) {
                    components.add("DC=" + component.getString());
                }
            }
        }
        return String.join(",", components);
    }

    /** The subject as Go writes it: known attributes only, gathered by type. */
    private static String text(byte[] subject) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        SUBJECT_TYPES.keySet().forEach(type -> values.put(type, new ArrayList<>()));
        for (RDN rdn : X500Name.getInstance(subject).getRDNs()) {
            for (AttributeTypeAndValue each : rdn.getTypesAndValues()) {
                List<String> gathered = values.get(each.getType().getId());
                if (gathered != null && each.getValue() instanceof ASN1String value) {
                    gathered.add(value.getString());
                }
            }
        }
        List<String> parts = new ArrayList<>();
        values.forEach((type, gathered) -> {
            String name = SUBJECT_TYPES.get(type);
            List<String> shown = ("CN".equals(name) || "SERIALNUMBER".equals(name)) && gathered.size() > 1
                    ? List.of(gathered.getLast())
                    : gathered;
            if (!shown.isEmpty() && !shown.equals(List.of(""))) {
                parts.addFirst(String.join(
                        "+",
                        shown.stream().map(value -> name + "=" + escaped(value)).toList()));
            }
        });
        return String.join(",", parts);
    }

    private static String escaped(String value) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean atAnEnd = i == 0 || i == value.length() - 1;
            if (",+\"\\<>;".indexOf(c) >= 0 || c == ' ' && atAnEnd || c == '#' && i == 0) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }
}
