package dev.memjay.internal.connection.transport;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The little of DER that it takes to put the older forms of private keys into PKCS#8, the one that Java reads. */
final class DerText {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int PARAMETERS = 0xA0;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    /** 1.2.840.113549.1.1.1 and the NULL of its parameters. */
    private static final byte[] RSA = {
        0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    /** 1.2.840.10045.2.1, which the curve's number follows. */
    private static final byte[] ELLIPTIC_CURVE = {0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01};

    private DerText() {}

    /**
     * A private key in PKCS#8. Which form a key has is told by its content, as OpenSSL does, and not by its label: programs
     * write PKCS#8 under {@code BEGIN RSA PRIVATE KEY} too. Behind the version there is the algorithm in PKCS#8, a number in
     * PKCS#1 (RSA), and the key itself in SEC 1, which has to name its curve.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static byte[] pkcs8(byte[] key) {
        try {
            int version = contentStart(key, 0);
            int next = contentStart(key, version) + length(key, version);
            return switch (key[next] & 0xFF) {
                case SEQUENCE -> key;
                case INTEGER -> pkcs8(RSA, key);
                case OCTET_STRING -> pkcs8(joined(ELLIPTIC_CURVE, curve(key)), key);
                default ->
                    throw new IllegalArgumentException("the private key has none of the forms PKCS#8, PKCS#1, SEC 1");
            };
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("the private key is cut off, or is not DER", e);
        }
    }

    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, joined(VERSION_0, element(SEQUENCE, algorithm), element(OCTET_STRING, key)));
    }

    /** What stands in the element of the curve's parameters. */
    private static byte[] curve(byte[] sec1) {
        int position = contentStart(sec1, 0);
        while (position < sec1.length) {
            int start = contentStart(sec1, position);
            int end = start + length(sec1, position);
            if (end > sec1.length) {
                break;
            }
            if ((sec1[position] & 0xFF) == PARAMETERS) {
                return Arrays.copyOfRange(sec1, start, end);
            }
            position = end;
        }
        throw new IllegalArgumentException("the key does not name its curve");
    }

    private static int contentStart(byte[] der, int position) {
        int first = der[position + 1] & 0xFF;
        return position + 2 + (first < 0x80 ? 0 : first - 0x80);
    }

    private static int length(byte[] der, int position) {
        int first = der[position + 1] & 0xFF;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < first - 0x80; i++) {
            length = length << 8 | (der[position + 2 + i] & 0xFF);
        }
        return length;
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(content.length) + 7) / 8;
            out.write(0x80 + bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(content.length >>> 8 * i);
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
