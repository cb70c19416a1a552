package dev.memjay.internal.route;

import static dev.memjay.internal.route.Routed.LONG;
import static dev.memjay.internal.route.Routed.SHORT;
import static dev.memjay.internal.route.Routed.background;
import static dev.memjay.internal.route.Routed.end;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.error.ConnectionException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A blocking bulk call is read by its caller: a callback that holds the event loop does not hold it. In each test the event
 * loop is held until the end.
 */
class BulkCallerTest {
    private final ScriptedServer zero = new ScriptedServer();
    private final ScriptedServer one = new ScriptedServer();
    private final Routed routed = Routed.over(zero, one);
    private final Peer peerZero = Routed.accept(zero);
    private final Peer peerOne = Routed.accept(one);
    private final CountDownLatch callbackEnds = new CountDownLatch(1);

    @BeforeEach
    void holdTheEventLoop() throws Exception {
        CompletableFuture<Boolean> begun = new CompletableFuture<>();
        CompletableFuture<String> first = routed.start("0first", LONG);
        Asked asked = peerZero.next();
        first.thenAccept(value -> {
            begun.complete(true);
            await(callbackEnds);
        });
        peerZero.say(asked.hit("1"));
        end(begun);
    }

    @AfterEach
    void close() {
        callbackEnds.countDown();
        assertThat(routed.router.metrics().rescues()).as("rescues").isZero();
        routed.close();
        zero.close();
        one.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void repliesOfAllNodesAreReadByTheCaller() throws Exception {
        CompletableFuture<BulkOutcome> outcome =
                background(() -> routed.router.callAll(Routed.getAll("1a", "0a"), LONG));
        peerZero.next();
        peerOne.next();
        peerOne.say("VALUE 1a 0 2\r\nA1\r\nEND\r\n");
        peerZero.say("VALUE 0a 0 2\r\nA0\r\nEND\r\n");
        assertThat(values(end(outcome))).containsExactly("A1", "A0");
        assertThat(end(outcome).errors()).isNull();
    }

    @Test
    void moreRunsThanAreInFlightAtOnce() throws Exception {
        String[] keys =
                IntStream.range(0, 10_000).mapToObj(i -> i % 2 + "key" + i).toArray(String[]::new);
        CompletableFuture<BulkOutcome> outcome = background(() -> routed.router.callAll(Routed.getAll(keys), LONG));
        CompletableFuture<?> answeringOne = background(() -> answerRuns(peerOne, 10));
        answerRuns(peerZero, 10);
        end(answeringOne);
        assertThat(values(end(outcome))).containsExactly(keys);
    }

    @Test
    void stoppedNodeKeepsNothingOfTheOtherNodeFromBeingSentAndRead() throws Exception {
        String[] keys = IntStream.range(0, 10_001)
                .mapToObj(i -> i == 0 ? "0stopped" : "1key" + i)
                .toArray(String[]::new);
        CompletableFuture<BulkOutcome> outcome =
                background(() -> routed.router.callAll(Routed.getAll(keys), TimeUnit.SECONDS.toNanos(5)));
        CompletableFuture<String> other = background(() -> routed.get("0other"));
        answerRuns(peerOne, 20);
        assertThat(end(outcome).error(0)).isInstanceOf(OperationTimeoutException.class);
        for (int row = 1; row < keys.length; row++) {
            assertThat(end(outcome).error(row)).as(keys[row]).isNull();
        }
        String asked = peerZero.next().line();
        Asked second = peerZero.next();
        String hit = (asked.startsWith("mg") ? new Asked(asked, new byte[0]) : second).hit("2");
        peerZero.say(asked.startsWith("mg") ? hit + "END\r\n" : "END\r\n" + hit);
        assertThat(end(other)).isEqualTo("2");
    }

    @Test
    void callersOfTheNodeThatABulkCallDoesNotWaitForReadForThemselves() throws Exception {
        CompletableFuture<BulkOutcome> outcome =
                background(() -> routed.router.callAll(Routed.getAll("0stopped", "1a"), LONG));
        peerZero.next();
        peerOne.next();
        for (int i = 0; i < 100; i++) {
            String key = "1other" + i;
            CompletableFuture<String> other = background(() -> routed.get(key));
            Asked asked = peerOne.next();
            peerOne.say((i == 0 ? "VALUE 1a 0 2\r\nA1\r\nEND\r\n" : "") + asked.hit("of " + key));
            assertThat(end(other)).isEqualTo("of " + key);
        }
        peerZero.say("VALUE 0stopped 0 2\r\nA0\r\nEND\r\n");
        assertThat(values(end(outcome))).containsExactly("A0", "A1");
    }

    @Test
    void silenceIsATimeoutOfEachRun() throws Exception {
        CompletableFuture<BulkOutcome> outcome =
                background(() -> routed.router.callAll(Routed.getAll("0a", "1a"), 10 * SHORT));
        peerZero.next();
        peerOne.next();
        assertThat(end(outcome).error(0)).isInstanceOf(OperationTimeoutException.class);
        assertThat(end(outcome).error(1)).isInstanceOf(OperationTimeoutException.class);
        CompletableFuture<String> next = background(() -> routed.get("1b"));
        Asked b = peerOne.next();
        peerOne.say("VALUE 1a 0 1\r\n1\r\nEND\r\n" + b.hit("2"));
        assertThat(end(next)).as("a late reply is swallowed").isEqualTo("2");
    }

    @Test
    void nothingIsSentOnceTheTimeIsOver() throws Exception {
        String[] keys = IntStream.range(0, 10_000).mapToObj(i -> "0key" + i).toArray(String[]::new);
        CompletableFuture<BulkOutcome> outcome =
                background(() -> routed.router.callAll(Routed.getAll(keys), 10 * SHORT));
        for (int i = 0; i < 8; i++) {
            assertThat(peerZero.next().line()).startsWith("get ");
        }
        for (int row = 0; row < keys.length; row++) {
            assertThat(end(outcome).error(row)).as(keys[row]).isInstanceOf(OperationTimeoutException.class);
        }
        CompletableFuture<String> next = background(() -> routed.get("0next"));
        Asked asked = peerZero.next();
        assertThat(asked.line()).startsWith("mg 0next ");
        peerZero.say("END\r\n".repeat(8) + asked.hit("1"));
        assertThat(end(next)).isEqualTo("1");
    }

    @Test
    void interruptedCallerLeavesAndTheOthersGoOn() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<BulkOutcome> outcome = background(() -> {
            thread.complete(Thread.currentThread());
            return routed.router.callAll(Routed.getAll("0a", "1a"), LONG);
        });
        peerZero.next();
        peerOne.next();
        CompletableFuture<String> next = background(() -> routed.get("1b"));
        Asked b = peerOne.next();
        end(thread).interrupt();
        peerOne.say("VALUE 1a 0 1\r\n1\r\nEND\r\n" + b.hit("2"));
        assertThat(end(next)).isEqualTo("2");
        assertThat(outcome.handle((value, error) -> error).get(20, TimeUnit.SECONDS))
                .isInstanceOf(InterruptedCallException.class);
    }

    @Test
    void connectionThatEndsFailsItsWritesAlone() throws Exception {
        CompletableFuture<BulkOutcome> outcome =
                background(() -> routed.router.callAll(Routed.setAll(10, "0a", "1a"), LONG));
        Asked a = peerZero.next();
        peerOne.next();
        peerOne.close();
        peerZero.say(a.stored());
        assertThat(end(outcome).error(0)).isNull();
        assertThat(end(outcome).error(1)).isInstanceOf(ConnectionException.class);
    }

    /** Answers so many multi-gets: each value is its key. */
    private static int answerRuns(Peer peer, int runs) {
        for (int run = 0; run < runs; run++) {
            String[] asked = peer.next().line().split(" ");
            assertThat(asked[0]).isEqualTo("get");
            StringBuilder reply = new StringBuilder();
            Arrays.stream(asked, 1, asked.length)
                    .forEach(key -> reply.append("VALUE " + key + " 0 " + key.length() + "\r\n" + key + "\r\n"));
            peer.say(reply + "END\r\n");
        }
        return runs;
    }

    private static String[] values(BulkOutcome outcome) {
        return IntStream.range(0, outcome.result().size())
                .mapToObj(outcome.result()::value)
                .map(value -> value == null ? null : new String(value, ISO_8859_1))
                .toArray(String[]::new);
    }
}
