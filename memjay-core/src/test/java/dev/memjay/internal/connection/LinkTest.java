package dev.memjay.internal.connection;

import static dev.memjay.internal.connection.Trial.LONG;
import static dev.memjay.internal.connection.Trial.background;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.Trial.Outcome;
import dev.memjay.internal.connection.Trial.Started;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.transport.Link;
import dev.memjay.internal.connection.transport.SocketLink;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TcpTransport;
import dev.memjay.internal.connection.transport.Transport;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.Node;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The seam to the network, proven by two more networks: UNIX sockets, and a link that buffers and changes bytes as TLS does. */
class LinkTest {
    private static final int MASK = 0x5A;

    @Test
    void callsGoThroughABufferingLink() throws Exception {
        try (ScriptedServer server = new ScriptedServer(MASK);
                Trial trial = masked(server)) {
            Peer peer = server.accept();
            var call = background(() -> trial.get("a", LONG));
            peer.say(peer.next().hit("one"));
            assertThat(call.get().value()).isEqualTo("one");
        }
    }

    @Test
    void leftoversThatNoSelectorAnnouncesAreRead() throws Exception {
        try (ScriptedServer server = new ScriptedServer(MASK);
                Trial trial = masked(server)) {
            Peer peer = server.accept();
            trial.connection();
            var leader = background(() -> trial.get("a", LONG));
            trial.awaitLeader();
            StringBuilder replies = new StringBuilder(peer.next().hit("value of a"));
            List<Trial.Background<Outcome>> callers = new ArrayList<>();
            List<Started> futures = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String key = "key" + i;
                callers.add(background(() -> trial.get(key, LONG)));
                replies.append(peer.next().hit(key));
                futures.add(trial.start("future" + i, LONG));
                replies.append(peer.next().hit("future" + i));
            }
            peer.say(replies.toString()); // one segment, which the link takes from the socket at once
            assertThat(leader.get().value()).isEqualTo("value of a");
            for (int i = 0; i < 3; i++) {
                assertThat(callers.get(i).get().value()).isEqualTo("key" + i);
                assertThat(futures.get(i).get().value()).isEqualTo("future" + i);
            }
        }
    }

    @Test
    void muchGoesBothWaysThroughABufferingLink() throws Exception {
        try (ScriptedServer server = new ScriptedServer(MASK);
                Trial trial = masked(server)) {
            Peer peer = server.accept();
            byte[] data = "0123456789".repeat(300_000).getBytes(ISO_8859_1);
            var store = background(() -> trial.call(Trial.set(data), "a", LONG));
            Asked asked = peer.next();
            assertThat(asked.data()).isEqualTo(data);
            peer.say(asked.stored());
            store.get();
            var read = background(() -> trial.get("a", LONG));
            peer.say(peer.next().hit(new String(data, ISO_8859_1)));
            assertThat(read.get().operation().value).isEqualTo(data);
        }
    }

    @Test
    void unixSocketIsATransport(@TempDir Path folder) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("memcached.sock"));
        Transport unix = (node, deadline) -> {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(node.host()));
            return new SocketLink(channel);
        };
        try (ServerSocketChannel server =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                Trial trial = Trial.of(
                        Node.unix(address.toString()), unix, Session.NONE, new MetaDialect(), Trial.settings());
                SocketChannel peer = server.accept()) {
            trial.connection();
            var leader = background(() -> {
                Outcome outcome = trial.get("a", LONG);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                return outcome;
            });
            trial.awaitLeader();
            leader.thread().interrupt();
            assertThat(leader.get().kind()).isEqualTo(Failure.Kind.INTERRUPTED);
            Started next = trial.start("b", LONG);
            ByteBuffer requests = ByteBuffer.allocate(36);
            while (requests.hasRemaining()) {
                assertThat(peer.read(requests)).isPositive();
            }
            assertThat(new String(requests.array(), ISO_8859_1)).isEqualTo("mg a v f c OAAAA\r\nmg b v f c OAAAB\r\n");
            peer.write(ByteBuffer.wrap("EN OAAAA\r\nVA 1 f0 c1 OAAAB\r\n2\r\n".getBytes(ISO_8859_1)));
            assertThat(next.get().value()).isEqualTo("2");
            assertThat(trial.losses).isEmpty();
        }
    }

    @Test
    void readThatHasToWriteFirstGoesOnWhenTheSocketIsWritable() throws Exception {
        Transport transport =
                (node, deadline) -> new RekeyingLink(new TcpTransport(SocketSettings.DEFAULT).open(node, deadline));
        try (ScriptedServer server = new ScriptedServer();
                Trial trial = Trial.of(server.node(), transport, Session.NONE, new MetaDialect(), Trial.settings())) {
            Peer peer = server.accept();
            for (int i = 0; i < 3; i++) {
                var leader = background(() -> trial.get("a", LONG));
                trial.awaitLeader();
                peer.say(peer.next().hit("one"));
                assertThat(leader.get().value()).isEqualTo("one");
                Started future = trial.start("b", LONG);
                peer.say(peer.next().hit("two"));
                assertThat(future.get().value()).isEqualTo("two");
            }
        }
    }

    private static Trial masked(ScriptedServer server) {
        Transport transport =
                (node, deadline) -> new MaskingLink(new TcpTransport(SocketSettings.DEFAULT).open(node, deadline));
        return Trial.of(server.node(), transport, Session.NONE, new MetaDialect(), Trial.settings());
    }

    /** Gives what it took from the socket only at the second attempt, as TLS does that has to answer a change of keys first. */
    private static final class RekeyingLink implements Link {
        private final Link link;
        private final ByteBuffer arrived = ByteBuffer.allocateDirect(64 * 1024).limit(0);
        private boolean awaitsWriting;

        RekeyingLink(Link link) {
            this.link = link;
        }

        @Override
        public SelectableChannel channel() {
            return link.channel();
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (!arrived.hasRemaining()) {
                int count = link.read(arrived.clear());
                arrived.flip();
                awaitsWriting = count > 0;
                return Math.min(count, 0);
            }
            awaitsWriting = false;
            int count = arrived.remaining();
            target.put(arrived);
            return count;
        }

        @Override
        public boolean readAwaitsWriting() {
            return awaitsWriting;
        }

        @Override
        public boolean write(ByteBuffer source) throws IOException {
            return link.write(source);
        }

        @Override
        public boolean closesOnLoop() {
            return true;
        }

        @Override
        public void close() {
            link.close();
        }
    }

    /**
     * XORs each byte. Takes all it can from the socket but gives only a few bytes at a time, and says that a write is
     * not finished after it took all of it.
     */
    private static final class MaskingLink implements Link {
        private static final int FEW = 13;

        private final Link link;
        private final ByteBuffer arrived = ByteBuffer.allocateDirect(64 * 1024).limit(0);
        private final ByteBuffer leaving = ByteBuffer.allocateDirect(16 * 1024).limit(0);
        private boolean hesitates;

        MaskingLink(Link link) {
            this.link = link;
        }

        @Override
        public SelectableChannel channel() {
            return link.channel();
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (!arrived.hasRemaining()) {
                int count = link.read(arrived.clear());
                arrived.flip();
                if (count <= 0) {
                    return count;
                }
            }
            int count = Math.min(arrived.remaining() > 4096 ? 4096 : FEW, arrived.remaining());
            for (int i = 0; i < count; i++) {
                target.put((byte) (arrived.get() ^ MASK));
            }
            return count;
        }

        @Override
        public boolean write(ByteBuffer source) throws IOException {
            while (true) {
                if (leaving.hasRemaining() && !link.write(leaving)) {
                    return false;
                }
                if (!source.hasRemaining()) {
                    return true;
                }
                leaving.clear();
                while (source.hasRemaining() && leaving.hasRemaining()) {
                    leaving.put((byte) (source.get() ^ MASK));
                }
                leaving.flip();
                hesitates = !hesitates;
                if (hesitates) {
                    return false; // all may be taken, and yet nothing is on its way
                }
            }
        }

        @Override
        public void close() {
            link.close();
        }
    }
}
