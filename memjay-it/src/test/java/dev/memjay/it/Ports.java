package dev.memjay.it;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that nobody listens on at the moment.
 *
 * <p>They are below the range that sockets get their own port from. One of that range may be given to any process before
 * its server starts, or starts again; and a client that dials it while nobody listens may be given it itself, is connected
 * to itself then, and keeps the server from starting.
 */
public final class Ports {
    private static final int FIRST = 20_000;
    private static final int END = 32_000;

    private Ports() {}

    /** One of TCP. */
    public static int free() {
        return free(port -> new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
    }

    /** One of UDP. */
    public static int freeForUdp() {
        return free(port -> new DatagramSocket(port, InetAddress.getLoopbackAddress()));
    }

    private static int free(Binding binding) {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (Closeable socket = binding.to(port)) {
                return port;
            } catch (IOException taken) {
                // The next one.
            }
        }
    }

    private interface Binding {
        Closeable to(int port) throws IOException;
    }
}
