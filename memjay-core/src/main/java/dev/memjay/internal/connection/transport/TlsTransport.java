package dev.memjay.internal.connection.transport;

import dev.memjay.internal.clock.Clock;
import dev.memjay.model.Node;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import tlschannel.BufferAllocator;
import tlschannel.ClientTlsChannel;
import tlschannel.HeapBufferAllocator;
import tlschannel.NeedsReadException;
import tlschannel.NeedsWriteException;
import tlschannel.TlsChannel;

/** TCP with TLS: connects, shakes hands within the same deadline, and resumes an earlier session where it can. */
public final class TlsTransport implements Transport {
    /** Encrypted bytes that one read takes at most: many records, of which one with content ends it. */
    private static final int MAX_ENCRYPTED = 256 * 1024;

    private final TcpTransport tcp;
    private final TlsSettings settings;
    private final TlsContexts contexts;
    private final EncryptedBuffers buffers = new EncryptedBuffers();

    /**
     * @param socket options of each socket
     * @param settings how TLS is done
     * @param names whom to ask for the addresses of a name
     */
    TlsTransport(SocketSettings socket, TlsSettings settings, Names names) {
        this.tcp = new TcpTransport(socket, names);
        this.settings = settings;
        this.contexts = new TlsContexts(settings);
    }

    @Override
    public Link open(Node node, long deadline) throws IOException {
        SSLEngine engine = engine(node);
        SocketChannel channel = tcp.connect(node, deadline);
        boolean done = false;
        try {
            MeteredChannel encrypted = new MeteredChannel(channel, MAX_ENCRYPTED);
            TlsChannel tls = ClientTlsChannel.newBuilder(encrypted, engine)
                    .withEncryptedBufferAllocator(buffers)
                    .withPlainBufferAllocator(new HeapBufferAllocator())
                    .withReleaseBuffers(false)
                    .build();
            TlsErrors errors = new TlsErrors(node.toString(), name(node));
            shakeHands(tls, encrypted, channel, deadline, errors);
            done = true;
            return new TlsLink(tls, encrypted, channel, errors);
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    private String name(Node node) {
        return settings.serverName().isEmpty() ? node.host() : settings.serverName();
    }

    private SSLEngine engine(Node node) throws IOException {
        String name = name(node);
        // Name and port are also what an earlier session is found by.
        SSLEngine engine = contexts.current().createSSLEngine(name, node.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        if (settings.hostNameCheck()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (isHostName(name)) {
            try {
                parameters.setServerNames(List.of(new SNIHostName(name)));
            } catch (IllegalArgumentException e) {
                // A name that TLS cannot carry, such as one with an underscore, goes without.
            }
        }
        try {
            if (!settings.protocols().isEmpty()) {
                parameters.setProtocols(settings.protocols().toArray(String[]::new));
            }
            if (!settings.ciphers().isEmpty()) {
                parameters.setCipherSuites(settings.ciphers().toArray(String[]::new));
            }
            engine.setSSLParameters(parameters);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "tlsProtocols or tlsCiphers has what this Java does not know: " + e.getMessage() + "; it knows "
                            + List.of(engine.getSupportedProtocols()) + " and "
                            + List.of(engine.getSupportedCipherSuites()),
                    e);
        }
        return engine;
    }

    private static boolean isHostName(String host) {
        return host.indexOf(':') < 0 && !host.chars().allMatch(c -> c == '.' || Character.isDigit(c));
    }

    private static void shakeHands(
            TlsChannel tls, MeteredChannel encrypted, SocketChannel channel, long deadline, TlsErrors errors)
            throws IOException {
        try (Selector selector = Selector.open()) {
            SelectionKey key = channel.register(selector, 0);
            while (true) {
                try {
                    encrypted.goOn();
                    tls.handshake();
                    return;
                } catch (NeedsReadException e) {
                    await(selector, key, SelectionKey.OP_READ, deadline, errors);
                } catch (NeedsWriteException e) {
                    await(selector, key, SelectionKey.OP_WRITE, deadline, errors);
                } catch (SocketTimeoutException e) {
                    throw e;
                } catch (ClosedChannelException e) {
                    throw errors.closed(e);
                } catch (IOException e) {
                    throw errors.explained(e, encrypted.first());
                }
            }
        }
    }

    private static void await(Selector selector, SelectionKey key, int operation, long deadline, TlsErrors errors)
            throws IOException {
        long left = deadline - Clock.nanoTime();
        if (left <= 0) {
            throw errors.silent();
        }
        key.interestOps(operation);
        selector.select(ready -> {}, Math.max(1, left / 1_000_000));
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("interrupted while connecting");
        }
    }

    /** tls-channel's own allocator frees direct memory by hand, through what the JDK is about to forbid. */
    private static final class EncryptedBuffers implements BufferAllocator {
        private final DirectBuffers buffers = new DirectBuffers();

        @Override
        public ByteBuffer allocate(int size) {
            return buffers.take(size);
        }

        @Override
        public void free(ByteBuffer buffer) {
            buffers.giveBack(buffer);
        }
    }
}
