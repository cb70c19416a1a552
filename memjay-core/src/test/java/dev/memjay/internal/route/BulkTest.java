package dev.memjay.internal.route;

import static dev.memjay.internal.route.Routed.LONG;
import static dev.memjay.internal.route.Routed.SHORT;
import static dev.memjay.internal.route.Routed.background;
import static dev.memjay.internal.route.Routed.end;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.ConnectionException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.NodeDownException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.text.ClassicDialect;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls for many keys: split by node and into runs, joined in the order of the rows. */
class BulkTest {
    private final ScriptedServer zero = new ScriptedServer();
    private final ScriptedServer one = new ScriptedServer();
    private final Routed routed = Routed.over(zero, one);
    private final Peer peerZero = Routed.accept(zero);
    private final Peer peerOne = Routed.accept(one);

    @AfterEach
    void close() {
        routed.close();
        zero.close();
        one.close();
    }

    @Test
    void keysGoToTheirNodesAndRowsKeepTheirOrder() throws Exception {
        BulkCall call = Routed.getAll("1a", "0a", "1b", "0b", "0c");
        CompletableFuture<BulkOutcome> outcome = background(() -> routed.router.callAll(call, LONG));
        assertThat(peerZero.next().line()).isEqualTo("get 0a 0b 0c");
        assertThat(peerOne.next().line()).isEqualTo("get 1a 1b");
        peerOne.say("VALUE 1a 1 2\r\nA1\r\nVALUE 1b 2 2\r\nB1\r\nEND\r\n");
        peerZero.say("VALUE 0a 3 2\r\nA0\r\nVALUE 0c 4 2\r\nC0\r\nEND\r\n");
        assertThat(values(end(outcome))).containsExactly("A1", "A0", "B1", null, "C0");
        assertThat(end(outcome).errors()).isNull();
        assertThat(call.result().flags(4)).isEqualTo(4);
        assertThat(call.result().status(3)).isEqualTo(Status.MISS);
    }

    @Test
    void manyKeysGoInSeveralRuns() throws Exception {
        String[] keys = IntStream.range(0, 1_234).mapToObj(i -> "0key" + i).toArray(String[]::new);
        CompletableFuture<BulkOutcome> outcome = routed.router.startAll(Routed.getAll(keys), LONG, done -> done);
        int seen = 0;
        int runs = 0;
        while (seen < keys.length) {
            String[] asked = peerZero.next().line().split(" ");
            StringBuilder reply = new StringBuilder();
            for (int i = 1; i < asked.length; i++) {
                assertThat(asked[i]).isEqualTo(keys[seen++]);
                if (seen % 2 == 0) {
                    reply.append("VALUE " + asked[i] + " 0 " + asked[i].length() + "\r\n" + asked[i] + "\r\n");
                }
            }
            peerZero.say(reply + "END\r\n");
            runs++;
        }
        assertThat(runs).isEqualTo(3);
        String[] values = values(end(outcome));
        for (int i = 0; i < keys.length; i++) {
            assertThat(values[i]).isEqualTo(i % 2 == 1 ? keys[i] : null);
        }
    }

    @Test
    void largeValuesGoAlone() throws Exception {
        BulkCall call = Routed.setAll(100_000, "0a", "0b");
        CompletableFuture<BulkOutcome> outcome = routed.router.startAll(call, LONG, done -> done);
        Asked a = peerZero.next();
        assertThat(a.line()).startsWith("ms 0a 100000 O");
        peerZero.say(
                "SERVER_ERROR object too large for cache\r\n" + peerZero.next().stored());
        assertThat(end(outcome).error(0)).isNotNull();
        assertThat(end(outcome).error(1)).isNull();
        assertThat(call.result().status(1)).isEqualTo(Status.STORED);
    }

    @Test
    void whatClassicRefusesIsRefusedInTheServersWords() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Routed classic = Routed.over(
                        MemjayListener.NONE,
                        null,
                        parts -> new RouterParts(
                                parts.transport(),
                                parts.session(),
                                Greeting.silent(new ClassicDialect()),
                                parts.nodeState()),
                        server)) {
            Peer peer = Routed.accept(server);
            BulkCall call = Routed.setAll(10, "0a", "0b", "0c");
            CompletableFuture<BulkOutcome> outcome = background(() -> classic.router.callAll(call, LONG));
            for (int line = 0; line < 6; line++) {
                peer.next(); // a command, or its data
            }
            peer.say("STORED\r\nSERVER_ERROR out of memory storing object\r\nSERVER_ERROR full\r\n");
            assertThat(end(outcome).error(0)).isNull();
            assertThat(end(outcome).error(1))
                    .isInstanceOf(ServerErrorException.class)
                    .hasMessageContaining("the server answered out of memory storing object");
            assertThat(end(outcome).error(2)).hasMessageContaining("the server answered full");
        }
    }

    @Test
    void aBulkReadThatIsNotKnownIsUnsupported() throws Exception {
        BulkCall call = Routed.getAll("0a", "0b");
        CompletableFuture<BulkOutcome> outcome = background(() -> routed.router.callAll(call, LONG));
        peerZero.next();
        peerZero.say("ERROR\r\n");
        for (int row = 0; row < 2; row++) {
            assertThat(end(outcome).error(row)).isInstanceOf(UnsupportedByServerException.class);
        }
        CompletableFuture<BulkOutcome> next = background(() -> routed.router.callAll(Routed.getAll("0a", "0b"), LONG));
        peerZero.next();
        peerZero.say("END\r\n");
        assertThat(end(next).errors()).isNull();
    }

    @Test
    void smallWritesGoQuietlyAndTheirFailuresCome() throws Exception {
        BulkCall call = Routed.setAll(10, "0a", "0b", "0c");
        CompletableFuture<BulkOutcome> outcome = background(() -> routed.router.callAll(call, LONG));
        Asked a = peerZero.next();
        assertThat(a.line()).startsWith("ms 0a 10 q O");
        Asked b = peerZero.next();
        peerZero.next();
        assertThat(peerZero.next().line()).isEqualTo("mn");
        peerZero.say("NS " + b.opaque() + "\r\nMN\r\n");
        assertThat(end(outcome).errors()).isNull();
        assertThat(call.result().status(0)).isEqualTo(Status.STORED);
        assertThat(call.result().status(1)).isEqualTo(Status.NOT_STORED);
        assertThat(call.result().status(2)).isEqualTo(Status.STORED);
    }

    @Test
    void failureOfOneNodeLeavesTheOthersAnswers() throws Exception {
        BulkCall call = Routed.setAll(10, "0a", "1a");
        CompletableFuture<BulkOutcome> outcome = background(() -> routed.router.callAll(call, LONG));
        Asked a = peerZero.next();
        peerOne.next();
        peerOne.close();
        peerZero.say(a.stored());
        assertThat(end(outcome).error(0)).isNull();
        assertThat(end(outcome).error(1)).isInstanceOf(ConnectionException.class);
        assertThat(end(outcome).error(1).mayHaveBeenApplied()).isTrue();
        assertThat(call.result().status(0)).isEqualTo(Status.STORED);
    }

    @Test
    void silenceOfOneNodeIsATimeoutOfItsKeys() throws Exception {
        BulkCall call = Routed.getAll("0a", "1a", "1b");
        CompletableFuture<BulkOutcome> outcome = background(() -> routed.router.callAll(call, 10 * SHORT));
        peerOne.next();
        peerOne.say("VALUE 1a 0 1\r\n1\r\n"); // and no more
        peerZero.next();
        peerZero.say("VALUE 0a 0 1\r\n0\r\nEND\r\n");
        assertThat(end(outcome).error(0)).isNull();
        assertThat(end(outcome).error(1)).isInstanceOf(OperationTimeoutException.class);
        assertThat(end(outcome).error(2)).isInstanceOf(OperationTimeoutException.class);
        CompletableFuture<String> next = background(() -> routed.get("1c"));
        Asked c = peerOne.next();
        peerOne.say("VALUE 1b 0 1\r\n2\r\nEND\r\n" + c.hit("3"));
        assertThat(end(next)).isEqualTo("3");
    }

    @Test
    void runOfReadsIsRetriedOnce() throws Exception {
        BulkCall call = Routed.getAll("0a", "0b");
        CompletableFuture<BulkOutcome> outcome = background(() -> routed.router.callAll(call, LONG));
        peerZero.next();
        peerZero.say("VALUE 0a 0 1\r\n1\r\n");
        peerZero.close();
        Peer again = Routed.accept(zero);
        assertThat(again.next().line()).isEqualTo("get 0a 0b");
        again.say("VALUE 0b 0 1\r\n2\r\nEND\r\n");
        assertThat(values(end(outcome))[1]).isEqualTo("2");
        assertThat(end(outcome).errors()).isNull();
    }

    @Test
    void winsInARunAreHandedBack() throws Exception {
        BulkCall call = Routed.lookupAll("0a", "0b");
        CompletableFuture<BulkOutcome> outcome = background(() -> routed.router.callAll(call, LONG));
        Asked a = peerZero.next();
        Asked b = peerZero.next();
        assertThat(peerZero.next().line()).isEqualTo("mn");
        peerZero.say(a.hit("stale", "X W") + b.hit("fresh") + "MN\r\n");
        assertThat(values(end(outcome))).containsExactly("stale", "fresh");
        assertThat(peerZero.next().line()).startsWith("md 0a C7 I O");
    }

    @Test
    void nodeThatIsDownFailsItsKeysAlone() throws Exception {
        AtomicReference<String> refusal = new AtomicReference<>();
        NodeState.Maker states = surroundings -> surroundings.node().equals(zero.node())
                ? NodeState.ALWAYS_UP
                : new NodeState() {
                    @Override
                    public Refusal refusal() {
                        String why = refusal.get();
                        return why == null ? null : Routed.refusal(why);
                    }
                };
        try (Routed guarded = Routed.over(
                MemjayListener.NONE,
                null,
                parts -> new RouterParts(parts.transport(), parts.session(), parts.greetings(), states),
                zero,
                one)) {
            Peer peer = Routed.accept(zero);
            Routed.accept(one);
            refusal.set("down for a test");
            BulkCall call = Routed.getAll("1a", "0a", "1b");
            CompletableFuture<BulkOutcome> outcome = background(() -> guarded.router.callAll(call, LONG));
            assertThat(peer.next().line()).isEqualTo("get 0a");
            peer.say("VALUE 0a 0 1\r\n0\r\nEND\r\n");
            assertThat(values(end(outcome))).containsExactly(null, "0", null);
            assertThat(end(outcome).error(0)).isInstanceOf(NodeDownException.class);
            assertThat(end(outcome).error(1)).isNull();
            assertThat(end(outcome).error(2)).isInstanceOf(NodeDownException.class);
        }
    }

    @Test
    void emptyCallEndsAtOnce() throws Exception {
        assertThat(routed.router.callAll(Routed.getAll(), LONG).errors()).isNull();
        CompletableFuture<String> started = routed.router.startAll(Routed.getAll(), LONG, done -> "done");
        assertThat(end(started)).isEqualTo("done");
    }

    @Test
    void interruptedCallLeaves() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<BulkOutcome> outcome = background(() -> {
            thread.complete(Thread.currentThread());
            return routed.router.callAll(Routed.getAll("0a", "1a"), LONG);
        });
        peerZero.next();
        end(thread).interrupt();
        assertThatThrownBy(() -> end(outcome)).cause().isInstanceOf(InterruptedCallException.class);
    }

    @Test
    void cancelledCallSendsNoMoreRuns() throws Exception {
        String[] keys = IntStream.range(0, 10_000).mapToObj(i -> "0key" + i).toArray(String[]::new);
        CompletableFuture<BulkOutcome> outcome = routed.router.startAll(Routed.getAll(keys), LONG, done -> done);
        for (int i = 0; i < 8; i++) {
            assertThat(peerZero.next().line()).startsWith("get ");
        }
        outcome.cancel(true);
        CompletableFuture<String> next = routed.start("0next", LONG);
        peerZero.say("END\r\n".repeat(8));
        Asked asked = peerZero.next();
        assertThat(asked.line()).startsWith("mg 0next ");
        peerZero.say(asked.hit("1"));
        assertThat(end(next)).isEqualTo("1");
    }

    @Test
    void postedWritesReportTheirFailures() throws Exception {
        CompletableFuture<Verb> heard = new CompletableFuture<>();
        MemjayListener listener = new MemjayListener() {
            @Override
            public void postFailed(Node node, Verb verb, dev.memjay.error.MemjayException error) {
                heard.complete(verb);
            }
        };
        try (Routed posting = Routed.over(listener, zero)) {
            Peer peer = Routed.accept(zero);
            posting.router.postAll(Routed.setAll(10, "0a", "0b"), LONG);
            peer.next();
            peer.close();
            assertThat(end(heard)).isEqualTo(Verb.SET_ALL);
        }
    }

    private static String[] values(BulkOutcome outcome) {
        List<String> values = IntStream.range(0, outcome.result().size())
                .mapToObj(outcome.result()::value)
                .map(value -> value == null ? null : new String(value, ISO_8859_1))
                .collect(java.util.stream.Collectors.toList());
        return values.toArray(String[]::new);
    }
}
