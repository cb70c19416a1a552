package dev.memjay.internal.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLException;
import tlschannel.NeedsReadException;
import tlschannel.NeedsWriteException;
import tlschannel.TlsChannel;

/** A TCP socket with TLS, its hands shaken. */
final class TlsLink implements Link {
    private final TlsChannel tls;
    private final SocketChannel channel;
    private final TlsErrors errors;
    /** Owned by the one who reads. */
    private boolean readAwaitsWriting;

    TlsLink(TlsChannel tls, SocketChannel channel, TlsErrors errors) {
        this.tls = tls;
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
        try {
            return tls.read(target);
        } catch (NeedsReadException nothing) {
            return 0;
        } catch (NeedsWriteException keyUpdate) {
            readAwaitsWriting = true;
            return 0;
        } catch (SSLException e) {
            throw errors.explained(e);
        }
    }

    @Override
    public boolean readAwaitsWriting() {
        return readAwaitsWriting;
    }

    @Override
    public boolean write(ByteBuffer source) throws IOException {
        try {
            tls.write(source); // also with nothing: what was taken before may still lie encrypted here
        } catch (NeedsWriteException full) {
            return false;
        } catch (SSLException e) {
            throw errors.explained(e);
        }
        if (source.hasRemaining()) {
            throw new ClosedChannelException();
        }
        return true;
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
}
