package dev.memjay.internal.route;

import static dev.memjay.internal.route.Routed.LONG;
import static dev.memjay.internal.route.Routed.SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.MemjayException;
import dev.memjay.error.NodeDownException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.ValueTooLargeException;
import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.route.SecondHolder.Outcome;
import dev.memjay.internal.route.SecondHolder.Write;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Verb;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the holder of a copy is sent: the rule itself, and the failures of the first holder that a real server does not show. */
@Timeout(60)
class CopiesTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ScriptedServer first = new ScriptedServer();
    private final ScriptedServer second = new ScriptedServer();
    private Routed routed;
    private Peer atFirst;
    private Peer atSecond;

    @BeforeEach
    void open() {
        routed = Routed.over(MemjayListener.NONE, null, parts -> parts, DownNodePolicy.REPLICA, first, second);
        atFirst = Routed.accept(first);
        atSecond = Routed.accept(second);
        assertThat(routed.router.awaitReady(LONG)).isTrue(); // what times out before is not sent
    }

    @AfterEach
    void close() {
        routed.close();
        first.close();
        second.close();
    }

    @Test
    void theRule() {
        assertThat(Arrays.stream(Write.values())
                        .map(write -> write + ": "
                                + Arrays.stream(Outcome.values())
                                        .map(outcome -> SecondHolder.of(write, outcome)
                                                .toString()
                                                .toLowerCase())
                                        .collect(Collectors.joining(", ")))
                        .toList())
                .containsExactly(
                        // done, not done, unknown, not sent
                        "SET: same, removal, removal, nothing",
                        "DELETE: same, same, same, nothing",
                        "TOUCH: same, nothing, same, nothing",
                        "STORE_IF: store, nothing, removal, nothing",
                        "CHANGE: removal, nothing, removal, nothing",
                        "DELETE_IF: removal, nothing, removal, nothing");
    }

    private CompletableFuture<?> add(long timeout) {
        StoreRequest add = new StoreRequest(Verb.ADD, StoreRequest.Mode.ADD, new byte[] {'v'}, 0, 0, 0);
        return routed.router.start(add, WireKey.plain("0a"), timeout, answer -> answer);
    }

    private CompletableFuture<?> set(long timeout) {
        return routed.router.start(Routed.set(new byte[] {'v'}), WireKey.plain("0a"), timeout, answer -> answer);
    }

    @Test
    void aSetThatTimesOutIsARemovalAtTheSecond() {
        CompletableFuture<?> set = set(SHORT);
        atFirst.next();

        assertThatThrownBy(set::join).hasCauseInstanceOf(OperationTimeoutException.class);
        assertThat(atSecond.next().line()).startsWith("md 0a ");
    }

    @Test
    void soIsOneWhoseValueTheFirstRefuses() {
        CompletableFuture<?> set = set(LONG);
        atFirst.next();
        atFirst.say("SERVER_ERROR object too large for cache\r\n");

        assertThatThrownBy(set::join).hasCauseInstanceOf(ValueTooLargeException.class);
        assertThat(atSecond.next().line()).startsWith("md 0a ");
    }

    @Test
    void anAddThatTimesOutIsARemovalAtTheSecond() {
        CompletableFuture<?> add = add(SHORT);
        atFirst.next();

        assertThatThrownBy(add::join)
                .hasCauseInstanceOf(OperationTimeoutException.class)
                .cause()
                .isInstanceOfSatisfying(
                        MemjayException.class,
                        error -> assertThat(error.mayHaveBeenApplied()).isTrue());
        assertThat(atSecond.next().line()).startsWith("md 0a ");
    }

    /** The event loop reads for the copies, and a callback of the program holds it up. */
    @Test
    void aBulkCallEndsAtItsDeadlineThoughTheLoopIsHeldUp() throws Exception {
        AtomicBoolean isDown = new AtomicBoolean();
        NodeState.Maker states = surroundings -> surroundings.node().equals(first.node())
                ? new NodeState() {
                    @Override
                    public Refusal refusal() {
                        return isDown.get() ? Routed.refusal("down for a test") : null;
                    }
                }
                : NodeState.ALWAYS_UP;
        routed.close();
        routed = Routed.over(
                MemjayListener.NONE,
                null,
                parts -> new RouterParts(parts.transport(), parts.session(), parts.greetings(), states),
                DownNodePolicy.REPLICA,
                first,
                second);
        atFirst = Routed.accept(first);
        atSecond = Routed.accept(second);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try {
            CompletableFuture<String> get = routed.start("1a", LONG);
            get.whenComplete((value, error) -> {
                held.countDown();
                awaitLatch(release);
            });
            atSecond.say(atSecond.next().hit("1"));
            held.await();
            isDown.set(true); // which the fleet does not know when the call is made
            CompletableFuture<BulkOutcome> outcome =
                    Routed.background(() -> routed.router.callAll(Routed.setAll(10, "0a", "0b"), 2 * SECOND));
            for (int row = 0; row < 2; row++) {
                assertThat(Routed.end(outcome).error(row)).isInstanceOf(NodeDownException.class);
                assertThat(Routed.end(outcome).error(row).mayHaveBeenApplied()).isTrue();
            }
            assertThat(atSecond.next().line()).startsWith("ms 0a ");
        } finally {
            release.countDown();
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
