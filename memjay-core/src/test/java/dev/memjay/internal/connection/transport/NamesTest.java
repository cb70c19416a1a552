package dev.memjay.internal.connection.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.internal.clock.Clock;
import dev.memjay.model.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every transport over IP asks for a node's name at each connect. */
class NamesTest {
    private static final Names REFUSING = host -> {
        throw new IOException("asked for " + host);
    };

    static Stream<Transport> transports() {
        return Stream.of(
                new TcpTransport(SocketSettings.DEFAULT, REFUSING),
                new TlsTransport(SocketSettings.DEFAULT, TlsSettings.DEFAULT, REFUSING),
                new UdpTransport(SocketSettings.DEFAULT, REFUSING),
                new NodeTransport(SocketSettings.DEFAULT, null, REFUSING),
                new NodeTransport(SocketSettings.DEFAULT, TlsSettings.DEFAULT, REFUSING));
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aNodesNameIsAskedFor(Transport transport) {
        for (int connect = 0; connect < 2; connect++) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> transport.open(Node.of("pod.test", 1), Clock.nanoTime() + 1_000_000_000))
                    .withMessage("asked for pod.test");
        }
    }

    @Test
    void aUdpNodesNameIsAskedForToo() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new NodeTransport(SocketSettings.DEFAULT, null, REFUSING)
                        .open(Node.udp("pod.test", 1), Clock.nanoTime() + 1_000_000_000))
                .withMessage("asked for pod.test");
    }

    @Test
    void allThatTheyHaveIsTriedInTheirOrder() throws IOException {
        Names ofPod = host -> List.of("10.0.0.2", "10.0.0.1", "::1");
        assertThat(ofPod.addresses("pod.test"))
                .containsExactly(
                        InetAddress.getByName("10.0.0.2"),
                        InetAddress.getByName("10.0.0.1"),
                        InetAddress.getByName("::1"));
    }
}
