package dev.memjay.internal.connection;

import static dev.memjay.internal.connection.Trial.LONG;
import static dev.memjay.internal.connection.Trial.await;
import static dev.memjay.internal.connection.Trial.background;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.Trial.Outcome;
import dev.memjay.internal.connection.Trial.Started;
import dev.memjay.internal.wire.ReadRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the event loop does for those who do not wait, and what must not end it. */
class LoopTest {
    private final ScriptedServer server = new ScriptedServer();
    private final Trial trial = Trial.of(server);

    @AfterEach
    void close() {
        trial.close();
        server.close();
    }

    @Test
    void callbackRunsOnTheLoopAndNeverUnderTheRole() throws Exception {
        Peer peer = server.accept();
        CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
        CompletableFuture<Boolean> roleIsFree = new CompletableFuture<>();
        Connection connection = trial.connection();
        Started started = trial.start(ReadRequest.GET, "a", LONG, outcome -> {
            onLoop.complete(trial.loop.isCurrentThread());
            roleIsFree.complete(connection.role().isFree());
        });
        peer.say(peer.next().hit("1"));
        assertThat(started.get().value()).isEqualTo("1");
        assertThat(onLoop).isCompletedWithValue(true);
        assertThat(roleIsFree).isCompletedWithValue(true);
    }

    @Test
    void callbackOfALeadersFindRunsOnTheLoop() throws Exception {
        Peer peer = server.accept();
        trial.connection();
        var leader = background(() -> trial.get("a", LONG));
        trial.awaitLeader();
        CompletableFuture<Thread> ranOn = new CompletableFuture<>();
        Started started = trial.start(ReadRequest.GET, "b", LONG, outcome -> ranOn.complete(Thread.currentThread()));
        String first = peer.next().hit("1");
        peer.say(first + peer.next().hit("2"));
        assertThat(leader.get().value()).isEqualTo("1");
        assertThat(started.get().value()).isEqualTo("2");
        assertThat(ranOn.join().getName()).isEqualTo("memjay-loop");
    }

    @Test
    void othersReadWhileACallbackBlocksTheLoop() throws Exception {
        Peer peer = server.accept();
        CountDownLatch release = new CountDownLatch(1);
        Started started = trial.start(ReadRequest.GET, "a", LONG, outcome -> awaitLatch(release));
        peer.say(peer.next().hit("1"));
        var call = background(() -> trial.get("b", LONG));
        peer.say(peer.next().hit("2"));
        assertThat(call.get().value()).isEqualTo("2");
        release.countDown();
        assertThat(started.get().value()).isEqualTo("1");
    }

    @Test
    void whoWaitsForTheLoopReadsWhileItRunsCallbacks() throws Exception {
        Peer peer = server.accept();
        CountDownLatch release = new CountDownLatch(1);
        Started started = trial.start(ReadRequest.GET, "a", LONG, outcome -> awaitLatch(release));
        Asked a = peer.next();
        await(trial.connection().role()::isLoops);
        var call = background(() -> trial.get("b", LONG));
        Asked b = peer.next();
        call.awaitParked();
        peer.say(a.hit("1"));
        await(trial.connection().role()::isCallers);
        peer.say(b.hit("2"));
        assertThat(call.get().value()).isEqualTo("2");
        release.countDown();
        assertThat(started.get().value()).isEqualTo("1");
    }

    @Test
    void futureIsNotLateAfterAPauseOfTheLoop() throws Exception {
        Peer peer = server.accept();
        trial.connection();
        CountDownLatch release = new CountDownLatch(1);
        trial.start(ReadRequest.GET, "a", LONG, outcome -> awaitLatch(release));
        Asked a = peer.next();
        Started second = trial.start("b", Duration.ofMillis(200));
        Asked b = peer.next();
        peer.say(a.hit("1"));
        peer.say(b.hit("2"));
        await(() -> Clock.nanoTime() - second.operation().deadline() > 0);
        release.countDown();
        assertThat(second.get().value()).isEqualTo("2");
    }

    @Test
    void loopSurvivesTheServersCloseDuringACallback() throws Exception {
        Peer peer = server.accept();
        CountDownLatch closed = new CountDownLatch(1);
        Started started = trial.start(ReadRequest.GET, "a", LONG, outcome -> awaitLatch(closed));
        peer.say(peer.next().hit("1"));
        peer.close();
        Thread.sleep(20); // the end has to lie in the kernel before the callback returns; nothing here can see that
        closed.countDown();
        assertThat(started.get().value()).isEqualTo("1");
        Peer next = server.accept();
        Started again = trial.start("b", LONG);
        next.say(next.next().hit("2"));
        assertThat(again.get().value()).isEqualTo("2");
    }

    @Test
    void throwingCallbackHarmsNobody() throws Exception {
        Peer peer = server.accept();
        trial.start(ReadRequest.GET, "a", LONG, outcome -> {
            throw new AssertionError("of a test, to be logged");
        });
        Started second = trial.start("b", LONG);
        String first = peer.next().hit("1");
        peer.say(first + peer.next().hit("2"));
        assertThat(second.get().value()).isEqualTo("2");
    }

    @Test
    void futuresFailWhenTheirConnectionIsEndedByAnotherThread() throws Exception {
        Peer peer = server.accept();
        Connection connection = trial.connection();
        Started started = trial.start("a", LONG);
        peer.next();
        await(connection.role()::isLoops);
        server.close();
        connection.die(new IOException("ended by the test"));
        assertThat(started.get().kind()).isEqualTo(Failure.Kind.LOST);
    }

    @Test
    void callbackMayStartTheNext() throws Exception {
        Peer peer = server.accept();
        CompletableFuture<Outcome> end = new CompletableFuture<>();
        startChain(0, end);
        for (int i = 0; i < 100; i++) {
            peer.say(peer.next().hit(String.valueOf(i)));
        }
        assertThat(end.get(10, TimeUnit.SECONDS).value()).isEqualTo("99");
    }

    private void startChain(int number, CompletableFuture<Outcome> end) {
        trial.start(ReadRequest.GET, "key" + number, LONG, outcome -> {
            if (number == 99) {
                end.complete(outcome);
            } else {
                startChain(number + 1, end);
            }
        });
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
