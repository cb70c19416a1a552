package dev.memjay.internal.route;

import static dev.memjay.internal.route.Routed.LONG;
import static dev.memjay.internal.route.Routed.SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.NodeDownException;
import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whichever way a write is lost, the listener is told of its key at the node that may have the old value. */
class LostWriteTest {
    private final ScriptedServer server = new ScriptedServer();
    private final ScriptedServer second = new ScriptedServer();
    private final LinkedBlockingQueue<String> lost = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<MemjayException> posts = new LinkedBlockingQueue<>();
    private final MemjayListener listener = new MemjayListener() {
        @Override
        public void writeFailed(Node node, Verb verb, String key, MemjayException error) {
            lost.add(key + " at " + (node.equals(server.node()) ? "first" : "second"));
        }

        @Override
        public void postFailed(Node node, Verb verb, MemjayException error) {
            posts.add(error);
        }
    };
    private @Nullable Routed opened;

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
        server.close();
        second.close();
    }

    /** Every node is held to be down, or none. */
    private static UnaryOperator<RouterParts> down(boolean isDown) {
        NodeState state = new NodeState() {
            @Override
            public @Nullable Refusal refusal() {
                return isDown ? Routed.refusal("of a test") : null;
            }
        };
        return parts -> new RouterParts(parts.transport(), parts.session(), parts.greetings(), surroundings -> state);
    }

    private Routed open(DownNodePolicy policy, boolean isDown) {
        return opened = Routed.over(listener, null, down(isDown), policy, server, second);
    }

    private String lost() throws InterruptedException {
        return String.valueOf(lost.poll(20, TimeUnit.SECONDS));
    }

    private void post(Routed routed, String key) {
        routed.router.post(Routed.set(new byte[1]), WireKey.plain(key), LONG);
    }

    private CompletableFuture<?> start(Routed routed, String key, long timeout) {
        return routed.router.start(Routed.set(new byte[1]), WireKey.plain(key), timeout, done -> done);
    }

    @Test
    void aPostToANodeThatIsDownIsTold() throws Exception {
        for (DownNodePolicy policy : List.of(DownNodePolicy.FAIL_FAST, DownNodePolicy.REPLICA)) {
            Routed routed = open(policy, true);
            post(routed, "1a");

            assertThat(lost()).as("%s", policy).isEqualTo("1a at second");
            assertThat(posts.poll(20, TimeUnit.SECONDS)).isInstanceOf(NodeDownException.class);
            routed.close();
        }
    }

    @Test
    void aPostToANodeThatCannotBeReachedIsTold() throws Exception {
        second.close();
        Routed routed = open(DownNodePolicy.FAIL_FAST, false);
        Routed.accept(server);
        assertThatThrownBy(() -> routed.get("1b")).isInstanceOf(ConnectionException.class);
        post(routed, "1a");

        assertThat(lost()).isEqualTo("1a at second");
        assertThat(posts.poll(20, TimeUnit.SECONDS)).isInstanceOf(ConnectionException.class);
    }

    @Test
    void aWriteThatNoHolderTakesIsTold() throws Exception {
        Routed routed = open(DownNodePolicy.REPLICA, true);
        assertThatThrownBy(() -> Routed.end(start(routed, "0a", LONG))).hasCauseInstanceOf(NodeDownException.class);
        assertThat(lost()).isEqualTo("0a at first");
        assertThatThrownBy(() -> routed.call(Routed.set(new byte[1]), "0b", LONG))
                .isInstanceOf(NodeDownException.class);
        assertThat(lost).contains("0b at first");
    }

    @Test
    void aCopyThatIsNotWrittenIsTold() throws Exception {
        second.close();
        Routed routed = open(DownNodePolicy.REPLICA, false);
        Peer peer = Routed.accept(server);
        CompletableFuture<?> stored = start(routed, "0a", LONG);
        peer.say(peer.next().stored());
        Routed.end(stored);

        assertThat(lost()).as("it may have the old value when it is back").isEqualTo("0a at second");
    }

    @Test
    void aCancelledWriteIsTold() throws Exception {
        Routed routed = open(DownNodePolicy.FAIL_FAST, false);
        Peer peer = Routed.accept(server);
        CompletableFuture<?> write = start(routed, "0a", LONG);
        peer.next();
        write.cancel(true);
        assertThat(lost()).isEqualTo("0a at first");
        assertThatThrownBy(() -> Routed.end(start(routed, "0b", SHORT))).isNotNull();
        assertThat(lost()).isEqualTo("0b at first");
        assertThat(lost).isEmpty();
    }

    @Test
    void eachKeyOfACancelledBulkWriteIsTold() throws Exception {
        Routed routed = open(DownNodePolicy.FAIL_FAST, false);
        Routed.accept(server);
        Routed.accept(second);
        routed.router
                .startAll(Routed.setAll(1, "0a", "1a", "1b"), LONG, outcome -> outcome)
                .cancel(true);

        Set<String> told = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            told.add(lost());
        }
        assertThat(told).containsExactlyInAnyOrder("0a at first", "1a at second", "1b at second");
    }
}
