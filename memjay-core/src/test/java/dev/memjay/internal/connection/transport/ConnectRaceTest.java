package dev.memjay.internal.connection.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.internal.clock.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Several addresses of one server, of which some refuse and some are silent. All of 127.0.0.0/8 is this machine. */
class ConnectRaceTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(20);

    private static InetAddress local(int last) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    }

    private static SocketChannel race(int port, long patience, InetAddress... addresses) throws IOException {
        try (ConnectRace race = new ConnectRace(addresses, port, SocketSettings.DEFAULT, Clock.nanoTime() + patience)) {
            return race.run();
        }
    }

    /** Listens, and has no room for another connection, so that the kernel lets attempts wait without an answer. */
    private static final class Silent implements AutoCloseable {
        private final ServerSocket listener;
        private final List<SocketChannel> waiting = new ArrayList<>();

        Silent(InetAddress address, int port) throws IOException {
            listener = new ServerSocket(port, 1, address);
            SocketChannel last;
            do {
                last = SocketChannel.open();
                waiting.add(last);
                last.configureBlocking(false);
                last.connect(new InetSocketAddress(address, listener.getLocalPort()));
            } while (last.finishConnect());
        }

        int port() {
            return listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
            listener.close();
        }
    }

    @Test
    void nextAddressIsTriedWhenOneRefuses() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, local(3));
                SocketChannel channel = race(server.getLocalPort(), LONG, local(9), local(2), local(3))) {
            assertThat(((InetSocketAddress) channel.getRemoteAddress()).getAddress())
                    .isEqualTo(local(3));
            assertThat(channel.isBlocking()).isFalse();
        }
    }

    @Test
    void nextAddressIsTriedWhileOneIsSilent() throws IOException {
        try (Silent silent = new Silent(local(4), 0);
                ServerSocket server = new ServerSocket(silent.port(), 5, local(5));
                SocketChannel channel = race(server.getLocalPort(), LONG, local(4), local(5))) {
            assertThat(((InetSocketAddress) channel.getRemoteAddress()).getAddress())
                    .isEqualTo(local(5));
        }
    }

    @Test
    void silenceEndsWithTheDeadlineAndNamesTheAddresses() throws IOException {
        try (Silent silent = new Silent(local(6), 0)) {
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> race(silent.port(), TimeUnit.MILLISECONDS.toNanos(50), local(6)))
                    .withMessageContaining("127.0.0.6")
                    .withMessageContaining("connect timeout");
        }
    }

    @Test
    void everyRefusalIsTold() throws IOException {
        try (Socket held = new Socket()) { // bound, and not listening: refuses, and nobody else can listen there
            held.bind(new InetSocketAddress(local(7), 0));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> race(held.getLocalPort(), LONG, local(7), local(8)))
                    .withMessageContaining("127.0.0.7")
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .singleElement()
                            .satisfies(other -> assertThat(other).hasMessageContaining("127.0.0.8")));
        }
    }

    @Test
    void familiesTakeTurns() throws IOException {
        InetAddress v6a = InetAddress.getByName("2001:db8::1");
        InetAddress v6b = InetAddress.getByName("2001:db8::2");

        assertThat(ConnectRace.inTurns(List.of(v6a, v6b, local(1), local(2))))
                .containsExactly(v6a, local(1), v6b, local(2));
        assertThat(ConnectRace.inTurns(List.of(local(1), local(2), v6a))).containsExactly(local(1), v6a, local(2));
    }
}
