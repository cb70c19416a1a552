package dev.memjay.internal.connection;

import static dev.memjay.internal.connection.Trial.LONG;
import static dev.memjay.internal.connection.Trial.background;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.Trial.Started;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.transport.Link;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TcpTransport;
import dev.memjay.internal.connection.transport.Transport;
import dev.memjay.internal.wire.text.MetaDialect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to calls that come before the connection does. */
class OpeningTest {
    private final ScriptedServer server = new ScriptedServer();
    private final CountDownLatch mayOpen = new CountDownLatch(1);

    @AfterEach
    void close() {
        server.close();
    }

    private Trial open(Transport transport) {
        Session waiting = talk -> {
            try {
                mayOpen.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return "";
        };
        return Trial.of(server.node(), transport, waiting, new MetaDialect(), Trial.settings());
    }

    @Test
    void asynchronousCallsStayInOrderAcrossTheOpening() throws Exception {
        try (Trial trial = open(new TcpTransport(SocketSettings.DEFAULT))) {
            List<Started> started = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                started.add(trial.start("key" + i, LONG));
            }
            CompletableFuture<Started> first = new CompletableFuture<>();
            trial.onOpened = () -> first.complete(trial.start("key5", LONG));
            mayOpen.countDown();
            Peer peer = server.accept();
            for (int i = 0; i < 6; i++) {
                Asked asked = peer.next();
                assertThat(asked.key()).isEqualTo("key" + i);
                peer.say(asked.hit(asked.key()));
            }
            for (int i = 0; i < 5; i++) {
                assertThat(started.get(i).get().value()).isEqualTo("key" + i);
            }
            assertThat(first.get().get().value()).isEqualTo("key5");
        }
    }

    @Test
    void blockingCallsWaitForTheOpening() throws Exception {
        try (Trial trial = open(new TcpTransport(SocketSettings.DEFAULT))) {
            var call = background(() -> trial.get("a", LONG));
            call.awaitParked();
            mayOpen.countDown();
            Peer peer = server.accept();
            peer.say(peer.next().hit("1"));
            assertThat(call.get().value()).isEqualTo("1");
        }
    }

    @Test
    void cancelledCallIsNotSentAfterTheOpening() throws Exception {
        try (Trial trial = open(new TcpTransport(SocketSettings.DEFAULT))) {
            trial.start("a", LONG).operation().cancel();
            Started second = trial.start("b", LONG);
            mayOpen.countDown();
            Peer peer = server.accept();
            Asked asked = peer.next();
            assertThat(asked.key()).isEqualTo("b");
            peer.say(asked.hit("2"));
            assertThat(second.get().value()).isEqualTo("2");
        }
    }

    @Test
    void whatWaitsMovesOnWhenTheConnectionEndsAtOnce() throws Exception {
        AtomicInteger links = new AtomicInteger();
        Transport firstFails = (node, deadline) -> {
            Link link = new TcpTransport(SocketSettings.DEFAULT).open(node, deadline);
            return links.incrementAndGet() == 1 ? new Unwritable(link) : link;
        };
        try (Trial trial = open(firstFails)) {
            Started first = trial.start("a", LONG);
            Started second = trial.start("b", LONG);
            mayOpen.countDown();
            assertThat(first.get().kind()).isEqualTo(Failure.Kind.LOST);
            assertThat(server.accept().isEnded()).isTrue();
            Peer peer = server.accept();
            Asked asked = peer.next();
            assertThat(asked.key()).isEqualTo("b");
            peer.say(asked.hit("2"));
            assertThat(second.get().value()).isEqualTo("2");
        }
    }

    private record Unwritable(Link link) implements Link {
        @Override
        public SelectableChannel channel() {
            return link.channel();
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return link.read(target);
        }

        @Override
        public boolean write(ByteBuffer source) throws IOException {
            throw new IOException("of the test");
        }

        @Override
        public void close() {
            link.close();
        }
    }
}
