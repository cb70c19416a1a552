package dev.memjay.internal.connection;

import static dev.memjay.internal.connection.Trial.LONG;
import static dev.memjay.internal.connection.Trial.SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.transport.EndlessDatagrams;
import dev.memjay.internal.connection.transport.UdpLink;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.text.MetaDialect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Datagrams that come without pause hold nobody, as in {@link FloodedConnectionTest}. */
@Tag("hostile")
class DatagramFloodTest {
    private static final int SOME_SECONDS = 3_000_000;
    private static final int SMALL = 9;
    private static final int LARGE = 60_000;

    private final EventLoop loop = new EventLoop();
    private EndlessDatagrams datagrams = new EndlessDatagrams(SOME_SECONDS, SMALL);
    private Connection connection = connection();

    private Connection connection() {
        return new DatagramConnection(datagrams.link(), new MetaDialect(), loop, Trial.settings(), new Nobody());
    }

    @AfterEach
    void close() throws Exception {
        connection.die(new IOException("the test is over"));
        loop.stop();
        loop.join(TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void turnEndsAfterSomeTime() throws Exception {
        assertThat(connection.role().takeForCaller()).isTrue();
        assertThat(connection.inbox().turn(null)).isTrue();
        assertThat(datagrams.isFlooding()).isTrue();
        connection.release();
    }

    @Test
    void turnEndsAfterSoManyBytes() throws Exception {
        datagrams = new EndlessDatagrams(SOME_SECONDS, LARGE);
        connection = connection();
        assertThat(connection.role().takeForCaller()).isTrue();
        assertThat(connection.inbox().turn(null)).isTrue();
        assertThat(connection.inbox().bytesRead()).isBetween(1L, (long) Inbox.MAX_TURN_BYTES + LARGE);
        connection.release();
    }

    @Test
    void leaderLeavesAtItsDeadline() {
        Operation operation = new Operation(ReadRequest.GET, "a", false);
        long now = Clock.nanoTime();
        Failure failure = connection.await(operation, connection.submit(operation, now), now + SHORT.toNanos());
        assertThat(datagrams.isFlooding()).isTrue();
        assertThat(failure.kind()).isEqualTo(Failure.Kind.TIMEOUT);
    }

    @Test
    void loopDoesOtherThingsInBetween() throws Exception {
        long now = Clock.nanoTime();
        connection.start(new Deferred(ReadRequest.GET, "a", false, now + LONG.toNanos(), (done, failure) -> {}), now);
        Trial.await(() -> connection.inbox().bytesRead() > 0);
        CompletableFuture<Boolean> timer = new CompletableFuture<>();
        loop.schedule(1_000_000, () -> timer.complete(true));
        assertThat(timer.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(datagrams.isFlooding()).isTrue();
    }

    @Test
    void conversationLooksAtItsDeadlineBetweenStrays() throws Exception {
        UdpLink link = datagrams.link();
        link.write(ByteBuffer.allocateDirect(9)
                .put("version\r\n".getBytes("US-ASCII"))
                .flip());
        assertThat(link.read(ByteBuffer.allocateDirect(1))).isZero();
        assertThat(datagrams.isFlooding()).isTrue();
    }

    private static final class Nobody implements Connection.Listener {
        @Override
        public void ended(Throwable cause) {}

        @Override
        public void winUnclaimed(Operation operation) {}
    }
}
