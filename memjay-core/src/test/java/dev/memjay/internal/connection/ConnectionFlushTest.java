package dev.memjay.internal.connection;

import static dev.memjay.internal.connection.Trial.LONG;
import static dev.memjay.internal.connection.Trial.background;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.Trial.Outcome;
import dev.memjay.internal.connection.Trial.Started;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.transport.Link;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TcpTransport;
import dev.memjay.internal.connection.transport.Transport;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.text.MetaDialect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How requests reach the socket: combined, in order, in small direct chunks, and past a full socket. */
class ConnectionFlushTest {
    @Test
    void neitherSideDeadlocksWhenBothSendMuch() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Trial trial = Trial.of(server)) {
            Peer peer = server.accept();
            var reader = background(() -> trial.get("a", LONG));
            Asked a = peer.next();
            byte[] data = new byte[24 << 20];
            Arrays.fill(data, (byte) 'x');
            var writer = background(() -> trial.call(Trial.set(data), "b", LONG));
            peer.say(a.hit("y".repeat(24 << 20))); // blocks until it is read, and reads nothing meanwhile
            assertThat(reader.get().operation().value).hasSize(24 << 20);
            Asked b = peer.next();
            assertThat(b.data()).isEqualTo(data);
            peer.say(b.stored());
            assertThat(writer.get().operation().status).isEqualTo(Status.STORED);
        }
    }

    @Test
    void whatIsHeldBackFollowsTheNextReply() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Trial trial = Trial.of(server)) {
            Peer peer = server.accept();
            trial.connection();
            List<Started> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                all.add(trial.start("key" + i, LONG));
            }
            for (int i = 0; i < 1000; i++) {
                Asked asked = peer.next();
                assertThat(asked.key()).isEqualTo("key" + i);
                peer.say(asked.hit(asked.key()));
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(all.get(i).get().value()).isEqualTo("key" + i);
            }
        }
    }

    @Test
    void leaderFlushesWhatIsHeldBackOnceATurn() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Trial trial = Trial.of(server)) {
            Peer peer = server.accept();
            trial.connection();
            var first = background(() -> trial.get("first", LONG));
            Asked asked = peer.next();
            trial.awaitLeader();
            StringBuilder replies = new StringBuilder();
            for (int i = 0; i < 7; i++) {
                trial.start("key" + i, LONG);
                replies.append(peer.next().hit(""));
            }
            var leader = background(() -> trial.get("leader", LONG));
            replies.append(peer.next().hit("3"));
            leader.awaitParked();
            peer.say(asked.hit("1"));
            first.get();
            trial.start("flushed", LONG); // long after the flush before
            trial.start("held_back", LONG); // right after it, and eight wait for replies
            replies.append(peer.next().hit(""));
            peer.say(replies.substring(0, replies.indexOf("\r\n\r\n") + 4));
            assertThat(peer.next().line()).startsWith("mg held_back ");
            peer.say(replies.substring(replies.indexOf("\r\n\r\n") + 4));
            assertThat(leader.get().value()).isEqualTo("3");
        }
    }

    @Test
    void bigValueIsNotCopiedPerThread() throws Exception {
        Queue<ByteBuffer> given = new ConcurrentLinkedQueue<>();
        Transport watching =
                (node, deadline) -> new Watching(new TcpTransport(SocketSettings.DEFAULT).open(node, deadline), given);
        try (ScriptedServer server = ScriptedServer.answering(asked -> asked.stored());
                Trial trial = Trial.of(server.node(), watching, Session.NONE, new MetaDialect(), Trial.settings())) {
            List<Trial.Background<Outcome>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String key = "key" + i;
                calls.add(background(() -> trial.call(Trial.set(new byte[1 << 20]), key, LONG)));
            }
            for (Trial.Background<Outcome> call : calls) {
                assertThat(call.get().operation().status).isEqualTo(Status.STORED);
            }
        }
        assertThat(given).isNotEmpty().allSatisfy(buffer -> {
            assertThat(buffer.isDirect()).isTrue();
            assertThat(buffer.capacity()).isLessThanOrEqualTo(64 * 1024);
        });
        assertThat(given.stream().distinct().count())
                .as("one to read into, one to write from")
                .isLessThanOrEqualTo(2);
    }

    @Test
    void bigValueIsReferredToAndSentInItsPlace() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Trial trial = Trial.of(server)) {
            Peer peer = server.accept();
            trial.connection();
            byte[] big = new byte[200_000];
            for (int i = 0; i < big.length; i++) {
                big[i] = (byte) (i * 31);
            }
            trial.start("before", LONG);
            Started store = trial.start(Trial.set(big), "big", LONG, outcome -> {});
            trial.start("behind", LONG);
            Asked before = peer.next();
            Asked stored = peer.next();
            Asked behind = peer.next();
            assertThat(before.key()).isEqualTo("before");
            assertThat(stored.data()).isEqualTo(big);
            assertThat(behind.key()).isEqualTo("behind");
            peer.say(before.hit("") + stored.stored() + behind.hit(""));
            assertThat(store.get().operation().status).isEqualTo(Status.STORED);
        }
    }

    @Test
    void operationsBehindAFailedWriteAreUnwritten() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Trial trial = Trial.of(server)) {
            Peer peer = server.accept();
            trial.connection();
            Started big = trial.start(Trial.set(new byte[32 << 20]), "big", LONG, outcome -> {});
            Started behind = trial.start(Trial.set(new byte[1]), "small", LONG, outcome -> {});
            peer.reset();
            assertThat(big.get().kind()).isEqualTo(Failure.Kind.LOST);
            assertThat(big.get().failure().written()).isTrue();
            assertThat(behind.get().kind()).isEqualTo(Failure.Kind.LOST);
            assertThat(behind.get().failure().written()).isFalse();
        }
    }

    @Test
    void errorWhileWritingEndsTheConnectionAndStrandsNobody() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        Transport failing = (node, deadline) ->
                new Watching(new TcpTransport(SocketSettings.DEFAULT).open(node, deadline), new LinkedList<>()) {
                    @Override
                    public boolean write(ByteBuffer source) throws IOException {
                        if (writes.incrementAndGet() == 2) {
                            throw new StackOverflowError("of the test");
                        }
                        return super.write(source);
                    }
                };
        try (ScriptedServer server = new ScriptedServer();
                Trial trial = Trial.of(server.node(), failing, Session.NONE, new MetaDialect(), Trial.settings())) {
            Peer peer = server.accept();
            var first = background(() -> trial.get("a", LONG));
            peer.next();
            trial.awaitLeader(); // else it may flush for the second
            var second = background(() -> trial.get("b", LONG));
            assertThat(first.get().kind()).isEqualTo(Failure.Kind.LOST);
            assertThatThrownBy(second::get).hasRootCauseInstanceOf(StackOverflowError.class);
            Peer next = server.accept();
            var third = background(() -> trial.get("c", LONG));
            next.say(next.next().hit("3"));
            assertThat(third.get().value()).isEqualTo("3");
        }
    }

    /** Notes which buffers are given to it. */
    private static class Watching implements Link {
        private final Link link;
        private final Queue<ByteBuffer> given;

        Watching(Link link, Queue<ByteBuffer> given) {
            this.link = link;
            this.given = given;
        }

        @Override
        public SelectableChannel channel() {
            return link.channel();
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            note(target);
            return link.read(target);
        }

        @Override
        public boolean write(ByteBuffer source) throws IOException {
            note(source);
            return link.write(source);
        }

        private void note(ByteBuffer buffer) {
            for (ByteBuffer known : given) {
                if (known == buffer) {
                    return;
                }
            }
            given.add(buffer);
        }

        @Override
        public void close() {
            link.close();
        }
    }
}
