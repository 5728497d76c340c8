package io.vagus.identity;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A range of IP addresses, such as {@code 192.168.0.0/16} or {@code fd00::/8}. */
public final class Cidr {
    private final byte[] network;
    private final int prefixLength;

    private Cidr(byte[] network, int prefixLength) {
        this.network = network;
        this.prefixLength = prefixLength;
    }

    /** @throws IdentityException when the text is no CIDR range */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        byte @Nullable [] address = slash < 0 ? null : literal(text.substring(0, slash));
        int length = slash < 0 ? -1 : prefixLength(text.substring(slash + 1));
        if (address == null || length < 0 || length > address.length * 8) {
            throw new IdentityException("invalid CIDR address: " + text);
        }
        return new Cidr(address, length);
    }

    public static boolean isValid(String text) {
        try {
            parse(text);
            return true;
        } catch (IdentityException malformed) {
            return false;
        }
    }

    public boolean contains(InetAddress address) {
        byte[] candidate = address.getAddress();
        if (candidate.length != network.length) {
            return false;
        }
        int whole = prefixLength / 8;
        for (int i = 0; i < whole; i++) {
            if (candidate[i] != network[i]) {
                return false;
            }
        }
        int rest = prefixLength % 8;
        return rest == 0 || ((candidate[whole] ^ network[whole]) & (0xFF << (8 - rest)) & 0xFF) == 0;
    }

    private static int prefixLength(String text) {
        if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Integer.parseInt(text);
    }

    /** Literals only: a name here must never start a DNS query. */
    private static byte @Nullable [] literal(String text) {
        try {
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }
}
