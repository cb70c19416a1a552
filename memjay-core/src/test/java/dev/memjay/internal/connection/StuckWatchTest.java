package dev.memjay.internal.connection;

import static dev.memjay.internal.connection.Trial.LONG;
import static dev.memjay.internal.connection.Trial.SHORT;
import static dev.memjay.internal.connection.Trial.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.StuckWatch.State;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection that brings hardly a byte for an operation that was given up is stuck; one that brings enough is not. */
class StuckWatchTest {
    private static final long SECOND = 1_000_000_000;
    private static final int LARGE = 10_000_000;

    private final ScriptedServer server = new ScriptedServer();
    private final Trial trial = Trial.of(server);
    private final Peer peer = server.accept();
    private final Connection connection = trial.connection();
    private final StuckWatch watch = new StuckWatch(connection, SECOND);
    /** When the last byte came of what was given up: all times are counted from there, however long it took. */
    private long begin = Clock.nanoTime();

    @AfterEach
    void close() {
        trial.close();
        server.close();
    }

    @Test
    void silence() throws Exception {
        giveUpInTheMiddleOfAValue();
        assertThat(watch.look(begin)).isEqualTo(State.ALIVE);
        assertThat(watch.look(begin + SECOND / 2)).isEqualTo(State.ALIVE);
        assertStuckAt(begin + 2 * SECOND);
    }

    @Test
    void trickle() throws Exception {
        giveUpInTheMiddleOfAValue();
        for (int i = 0; i < 10; i++) {
            assertThat(watch.look(begin + i * SECOND / 10)).isEqualTo(State.ALIVE);
            bring(1);
        }
        bring((int) StuckWatch.MIN_BYTES - 11);
        assertStuckAt(begin + 2 * SECOND);
    }

    @Test
    void valueThatComesSlowlyIsWaitedFor() throws Exception {
        giveUpInTheMiddleOfAValue();
        for (int second = 0; second < 20; second++) {
            assertThat(watch.look(begin + second * SECOND)).isEqualTo(State.ALIVE);
            bring((int) StuckWatch.MIN_BYTES);
        }
        assertThat(watch.look(begin + 20 * SECOND)).isEqualTo(State.ALIVE);
        assertStuckAt(begin + 21 * SECOND);
    }

    @Test
    void answersOneByOneAreSignsOfLife() throws Exception {
        Asked[] asked = new Asked[5];
        for (int i = 0; i < asked.length; i++) {
            trial.start("key" + i, LONG).operation().cancel();
            asked[i] = peer.next();
        }
        for (int i = 0; i < asked.length - 1; i++) {
            peer.say(asked[i].miss());
            int left = asked.length - 1 - i;
            await(() -> connection.ring().size() == left);
            assertThat(watch.look(connection.inbox().lastRead() + SECOND / 2)).isEqualTo(State.ALIVE);
        }
    }

    @Test
    void operationThatIsWaitedForIsNoReason() throws Exception {
        trial.start("a", LONG);
        peer.next();
        assertThat(watch.look(begin)).isEqualTo(State.ALIVE);
        assertThat(watch.look(begin + 19 * SECOND)).isEqualTo(State.ALIVE);
    }

    @Test
    void connectionThatTricklesIsClosed() throws Exception {
        try (ScriptedServer slow = new ScriptedServer();
                Trial tried = Trial.of(slow, Trial.settings(1024, Duration.ofMillis(50)))) {
            Peer first = slow.accept();
            tried.connection(); // what times out before it is open is not sent
            assertThat(tried.get("a", SHORT).kind()).isEqualTo(Failure.Kind.TIMEOUT);
            first.say("VA " + LARGE + " f0 c7 " + first.next().opaque() + "\r\n");
            Trial.background(() -> {
                while (tried.losses.isEmpty()) {
                    first.say("x");
                    LockSupport.parkNanos(1_000_000); // a thousand bytes a second
                }
                return null;
            });
            await(() -> !tried.losses.isEmpty());
            assertThat(tried.losses.get(0)).hasMessageContaining("stuck").hasMessageContaining("bytes of replies");
            Peer second = slow.accept();
            var call = Trial.background(() -> tried.get("b", LONG));
            second.say(second.next().hit("2"));
            assertThat(call.get().value()).isEqualTo("2");
        }
    }

    private void giveUpInTheMiddleOfAValue() {
        long before = connection.inbox().lastRead();
        trial.start("a", LONG).operation().cancel();
        String header = "VA " + LARGE + " f0 c7 " + peer.next().opaque() + "\r\n";
        peer.say(header);
        await(() -> connection.inbox().bytesRead() == header.length()
                && connection.inbox().lastRead() != before);
        begin = connection.inbox().lastRead();
    }

    private void bring(int bytes) {
        long before = connection.inbox().bytesRead();
        peer.say("x".repeat(bytes));
        await(() -> connection.inbox().bytesRead() == before + bytes);
    }

    private void assertStuckAt(long time) throws Exception {
        assertThat(watch.look(time)).isEqualTo(State.SUSPECT);
        long looks = connection.inbox().looks();
        await(() -> {
            trial.loop.attend(connection);
            return connection.inbox().hasLookedSince(looks);
        });
        assertThat(watch.look(time)).isEqualTo(State.STUCK);
    }
}
