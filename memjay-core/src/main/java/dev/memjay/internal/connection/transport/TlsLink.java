package dev.memjay.internal.connection.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLException;
import tlschannel.NeedsReadException;
import tlschannel.NeedsWriteException;
import tlschannel.TlsChannel;

/**
 * A TCP socket with TLS, its hands shaken.
 *
 * <p>memcached (1.6.18 at least) reads a record of TLS in pieces where it has no room for more, or wants the rest of one value
 * only, and then waits for the socket to announce more, which it does not for what lies decrypted already: the end of what was
 * sent stays unread. A record is read whole if it begins a request and fits into the server's buffer, or if it is one byte
 * long. So requests that are more than a record's worth end with a record of one byte: while that one lies in the socket the
 * server is woken, and reads all there is before it.
 */
final class TlsLink implements Link {
    /** What goes as one record, and into memcached's buffer (16 KB) at once. */
    private static final int ONE_RECORD = 8 * 1024;

    private final TlsChannel tls;
    private final MeteredChannel encrypted;
    private final SocketChannel channel;
    private final TlsErrors errors;
    /** Owned by the one who reads. */
    private boolean readAwaitsWriting;
    /** How much of what belongs together was not taken yet, if its last byte goes alone; otherwise 0. Owned by the writer. */
    private long left;

    TlsLink(TlsChannel tls, MeteredChannel encrypted, SocketChannel channel, TlsErrors errors) {
        this.tls = tls;
        this.encrypted = encrypted;
        this.channel = channel;
        this.errors = errors;
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        readAwaitsWriting = false;
        encrypted.goOn();
        try {
            return tls.read(target);
        } catch (NeedsReadException nothing) {
            return 0;
        } catch (NeedsWriteException keyUpdate) {
            readAwaitsWriting = true;
            return 0;
        } catch (SSLException e) {
            throw errors.explained(e, encrypted.first());
        }
    }

    @Override
    public boolean readAwaitsWriting() {
        return readAwaitsWriting;
    }

    @Override
    public void begin(long bytes) {
        left = bytes > ONE_RECORD ? bytes : 0;
    }

    @Override
    public boolean write(ByteBuffer source) throws IOException {
        try {
            if (source.remaining() > 1 && source.remaining() == left) {
                take(source, source.limit() - 1);
            }
            take(source, source.limit()); // also nothing: what was taken before may still lie encrypted here
        } catch (NeedsWriteException full) {
            return false;
        } catch (SSLException e) {
            throw errors.explained(e, encrypted.first());
        }
        if (source.hasRemaining()) {
            throw new ClosedChannelException();
        }
        return true;
    }

    private void take(ByteBuffer source, int end) throws IOException {
        int start = source.position();
        int limit = source.limit();
        try {
            tls.write(source.limit(end));
        } finally {
            source.limit(limit);
            left = Math.max(0, left - (source.position() - start));
        }
    }

    @Override
    public boolean closesOnLoop() {
        return true;
    }

    /** Says goodbye as TLS wants it, if the socket takes it at once. */
    @Override
    public void close() {
        try {
            tls.close();
        } catch (IOException | RuntimeException e) {
            // The descriptor is gone all the same, and nobody could do more about it.
        }
    }

    @Override
    public boolean isEncrypted() {
        return true;
    }
}
