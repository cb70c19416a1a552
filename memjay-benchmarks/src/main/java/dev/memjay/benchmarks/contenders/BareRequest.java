package dev.memjay.benchmarks.contenders;

import dev.memjay.benchmarks.contenders.BareConnection.Dialect;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/** Hand-written requests that wait to be sent together. */
final class BareRequest {
    private final Dialect dialect;
    private byte[] request = new byte[1 << 12];
    private int requestLength;

    BareRequest(Dialect dialect) {
        this.dialect = dialect;
    }

    boolean isEmpty() {
        return requestLength == 0;
    }

    /** Sends them, and is empty afterwards. */
    void sendTo(OutputStream out) throws IOException {
        out.write(request, 0, requestLength);
        requestLength = 0;
    }

    void appendGet(String key) {
        if (dialect == Dialect.META) {
            append("mg ");
            append(key);
            append(" v\r\n");
        } else {
            append("get ");
            append(key);
            append("\r\n");
        }
    }

    void appendGetAll(Collection<String> keys) {
        append("get");
        for (String key : keys) {
            append(" ");
            append(key);
        }
        append("\r\n");
    }

    void appendSet(String key, byte[] value) {
        append("set ");
        append(key);
        append(" 0 0 ");
        append(Integer.toString(value.length));
        append("\r\n");
        reserve(value.length);
        System.arraycopy(value, 0, request, requestLength, value.length);
        requestLength += value.length;
        append("\r\n");
    }

    void appendSets(Map<String, byte[]> values) {
        for (Map.Entry<String, byte[]> entry : values.entrySet()) {
            appendSet(entry.getKey(), entry.getValue());
        }
    }

    private void append(String text) {
        int length = text.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            request[requestLength + i] = (byte) text.charAt(i);
        }
        requestLength += length;
    }

    private void reserve(int length) {
        if (request.length - requestLength < length) {
            request = Arrays.copyOf(request, Math.max(2 * request.length, requestLength + length));
        }
    }
}
