package io.vagus.controlplane.webhooks;

import java.net.InetAddress;

/**
 * Decides where the service may be sent to by its users: only to addresses that everybody on the internet could reach anyway.
 * Else a webhook would be a way into the network that the service stands in.
 */
final class PublicAddress {

    private PublicAddress() {}

    static boolean isPublic(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isSiteLocalAddress()
                && !address.isMulticastAddress()
                && !isSpecial(address.getAddress());
    }

    private static boolean isSpecial(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (bytes.length == 4) {
            return first == 0
                    || first == 100 && second >= 64 && second < 128 // shared by carriers
                    || first == 192 && second == 0
                    || first == 198 && (second == 18 || second == 19) // benchmarks
                    || first == 198 && second == 51
                    || first == 203 && second == 0
                    || first >= 240;
        }
        return (first & 0xfe) == 0xfc // unique local
                || first == 0x20 && second == 0x02 // 6to4: an IPv4 address inside
                || first == 0x20 && second == 0x01 && bytes[2] == 0 && bytes[3] == 0 // Teredo: the same
                || first == 0 && second == 0x64 // NAT64: the same
                || first == 0 && second == 0; // IPv4-compatible
    }
}
