package dev.memjay.benchmarks.contenders;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
    private final BareRequest request;
    private final byte[] reply = new byte[1 << 16];
    private int position;
    private int limit;

    BareConnection(int port, Dialect dialect) throws IOException {
        this.dialect = dialect;
        this.request = new BareRequest(dialect);
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** What {@link #flush} sends. */
    BareRequest request() {
        return request;
    }

    void flush() throws IOException {
        request.sendTo(out);
    }

    /** Sends what a thread has put together apart from the others. */
    void send(BareRequest other) throws IOException {
        other.sendTo(out);
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
