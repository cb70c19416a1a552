package dev.memjay.internal.connection;

import static dev.memjay.internal.connection.Trial.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.transport.Names;
import dev.memjay.internal.connection.transport.NodeTransport;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TlsSettings;
import dev.memjay.internal.connection.transport.Transport;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.Node;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Clients that are closed at any moment of an attempt to connect leave no descriptor behind. */
@EnabledOnOs(OS.LINUX)
class DescriptorsTest {
    private static final int CLIENTS = 60;

    private static final Session TALKS = talk -> {
        talk.send("version\r\n");
        return talk.receiveLine();
    };

    @Test
    void nobodyListens() throws Exception {
        try (Socket deaf =
                new Socket()) { // has the port, so that nobody else listens there, nor is given it to dial from
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            openAndClose(Node.of("127.0.0.1", deaf.getLocalPort()), transport(null), Session.NONE);
        }
    }

    @Test
    void serverIsSilent() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(asked -> "")) {
            openAndClose(server.node(), transport(null), TALKS);
        }
    }

    @Test
    void serverClosesAtOnce() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(asked -> null)) {
            openAndClose(server.node(), transport(null), TALKS);
        }
    }

    @Test
    void serverAnswers() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(Asked::miss)) {
            openAndClose(server.node(), transport(null), Session.NONE);
        }
    }

    @Test
    void serverSpeaksNoTls() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(asked -> null)) {
            openAndClose(server.node(), transport(TlsSettings.DEFAULT), Session.NONE);
        }
    }

    @Test
    void datagramsAreLost() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Node node = Node.udp("127.0.0.1", server.getLocalPort());
            openAndClose(node, transport(null), TALKS);
            openAndClose(node, transport(null), Session.NONE);
        }
    }

    private static Transport transport(@Nullable TlsSettings tls) {
        return new NodeTransport(SocketSettings.DEFAULT, tls, Names.PLATFORM);
    }

    private static void openAndClose(Node node, Transport transport, Session session) {
        openAndCloseOne(node, transport, session); // classes are loaded, and what the JDK opens once is open
        long before = descriptors();
        for (int i = 0; i < CLIENTS; i++) {
            openAndCloseOne(node, transport, session);
        }
        await(() -> descriptors() <= before + 2); // the server's ends go a little later
        assertThat(descriptors()).isLessThanOrEqualTo(before + 2);
    }

    private static void openAndCloseOne(Node node, Transport transport, Session session) {
        try (Trial trial = Trial.of(node, transport, session, new MetaDialect(), Trial.settings())) {
            if (ThreadLocalRandom.current().nextBoolean()) {
                trial.get("a", Trial.SHORT);
            }
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(3_000_000)); // any moment
        }
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(fd -> isSocketOrSelector(fd)).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isSocketOrSelector(Path fd) {
        try {
            String target = Files.readSymbolicLink(fd).toString();
            return target.startsWith("socket:") || target.startsWith("anon_inode:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
