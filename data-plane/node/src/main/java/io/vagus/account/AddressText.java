package io.vagus.account;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Addresses as nats-server writes them: IPv6 in the short form of RFC 5952, without a zone. */
public final class AddressText {

    private AddressText() {}

    /** An address alone, IPv6 without brackets. */
    public static String of(InetAddress address) {
        String text = address.getHostAddress();
        if (!(address instanceof Inet6Address)) {
            return text;
        }
        int zone = text.indexOf('%');
        return compressed(zone < 0 ? text : text.substring(0, zone));
    }

    /** Address and port, IPv6 in brackets. */
    public static String withPort(InetSocketAddress address) {
        String host = of(address.getAddress());
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    /** The longest run of zero groups becomes {@code ::}. */
    private static String compressed(String ipv6) {
        String[] groups = ipv6.split(":");
        int bestStart = -1;
        int bestLength = 1;
        int start = 0;
        for (int i = 0; i <= groups.length; i++) {
            if (i == groups.length || !groups[i].equals("0")) {
                if (i - start > bestLength) {
                    bestStart = start;
                    bestLength = i - start;
                }
                start = i + 1;
            }
        }
        if (bestStart < 0) {
            return ipv6;
        }
        List<String> all = List.of(groups);
        return String.join(":", all.subList(0, bestStart)) + "::"
                + String.join(":", all.subList(bestStart + bestLength, all.size()));
    }
}
