package dev.memjay.internal.connection;

import static dev.memjay.internal.connection.Trial.LONG;
import static dev.memjay.internal.connection.Trial.await;
import static dev.memjay.internal.connection.Trial.background;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.Trial.Outcome;
import dev.memjay.internal.connection.Trial.Started;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.transport.Link;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TcpTransport;
import dev.memjay.internal.connection.transport.Transport;
import dev.memjay.internal.wire.text.MetaDialect;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The end of connections: nothing is left behind, and nobody waits for what will not come. */
class ClosingTest {
    @Test
    void closeFailsWhatIsInFlightAndWhatComesAfter() throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            Trial trial = Trial.of(server);
            Peer peer = server.accept();
            trial.connection();
            var leader = background(() -> trial.get("a", LONG));
            trial.awaitLeader();
            var follower = background(() -> trial.get("b", LONG));
            Started future = trial.start("c", LONG);
            for (int i = 0; i < 3; i++) {
                peer.next();
            }
            trial.close();
            assertThat(leader.get().kind()).isEqualTo(Failure.Kind.CLOSED);
            assertThat(follower.get().kind()).isEqualTo(Failure.Kind.CLOSED);
            assertThat(future.get().kind()).isEqualTo(Failure.Kind.CLOSED);
            assertThat(trial.get("d", LONG).kind()).isEqualTo(Failure.Kind.CLOSED);
            assertThat(trial.start("e", LONG).get().kind()).isEqualTo(Failure.Kind.CLOSED);
            assertThat(peer.isEnded()).isTrue();
        }
    }

    @Test
    void closeFailsWhoWaitsForAConnection() throws Exception {
        CountDownLatch dialing = new CountDownLatch(1);
        Transport never = (node, deadline) -> {
            dialing.countDown();
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            throw new IOException("too late");
        };
        try (ScriptedServer server = new ScriptedServer()) {
            Trial trial = Trial.of(server.node(), never, Session.NONE, new MetaDialect(), Trial.settings());
            dialing.await();
            var caller = background(() -> trial.get("a", LONG));
            caller.awaitParked();
            Started future = trial.start("b", LONG);
            trial.close();
            assertThat(caller.get().kind()).isEqualTo(Failure.Kind.CLOSED);
            assertThat(future.get().kind()).isEqualTo(Failure.Kind.CLOSED);
        }
    }

    @Test
    void connectUnderWayIsClosedWhenItEnds() throws Exception {
        CountDownLatch dialing = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Transport deaf = (node, deadline) -> {
            Link link = new TcpTransport(SocketSettings.DEFAULT).open(node, deadline);
            dialing.countDown();
            while (release.getCount() > 0) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    // As a name server would not care.
                }
            }
            return link;
        };
        try (ScriptedServer server = new ScriptedServer()) {
            Trial trial = Trial.of(server.node(), deaf, Session.NONE, new MetaDialect(), Trial.settings());
            Peer peer = server.accept();
            dialing.await();
            trial.close();
            release.countDown();
            assertThat(peer.isEnded()).isTrue();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void noDescriptorIsLeftAfterReconnects() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(Asked::miss);
                Trial trial = Trial.of(server)) {
            reconnect(trial, server, 50);
            long before = descriptors();
            reconnect(trial, server, 1000);
            await(() -> descriptors() <= before + 10);
        }
    }

    @Test
    void directMemoryIsUsedAgainByTheNextConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(Asked::miss);
                Trial trial = Trial.of(server)) {
            reconnect(trial, server, 10);
            long before = directBuffers();
            for (int i = 0; i < 100; i++) {
                reconnect(trial, server, 10);
                assertThat(directBuffers()).isLessThanOrEqualTo(before + 10);
            }
        }
    }

    /** None was given back to the system by a collection if there are more and more. */
    private static long directBuffers() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getCount)
                .sum();
    }

    private static void reconnect(Trial trial, ScriptedServer server, int times) {
        for (int i = 0; i < times; i++) {
            Connection connection = trial.connection();
            Outcome outcome = trial.get("a", LONG); // opens a leader's selector
            assertThat(outcome.failure()).isNull();
            connection.die(new IOException("ended by the test"));
            await(() -> trial.connections.first().open() != connection);
        }
        await(() -> server.openPeers() <= 1);
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
