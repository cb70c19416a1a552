package dev.memjay.benchmarks.contenders;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A blocking socket with hand-written requests and replies: as little code as can read a value. */
final class BareConnection implements AutoCloseable {
    /** The commands it reads a single key with. */
    enum Dialect {
        CLASSIC,
        META
    }

    private final Dialect dialect;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] request = new byte[1 << 12];
    private int requestLength;
    private final byte[] reply = new byte[1 << 16];
    private int position;
    private int limit;

    BareConnection(int port, Dialect dialect) throws IOException {
        this.dialect = dialect;
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
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

    void flush() throws IOException {
        out.write(request, 0, requestLength);
        requestLength = 0;
    }

    byte @Nullable [] readGet() throws IOException {
        int end = line();
        if (dialect == Dialect.META) {
            return reply[position] == 'V' ? value(end) : nothing(end, 'N');
        }
        if (reply[position] != 'V') {
            return nothing(end, 'N');
        }
        byte[] value = value(end);
        nothing(line(), 'N');
        return value;
    }

    /** Reads the values of a classic multi-get into arrays of their own and counts them. */
    int readGetAll(byte[][] values) throws IOException {
        int found = 0;
        while (true) {
            int end = line();
            if (reply[position] != 'V') {
                nothing(end, 'N');
                return found;
            }
            values[found++] = value(end);
        }
    }

    void readStored() throws IOException {
        nothing(line(), 'T');
    }

    boolean hasBuffered() {
        return position < limit;
    }

    @Override
    public void close() throws IOException {
        socket.close();
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

    /** Makes one whole line stand at the position and returns where its line feed is. */
    private int line() throws IOException {
        int scanned = position;
        while (true) {
            for (; scanned < limit; scanned++) {
                if (reply[scanned] == '\n') {
                    return scanned;
                }
            }
            int before = position;
            fill();
            scanned -= before - position;
        }
    }

    /** Consumes a header line, whose last or second word is the length, and the data block behind it. */
    private byte[] value(int end) throws IOException {
        int length = 0;
        int i = end;
        while (reply[i - 1] != ' ') {
            i--;
        }
        for (; reply[i] >= '0' && reply[i] <= '9'; i++) {
            length = length * 10 + reply[i] - '0';
        }
        position = end + 1;
        while (limit - position < length + 2) {
            fill();
        }
        byte[] value = Arrays.copyOfRange(reply, position, position + length);
        position += length + 2;
        return value;
    }

    /** Consumes a line without a value, which its second letter tells: END or EN, and STORED. */
    private byte @Nullable [] nothing(int end, char expected) throws IOException {
        if (reply[position + 1] != expected) {
            throw new IOException(
                    "unexpected reply: " + new String(reply, position, end - position, StandardCharsets.US_ASCII));
        }
        position = end + 1;
        return null;
    }

    private void fill() throws IOException {
        if (position == limit) {
            position = 0;
            limit = 0;
        } else if (limit == reply.length) {
            System.arraycopy(reply, position, reply, 0, limit - position);
            limit -= position;
            position = 0;
        }
        int read = in.read(reply, limit, reply.length - limit);
        if (read < 0) {
            throw new EOFException("the server closed the connection");
        }
        limit += read;
    }
}
