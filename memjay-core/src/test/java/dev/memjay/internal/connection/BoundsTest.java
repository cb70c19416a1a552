package dev.memjay.internal.connection;

import static dev.memjay.internal.connection.Trial.LONG;
import static dev.memjay.internal.connection.Trial.SHORT;
import static dev.memjay.internal.connection.Trial.background;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.Trial.Background;
import dev.memjay.internal.connection.Trial.Outcome;
import dev.memjay.internal.connection.Trial.Started;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TcpTransport;
import dev.memjay.internal.connection.transport.Transport;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.NodeTraits;
import dev.memjay.internal.wire.Output;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.text.MetaDialect;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing grows without end, and who comes over the limit is refused or waits his turn. */
class BoundsTest {
    private final ScriptedServer server = new ScriptedServer();
    private @Nullable Trial opened;

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
        server.close();
    }

    private Trial open(int maxInFlight, long maxBytes, boolean waitWhenFull) {
        return open(new TcpTransport(SocketSettings.DEFAULT), new MetaDialect(), maxInFlight, maxBytes, waitWhenFull);
    }

    private Trial open(Transport transport, Dialect dialect, int maxInFlight, long maxBytes, boolean waitWhenFull) {
        ConnectionSettings settings = new ConnectionSettings(
                Duration.ofSeconds(5), maxInFlight, maxBytes, waitWhenFull, LONG, Duration.ofMillis(1));
        opened = Trial.of(server.node(), transport, Session.NONE, dialect, settings);
        return opened;
    }

    @Test
    void gatheringThatWaitsForRoomHasItsOwnRepliesReadMeanwhile() throws Exception {
        ConnectionSettings settings = new ConnectionSettings(
                Duration.ofSeconds(5), 2, 1 << 20, true, Duration.ofSeconds(60), Duration.ofMillis(1));
        List<String> values = new ArrayList<>();
        try (ScriptedServer server = ScriptedServer.answering(asked -> asked.hit(asked.key()));
                Trial trial = Trial.of(server, settings)) {
            trial.connection();
            Gathering gathering = new Gathering(Clock.nanoTime() + Trial.LONG.toNanos());
            List<String> keys = List.of("a", "b", "c", "d", "e", "f", "g");
            for (String key : keys) {
                Deferred operation = gathering.operation(
                        ReadRequest.GET, key, false, (done, failure) -> values.add(new Outcome(done, failure).value()));
                assertThat(gathering.start(trial.connections, operation)).isNull();
            }
            gathering.await(() -> values.size() == keys.size());
            assertThat(values).isEqualTo(keys);
        }
    }

    @Test
    void overloadFailsAtOnce() throws Exception {
        Trial trial = open(2, 1 << 20, false);
        Peer peer = server.accept();
        Started first = trial.start("a", LONG);
        trial.start("b", LONG);
        Asked a = peer.next();
        assertThat(trial.get("c", LONG).kind()).isEqualTo(Failure.Kind.OVERLOADED);
        assertThat(trial.start("d", LONG).get().kind()).isEqualTo(Failure.Kind.OVERLOADED);
        assertThat(trial.get("c", LONG).failure().written()).isFalse();
        assertThat(trial.get("c", LONG).failure().message()).contains("2 requests");
        peer.next();
        peer.say(a.hit("1"));
        assertThat(first.get().value()).isEqualTo("1");
        var call = background(() -> trial.get("e", SHORT));
        assertThat(peer.next().key()).isEqualTo("e");
        assertThat(call.get().kind()).isEqualTo(Failure.Kind.TIMEOUT);
    }

    @Test
    void tombstonesKeepTheirPlaces() {
        Trial trial = open(2, 1 << 20, false);
        server.accept();
        trial.connection(); // a call that times out before it is open leaves no tombstone
        assertThat(trial.get("a", SHORT).kind()).isEqualTo(Failure.Kind.TIMEOUT);
        assertThat(trial.get("b", SHORT).kind()).isEqualTo(Failure.Kind.TIMEOUT);
        assertThat(trial.get("c", LONG).kind()).isEqualTo(Failure.Kind.OVERLOADED);
    }

    @Test
    void bytesAreBounded() throws Exception {
        Trial trial = open(1024, 100_000, false);
        Peer peer = server.accept();
        trial.connection();
        Started first = trial.start(Trial.set(new byte[60_000]), "a", LONG, outcome -> {});
        trial.start(Trial.set(new byte[60_000]), "b", LONG, outcome -> {});
        assertThat(trial.get("c", LONG).kind()).isEqualTo(Failure.Kind.OVERLOADED);
        peer.say(peer.next().stored());
        assertThat(first.get().failure()).isNull();
        Started third = trial.start("c", LONG);
        peer.say(peer.next().stored() + peer.next().hit("3"));
        assertThat(third.get().value()).isEqualTo("3");
    }

    @Test
    void whatWaitsForAConnectionIsBounded() throws Exception {
        Transport never = (node, deadline) -> {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            throw new IOException("too late");
        };
        Trial trial = open(never, new MetaDialect(), 4, 100_000, false);
        trial.start(Trial.set(new byte[60_000]), "a", LONG, outcome -> {});
        Started second = trial.start(Trial.set(new byte[60_000]), "b", LONG, outcome -> {});
        assertThat(trial.start("c", LONG).get().kind()).as("by bytes").isEqualTo(Failure.Kind.OVERLOADED);
        trial.close();
        assertThat(second.get().kind()).isEqualTo(Failure.Kind.CLOSED);
        trial = open(never, new MetaDialect(), 4, 100_000, false);
        for (int i = 0; i < 4; i++) {
            assertThat(trial.start("a", LONG).future()).isNotDone();
        }
        assertThat(trial.start("b", LONG).get().kind()).as("by number").isEqualTo(Failure.Kind.OVERLOADED);
    }

    @Test
    void waitersForRoomAreServedInOrder() throws Exception {
        Trial trial = open(1, 1 << 20, true);
        Peer peer = server.accept();
        trial.connection(); // else they wait for it, not for room
        trial.start("key", LONG);
        List<Background<Outcome>> waiters = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String key = "key" + i;
            Background<Outcome> waiter = background(() -> trial.get(key, LONG));
            Trial.await(() -> waiter.thread().getState() == Thread.State.TIMED_WAITING);
            waiters.add(waiter);
        }
        peer.say(peer.next().hit(""));
        for (int i = 0; i < 5; i++) {
            Asked asked = peer.next();
            assertThat(asked.key()).isEqualTo("key" + i);
            peer.say(asked.hit(asked.key()));
            assertThat(waiters.get(i).get().value()).isEqualTo("key" + i);
        }
    }

    @Test
    void waitersForRoomKeepTheirDeadlines() {
        Trial trial = open(1, 1 << 20, true);
        server.accept();
        trial.connection(); // else they wait for it, not for room
        trial.start("a", LONG);
        Outcome first = trial.get("b", SHORT);
        assertThat(first.kind()).isEqualTo(Failure.Kind.TIMEOUT);
        assertThat(first.failure().phase()).isEqualTo(Phase.QUEUED);
        assertThat(first.failure().written()).isFalse();
        assertThat(trial.start("c", SHORT).future().join().kind()).isEqualTo(Failure.Kind.TIMEOUT);
    }

    @Test
    void waiterForRoomLeavesWhenInterrupted() throws Exception {
        Trial trial = open(1, 1 << 20, true);
        server.accept();
        trial.connection(); // else they wait for it, not for room
        trial.start("a", LONG);
        Background<Outcome> first = background(() -> trial.get("b", LONG));
        Background<Outcome> second = background(() -> trial.get("c", LONG));
        first.thread().interrupt();
        second.thread().interrupt();
        assertThat(first.get().kind()).isEqualTo(Failure.Kind.INTERRUPTED);
        assertThat(second.get().kind()).isEqualTo(Failure.Kind.INTERRUPTED);
    }

    @Test
    void callbackOnTheLoopNeverWaitsForRoom() throws Exception {
        Trial trial = open(1, 1 << 20, true);
        Peer peer = server.accept();
        var kinds = new java.util.concurrent.CompletableFuture<Failure.Kind>();
        trial.start(dev.memjay.internal.wire.ReadRequest.GET, "a", LONG, outcome -> {
            trial.start("b", LONG);
            kinds.complete(trial.start("c", LONG).future().join().kind());
        });
        peer.say(peer.next().hit("1"));
        assertThat(kinds.get(10, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo(Failure.Kind.OVERLOADED);
    }

    @Test
    void failingEncoderRestoresTheBuffer() throws Exception {
        Trial trial = open(new TcpTransport(SocketSettings.DEFAULT), new Stumbling(), 1024, 1 << 20, false);
        Peer peer = server.accept();
        trial.connection();
        assertThatThrownBy(() -> trial.get("bad", LONG)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> trial.call(Trial.set(new byte[100_000]), "bad", LONG))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> trial.start("bad", LONG)).isInstanceOf(IllegalStateException.class);
        var call = background(() -> trial.get("good", LONG));
        Asked asked = peer.next();
        assertThat(asked.line()).startsWith("mg good ");
        peer.say(asked.hit("1"));
        assertThat(call.get().value()).isEqualTo("1");
        assertThat(trial.connections.inFlight()).isZero();
    }

    @Test
    void operationThatCannotBeEncodedFailsAloneWhenTheConnectionOpens() throws Exception {
        var release = new java.util.concurrent.CountDownLatch(1);
        Transport slow = (node, deadline) -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return new TcpTransport(SocketSettings.DEFAULT).open(node, deadline);
        };
        Trial trial = open(slow, new Stumbling(), 1024, 1 << 20, false);
        Started bad = trial.start("bad", LONG);
        Started good = trial.start("good", LONG);
        release.countDown();
        Peer peer = server.accept();
        peer.say(peer.next().hit("1"));
        assertThat(good.get().value()).isEqualTo("1");
        assertThat(bad.get().failure().cause()).isInstanceOf(IllegalStateException.class);
    }

    /** Meta, but for one key, in the middle of whose request it fails. */
    private static final class Stumbling implements Dialect {
        private final Dialect meta = new MetaDialect();

        @Override
        public String name() {
            return "stumbling";
        }

        @Override
        public NodeTraits traits() {
            return meta.traits();
        }

        @Override
        public @Nullable String refusal(Request request) {
            return meta.refusal(request);
        }

        @Override
        public void encode(Exchange exchange, int opaque, Output out) {
            meta.encode(exchange, opaque, out);
            if ("bad".equals(exchange.key)) {
                throw new IllegalStateException("stumbled");
            }
        }

        @Override
        public Decoder decoder() {
            return meta.decoder();
        }
    }
}
