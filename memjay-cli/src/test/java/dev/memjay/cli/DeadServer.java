package dev.memjay.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** An address of this machine that refuses connections for as long as the tests run. */
final class DeadServer {
    /** Bound, and not listening; a port that was given back could be another server's soon. */
    private static final Socket HELD = new Socket();

    static {
        try {
            HELD.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static final String ADDRESS = "127.0.0.1:" + HELD.getLocalPort();

    private DeadServer() {}
}
