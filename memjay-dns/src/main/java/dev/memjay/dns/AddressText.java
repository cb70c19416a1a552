package dev.memjay.dns;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Address;

/**
 * Writes each address in one form, since nodes are known by it and keys are placed by it: IPv6 as in RFC 5952, in lower case
 * and with the longest run of zeros left out. Neither the JDK nor dnsjava writes it so.
 */
final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {}

    /** Takes an address from a file or a resolver. Text that is not an IPv6 address, or has a zone, stays as it is. */
    static String of(String address) {
        byte[] bytes = address.indexOf(':') < 0 ? null : Address.toByteArray(address, Address.IPv6);
        return bytes == null || bytes.length != 2 * GROUPS ? address : of(bytes);
    }

    /** The 16 bytes of an IPv6 address. */
    private static String of(byte[] bytes) {
        int[] groups = new int[GROUPS];
        int start = 0;
        int zerosStart = 0;
        int zerosEnd = 0;
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 0xFF) << 8 | bytes[2 * i + 1] & 0xFF;
            if (groups[i] != 0) {
                start = i + 1;
            } else if (i + 1 - start > Math.max(1, zerosEnd - zerosStart)) { // one zero alone is written
                zerosStart = start;
                zerosEnd = i + 1;
            }
        }
        if (zerosEnd == 0) {
            return joined(groups, 0, GROUPS);
        }
        return joined(groups, 0, zerosStart) + "::" + joined(groups, zerosEnd, GROUPS);
    }

    private static String joined(int[] groups, int from, int to) {
        List<String> texts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            texts.add(Integer.toHexString(groups[i]));
        }
        return String.join(":", texts);
    }
}
