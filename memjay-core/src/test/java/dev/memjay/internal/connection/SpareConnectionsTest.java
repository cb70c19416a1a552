package dev.memjay.internal.connection;

import static dev.memjay.internal.connection.Trial.LONG;
import static dev.memjay.internal.connection.Trial.SHORT;
import static dev.memjay.internal.connection.Trial.await;
import static dev.memjay.internal.connection.Trial.background;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.Trial.Background;
import dev.memjay.internal.connection.Trial.Outcome;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A caller takes a connection that nobody uses, and shares one only where all are busy; what a thread sends stays in its order
 * all the same.
 */
class SpareConnectionsTest {
    private static final Request DELETE = new DeleteRequest(Verb.DELETE, 0, false);

    private final ScriptedServer server = new ScriptedServer();
    private final Trial trial = Trial.of(server, 2);
    private final Peer first = server.accept();
    /** A caller that is always the same thread. */
    private final ExecutorService caller = Executors.newSingleThreadExecutor();

    @AfterEach
    void close() {
        caller.shutdownNow();
        trial.close();
        server.close();
    }

    private SpareConnections spares() {
        return requireNonNull(trial.connections.spares());
    }

    private Peer openSpare() throws Exception {
        trial.connection();
        trial.onLoop(spares()::dialOne);
        Peer spare = server.accept();
        await(() -> trial.connections.open() == 2);
        return spare;
    }

    private Future<Outcome> byCaller(Request request, String key) {
        return caller.submit(() -> trial.call(request, key, LONG));
    }

    private static String answer(Peer peer, String value) {
        Asked asked = peer.next();
        peer.say(asked.hit(value));
        return asked.key();
    }

    // ---- Which one a call takes

    @Test
    void callTakesTheConnectionThatNobodyUses() throws Exception {
        Peer spare = openSpare();
        Background<Outcome> slow = background(() -> trial.get("slow", LONG));
        Asked unanswered = first.next();
        for (int i = 0; i < 3; i++) {
            Future<Outcome> quick = byCaller(ReadRequest.GET, "quick");
            assertThat(answer(spare, "1")).isEqualTo("quick");
            assertThat(quick.get().value()).isEqualTo("1");
        }
        first.say(unanswered.hit("2"));
        assertThat(slow.get().value()).isEqualTo("2");
    }

    @Test
    void whoIsAloneUsesTheFirst() throws Exception {
        openSpare();
        for (int i = 0; i < 3; i++) {
            Future<Outcome> alone = byCaller(ReadRequest.GET, "alone");
            answer(first, "1");
            assertThat(alone.get().value()).isEqualTo("1");
        }
    }

    @Test
    void whereAllAreBusyOneIsShared() throws Exception {
        Peer spare = openSpare();
        Background<Outcome> one = background(() -> trial.get("one", LONG));
        Asked ofOne = first.next();
        Background<Outcome> two = background(() -> trial.get("two", LONG));
        Asked ofTwo = spare.next();
        Future<Outcome> third = byCaller(ReadRequest.GET, "three");
        trial.awaitInFlight(3);
        first.say(ofOne.hit("1"));
        spare.say(ofTwo.hit("2"));
        assertThat(one.get().value()).isEqualTo("1");
        assertThat(two.get().value()).isEqualTo("2");
        assertThat(answer(first, "3")).isEqualTo("three");
        assertThat(third.get().value()).isEqualTo("3");
    }

    @Test
    void crowdSharesTheFirst() throws Exception {
        openSpare();
        for (int i = 0; i < SpareConnections.CROWD; i++) {
            trial.start("future", LONG);
        }
        Future<Outcome> call = byCaller(ReadRequest.GET, "call");
        trial.awaitInFlight(SpareConnections.CROWD + 1);
        for (int i = 0; i < SpareConnections.CROWD; i++) {
            assertThat(answer(first, "1")).isEqualTo("future");
        }
        assertThat(answer(first, "2")).isEqualTo("call");
        assertThat(call.get().value()).isEqualTo("2");
    }

    @Test
    void whatNoThreadWaitsForGoesByTheFirst() throws Exception {
        openSpare();
        List<Trial.Started> futures = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            futures.add(trial.start("future", LONG));
        }
        for (Trial.Started future : futures) {
            answer(first, "1");
            assertThat(future.get().value()).isEqualTo("1");
        }
    }

    // ---- The order of what a thread sends

    @Test
    void whoPostedGoesOnBehindIt() throws Exception {
        openSpare();
        caller.submit(() -> trial.start(Trial.set(new byte[] {1}), "a", LONG, outcome -> {}))
                .get();
        Future<Outcome> get = byCaller(ReadRequest.GET, "a");
        Asked set = first.next();
        assertThat(set.line()).startsWith("ms a");
        trial.awaitInFlight(2);
        first.say(set.stored());
        assertThat(answer(first, "1")).isEqualTo("a");
        assertThat(get.get().value()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoGaveUpOnASpareOneGoesOnThere(boolean interrupted) throws Exception {
        Peer spare = openSpare();
        Background<Outcome> slow = background(() -> trial.get("slow", LONG));
        Asked unanswered = first.next();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        Future<Outcome> set = caller.submit(() -> {
            thread.complete(Thread.currentThread());
            Outcome outcome = trial.call(Trial.set(new byte[] {1}), "a", interrupted ? LONG : SHORT);
            Thread.interrupted();
            return outcome;
        });
        Asked written = spare.next();
        assertThat(written.line()).startsWith("ms a");
        if (interrupted) {
            thread.get().interrupt();
        }
        assertThat(set.get().kind()).isEqualTo(interrupted ? Failure.Kind.INTERRUPTED : Failure.Kind.TIMEOUT);
        first.say(unanswered.hit("1"));
        slow.get();

        // Now the first is idle, and what the thread sends next goes by the spare one all the same.
        Future<Outcome> delete = byCaller(DELETE, "a");
        Asked deleted = spare.next();
        assertThat(deleted.line()).startsWith("md a");
        spare.say(written.stored());
        spare.say(deleted.stored());
        delete.get();
        assertThat(trial.connections.inFlight()).isZero();
    }

    @Test
    void whatFollowsAsynchronouslyStaysBehindItToo() throws Exception {
        Peer spare = openSpare();
        Background<Outcome> slow = background(() -> trial.get("slow", LONG));
        Asked unanswered = first.next();
        Future<Outcome> set = caller.submit(() -> trial.call(Trial.set(new byte[] {1}), "a", SHORT));
        Asked written = spare.next();
        assertThat(set.get().kind()).isEqualTo(Failure.Kind.TIMEOUT);

        Trial.Started posted = caller.submit(() -> trial.start("b", LONG)).get();
        Asked behind = spare.next();
        assertThat(behind.key()).isEqualTo("b");
        spare.say(written.stored());
        Future<Outcome> last = byCaller(ReadRequest.GET, "c");
        Asked third = spare.next();
        assertThat(third.key()).isEqualTo("c");
        spare.say(behind.hit("2") + third.hit("3"));
        assertThat(posted.get().value()).isEqualTo("2");
        assertThat(last.get().value()).isEqualTo("3");
        first.say(unanswered.hit("1"));
        slow.get();
    }

    /** It fails there instead of going by the first, where it could be carried out before what came earlier. */
    @Test
    void whatFindsNoRoomThereGoesNowhereElse() throws Exception {
        int room = 2;
        try (ScriptedServer other = new ScriptedServer();
                Trial small = Trial.of(other, Trial.settings(room, Duration.ofSeconds(60)), 2)) {
            Peer its = other.accept();
            small.connection();
            small.onLoop(requireNonNull(small.connections.spares())::dialOne);
            Peer spare = other.accept();
            await(() -> small.connections.open() == 2);
            Background<Outcome> slow = background(() -> small.get("slow", LONG));
            Asked unanswered = its.next();
            Future<Outcome> set = caller.submit(() -> small.call(Trial.set(new byte[] {1}), "a", SHORT));
            spare.next();
            assertThat(set.get().kind()).isEqualTo(Failure.Kind.TIMEOUT);
            its.say(unanswered.hit("1"));
            slow.get();

            caller.submit(() -> small.start("b", LONG)).get();
            assertThat(spare.next().key()).isEqualTo("b");
            Trial.Started third = caller.submit(() -> small.start("c", LONG)).get();
            assertThat(third.get().kind()).isEqualTo(Failure.Kind.OVERLOADED);
        }
    }

    @Test
    void onceItIsAnsweredTheThreadIsFree() throws Exception {
        Peer spare = openSpare();
        Background<Outcome> slow = background(() -> trial.get("slow", LONG));
        Asked unanswered = first.next();
        Future<Outcome> set = caller.submit(() -> trial.call(Trial.set(new byte[] {1}), "a", SHORT));
        Asked written = spare.next();
        assertThat(set.get().kind()).isEqualTo(Failure.Kind.TIMEOUT);
        spare.say(written.stored());
        await(() -> spares().inFlight() == 0);
        Background<Outcome> second = background(() -> trial.get("second", LONG));
        Asked ofSecond = spare.next();
        first.say(unanswered.hit("1"));
        slow.get();
        Future<Outcome> get = byCaller(ReadRequest.GET, "b");
        assertThat(answer(first, "3")).isEqualTo("b");
        assertThat(get.get().value()).isEqualTo("3");
        spare.say(ofSecond.hit("2"));
        second.get();
    }

    // ---- Coming and going

    @Test
    void spareOneIsOpenedWhenCallsKeepFindingTheFirstBusy() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (ScriptedServer answering = ScriptedServer.answering(asked -> asked.hit("1"));
                Trial busy = Trial.of(answering, 2)) {
            List<Background<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                callers.add(background(() -> {
                    int count = 0;
                    for (; !over.get(); count++) {
                        assertThat(busy.get("a", LONG).value()).isEqualTo("1");
                    }
                    return count;
                }));
            }
            await(() -> busy.connections.open() == 2);
            over.set(true);
            for (Background<Integer> thread : callers) {
                assertThat(thread.get()).isPositive();
            }
        }
    }

    @Test
    void oneThatIsRefusedIsNoFailureOfTheNode() throws Exception {
        trial.connection();
        server.closeListener();
        trial.onLoop(spares()::dialOne);
        await(() -> !spares().isDialing());
        assertThat(trial.connections.open()).isEqualTo(1);
        Future<Outcome> get = byCaller(ReadRequest.GET, "a");
        answer(first, "1");
        assertThat(get.get().value()).isEqualTo("1");
        assertThat(trial.failedDials).isEmpty();
        assertThat(trial.losses).isEmpty();
    }

    @Test
    void oneThatIsLostFailsItsOwnCallsAlone() throws Exception {
        Peer spare = openSpare();
        Background<Outcome> onFirst = background(() -> trial.get("slow", LONG));
        Asked unanswered = first.next();
        Future<Outcome> onSpare = byCaller(ReadRequest.GET, "a");
        spare.next();
        spare.close();
        assertThat(onSpare.get().kind()).isEqualTo(Failure.Kind.LOST);
        first.say(unanswered.hit("1"));
        assertThat(onFirst.get().value()).isEqualTo("1");
        await(() -> trial.connections.open() == 1);
        assertThat(trial.losses).isEmpty();
    }

    @Test
    void oneThatNobodyUsesIsClosedButNeverUnderACall() throws Exception {
        Peer spare = openSpare();
        Background<Outcome> slow = background(() -> trial.get("slow", LONG));
        Asked unanswered = first.next();
        Future<Outcome> onSpare = byCaller(ReadRequest.GET, "a");
        Asked asked = spare.next();
        long later = Clock.nanoTime() + 2 * SpareConnections.IDLE_NANOS;
        trial.onLoop(() -> spares().look(later, trial.connections.first().open())); // sees what was written
        trial.onLoop(() -> spares().look(
                        later + 2 * SpareConnections.IDLE_NANOS,
                        trial.connections.first().open()));
        spare.say(asked.hit("2"));
        assertThat(onSpare.get().value()).isEqualTo("2");
        trial.onLoop(() -> spares().look(
                        later + 4 * SpareConnections.IDLE_NANOS,
                        trial.connections.first().open()));
        await(() -> trial.connections.open() == 1);
        assertThat(spare.isEnded()).isTrue();
        first.say(unanswered.hit("1"));
        assertThat(slow.get().value()).isEqualTo("1");
        assertThat(trial.losses).isEmpty();
        caller.shutdown();
        assertThat(caller.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closeEndsASpareOneToo() throws Exception {
        Peer spare = openSpare();
        Background<Outcome> slow = background(() -> trial.get("slow", LONG));
        first.next();
        Future<Outcome> onSpare = byCaller(ReadRequest.GET, "a");
        spare.next();
        trial.connections.close();
        assertThat(onSpare.get().kind()).isEqualTo(Failure.Kind.CLOSED);
        assertThat(slow.get().kind()).isEqualTo(Failure.Kind.CLOSED);
        await(trial.connections::isDrained);
        assertThat(spare.isEnded()).isTrue();
    }
}
