package dev.memjay.internal.connection;

import static dev.memjay.internal.connection.Trial.LONG;
import static dev.memjay.internal.connection.Trial.await;
import static dev.memjay.internal.connection.Trial.background;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.Trial.Background;
import dev.memjay.internal.connection.Trial.Outcome;
import dev.memjay.internal.connection.Trial.Started;
import dev.memjay.internal.wire.ReadRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Who reads: one caller for all, and after him the next, whatever makes him leave. */
class RoleTest {
    private ScriptedServer server;
    private Trial trial;

    /** No sooner: a test that is not for this JVM is made all the same, and never closed. */
    @BeforeEach
    void open() {
        server = new ScriptedServer();
        trial = Trial.of(server);
    }

    @AfterEach
    void close() {
        trial.close();
        server.close();
    }

    @Test
    void leaderCompletesTheOthers() throws Exception {
        Peer peer = server.accept();
        Background<Outcome> leader = lead("a", LONG);
        var second = background(() -> trial.get("b", LONG));
        Asked a = peer.next();
        Asked b = peer.next();
        peer.say(a.hit("1") + b.hit("2"));
        assertThat(leader.get().value()).isEqualTo("1");
        assertThat(second.get().value()).isEqualTo("2");
    }

    @Test
    void roleIsOfferedOnWhenTheLeaderIsAnswered() throws Exception {
        Peer peer = server.accept();
        Background<Outcome> leader = lead("a", LONG);
        Background<Outcome> next = follow("b", peer.next());
        Asked b = peer.next();
        peer.say(lastAsked.hit("1"));
        assertThat(leader.get().value()).isEqualTo("1");
        awaitLeading();
        peer.say(b.hit("2"));
        assertThat(next.get().value()).isEqualTo("2");
    }

    @Test
    void roleIsOfferedOnWhenALeaderTimesOut() throws Exception {
        Peer peer = server.accept();
        Background<Outcome> leader = lead("a", Duration.ofMillis(200));
        Background<Outcome> next = follow("b", peer.next());
        Asked b = peer.next();
        assertThat(leader.get().kind()).isEqualTo(Failure.Kind.TIMEOUT);
        awaitLeading();
        peer.say(lastAsked.hit("late") + b.hit("2"));
        assertThat(next.get().value()).isEqualTo("2");
    }

    @Test
    void roleIsOfferedOnWhenALeaderIsInterrupted() throws Exception {
        Peer peer = server.accept();
        Background<Outcome> leader = lead("a", LONG);
        Background<Outcome> next = follow("b", peer.next());
        Asked b = peer.next();
        leader.thread().interrupt();
        assertThat(leader.get().kind()).isEqualTo(Failure.Kind.INTERRUPTED);
        awaitLeading();
        peer.say(lastAsked.hit("late") + b.hit("2"));
        assertThat(next.get().value()).isEqualTo("2");
    }

    @Test
    void roleIsOfferedPastTombstonesAndFutures() throws Exception {
        Peer peer = server.accept();
        Background<Outcome> leader = lead("a", LONG);
        Started future = trial.start("b", LONG);
        Started tombstone = trial.start("c", LONG);
        Asked a = peer.next();
        Asked b = peer.next();
        Background<Outcome> next = follow("d", peer.next());
        tombstone.operation().cancel();
        Asked d = peer.next();
        peer.say(a.hit("1"));
        assertThat(leader.get().value()).isEqualTo("1");
        awaitLeading();
        peer.say(b.hit("2") + lastAsked.hit("3") + d.hit("4"));
        assertThat(future.get().value()).isEqualTo("2");
        assertThat(next.get().value()).isEqualTo("4");
    }

    @Test
    void roleIsOfferedPastThreadsThatWaitElsewhere() throws Exception {
        Peer peer = server.accept();
        Background<Outcome> leader = lead("a", LONG);
        Asked a = peer.next();
        Gathering gathering = new Gathering(Clock.nanoTime() + LONG.toNanos());
        Deferred gathered = startGathered(gathering, "b");
        Background<Outcome> next = follow("c", peer.next());
        Asked c = peer.next();
        peer.say(a.hit("1"));
        assertThat(leader.get().value()).isEqualTo("1");
        awaitLeading();
        peer.say(lastAsked.hit("2") + c.hit("3"));
        assertThat(next.get().value()).isEqualTo("3");
        gathering.await(() -> gatheredValue != null); // read by another: only its callback is left to this thread
        assertThat(gatheredValue).isEqualTo("2");
        assertThat(gathered.isWanted()).isFalse();
    }

    @Test
    void roleGoesToTheLoopWhenTheOnlyThreadWaitsElsewhereAndBackWhenItComes() throws Exception {
        Peer peer = server.accept();
        Background<Outcome> leader = lead("a", LONG);
        Asked a = peer.next();
        Gathering gathering = new Gathering(Clock.nanoTime() + LONG.toNanos());
        startGathered(gathering, "b");
        Asked b = peer.next();
        peer.say(a.hit("1"));
        assertThat(leader.get().value()).isEqualTo("1");
        await(trial.connection().role()::isLoops);
        CompletableFuture<Boolean> callbackEnds = new CompletableFuture<>();
        CompletableFuture<Boolean> callbackRuns = new CompletableFuture<>();
        trial.start(ReadRequest.GET, "c", LONG, outcome -> {
            callbackRuns.complete(true);
            callbackEnds.join();
        });
        Asked c = peer.next();
        startGathered(gathering, "d");
        peer.say(b.hit("2") + c.hit("3"));
        callbackRuns.get(10, TimeUnit.SECONDS);
        gatheredValue = null;
        peer.say(peer.next().hit("4"));
        gathering.await(() -> "4".equals(gatheredValue)); // the loop has its callback to run
        callbackEnds.complete(true);
    }

    @Test
    void threadThatLeavesItsGatheringOffersTheRole() throws Exception {
        Peer peer = server.accept();
        Gathering gathering = new Gathering(Clock.nanoTime() + LONG.toNanos());
        startGathered(gathering, "a");
        Asked a = peer.next();
        assertThat(trial.connection().role().isFree()).isTrue();
        gathering.leave();
        await(trial.connection().role()::isLoops);
        peer.say(a.hit("late"));
        await(trial.connection().role()::isFree);
        assertThat(gatheredValue).isNull();
    }

    @Test
    void roleThatIsLostIsTakenByTheLoopAndCountedUnlessTheMachineWasLate() throws Exception {
        Peer peer = server.accept();
        Connection connection = trial.connection();
        for (boolean isPunctual : new boolean[] {false, true}) {
            long before = trial.loop.rescues();
            Operation lost = new Operation(ReadRequest.GET, "a", false); // nobody waits for it
            trial.onLoop(() -> {
                connection.submit(lost, Clock.nanoTime());
                for (int i = 0; i < 4; i++) {
                    connection.duty().tick(Clock.nanoTime(), isPunctual);
                }
            });
            assertThat(trial.loop.rescues() - before).isEqualTo(isPunctual ? 1 : 0);
            trial.lostRoles += isPunctual ? 1 : 0;
            peer.say(peer.next().hit("1"));
            await(() -> !lost.isWanted() && connection.role().isFree()); // the loop has read it, and is done
        }
    }

    @Test
    void roleGoesToTheLoopWhenOnlyFuturesAreLeft() throws Exception {
        Peer peer = server.accept();
        Background<Outcome> leader = lead("a", LONG);
        Started future = trial.start("b", LONG);
        Asked a = peer.next();
        Asked b = peer.next();
        peer.say(a.hit("1"));
        assertThat(leader.get().value()).isEqualTo("1");
        await(trial.connection().role()::isLoops);
        peer.say(b.hit("2"));
        assertThat(future.get().value()).isEqualTo("2");
        await(trial.connection().role()::isFree);
    }

    @Test
    void loopLetsGoOfATombstonesRoleToTheNextCaller() throws Exception {
        Peer peer = server.accept();
        Started tombstone = trial.start("a", LONG);
        Asked a = peer.next();
        await(trial.connection().role()::isLoops);
        tombstone.operation().cancel();
        var call = background(() -> trial.get("b", LONG));
        peer.say(a.hit("1") + peer.next().hit("2"));
        assertThat(call.get().value()).isEqualTo("2");
    }

    @Test
    void leaderAsleepInSelectIsWokenByClose() throws Exception {
        Peer peer = server.accept();
        Background<Outcome> leader = lead("a", LONG);
        Background<Outcome> follower = follow("b", peer.next());
        trial.connection().die(new IOException("ended by the test"));
        assertThat(leader.get().kind()).isEqualTo(Failure.Kind.LOST);
        assertThat(follower.get().kind()).isEqualTo(Failure.Kind.LOST);
        assertThat(leader.get().failure().written()).isTrue();
        assertThat(leader.get().failure().message()).contains("ended by the test");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreadsParkAndTheLoopReads() throws Exception {
        Peer peer = server.accept();
        trial.connection();
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread thread = startVirtual(() -> outcome.complete(trial.get("a", LONG)));
        Asked a = peer.next();
        await(trial.connection().role()::isLoops);
        await(() -> thread.getState() == Thread.State.WAITING); // the loop keeps its deadline
        peer.say(a.hit("1"));
        assertThat(outcome.get(10, TimeUnit.SECONDS).value()).isEqualTo("1");
        assertThat(outcome.join().operation().canLead()).isFalse();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreadTimesOutAndItsReplyIsSwallowed() throws Exception {
        Peer peer = server.accept();
        trial.connection(); // what times out before it is open is not sent
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        startVirtual(() -> outcome.complete(trial.get("a", Trial.SHORT)));
        Asked a = peer.next();
        assertThat(outcome.get(10, TimeUnit.SECONDS).kind()).isEqualTo(Failure.Kind.TIMEOUT);
        var call = background(() -> trial.get("b", LONG));
        peer.say(a.hit("late") + peer.next().hit("2"));
        assertThat(call.get().value()).isEqualTo("2");
    }

    static Thread startVirtual(Runnable task) throws ReflectiveOperationException {
        return (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    }

    // ---- Scenes

    private volatile String gatheredValue;

    /** An operation of this thread, which does not wait for it yet. */
    private Deferred startGathered(Gathering gathering, String key) {
        trial.connection();
        Deferred operation = gathering.operation(
                ReadRequest.GET, key, false, (done, failure) -> gatheredValue = new Outcome(done, failure).value());
        assertThat(gathering.start(trial.connections, operation)).isNull();
        return operation;
    }

    private Asked lastAsked = new Asked("", new byte[0]);
    private Background<Outcome> lastLeader;

    /** A caller who reads. */
    private Background<Outcome> lead(String key, Duration timeout) {
        trial.connection();
        Background<Outcome> call = background(() -> trial.get(key, timeout));
        awaitLeading();
        lastLeader = call;
        return call;
    }

    /** A caller who waits, parked, while another reads; it reads itself if that one has left meanwhile. */
    private Background<Outcome> follow(String key, Asked asked) {
        lastAsked = asked;
        Background<Outcome> call = background(() -> trial.get(key, LONG));
        await(() -> LockSupport.getBlocker(call.thread()) != null
                || lastLeader.isDone() && trial.connection().isLeaderAsleep());
        return call;
    }

    /** Waits until a caller has the role; the one that had it before has returned. */
    private void awaitLeading() {
        await(() -> trial.connection().role().isCallers());
    }
}
