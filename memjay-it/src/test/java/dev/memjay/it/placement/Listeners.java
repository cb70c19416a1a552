package dev.memjay.it.placement;

import dev.memjay.model.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of this machine that take connections and say nothing: enough for a client to settle on its names. */
final class Listeners implements AutoCloseable {
    private static final int BACKLOG = 8;

    private final List<ServerSocket> sockets = new ArrayList<>();

    Listeners(int count) throws IOException {
        InetAddress here = InetAddress.getByName("127.0.0.1");
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, BACKLOG, here));
        }
    }

    /** Given by address, as in a list of servers. */
    List<InetSocketAddress> addresses() {
        return sockets.stream()
                .map(socket -> new InetSocketAddress("127.0.0.1", socket.getLocalPort()))
                .toList();
    }

    List<Node> nodes() {
        return sockets.stream()
                .map(socket -> Node.of("127.0.0.1", socket.getLocalPort()))
                .toList();
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket socket : sockets) {
            socket.close();
        }
    }
}
