package dev.memjay.internal.connection;

import static dev.memjay.internal.connection.Trial.LONG;
import static dev.memjay.internal.connection.Trial.SHORT;
import static dev.memjay.internal.connection.Trial.await;
import static dev.memjay.internal.connection.Trial.background;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.Trial.Outcome;
import dev.memjay.internal.connection.Trial.Started;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.talk.TextGreeting;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TcpTransport;
import dev.memjay.internal.connection.transport.Transport;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a connection is given up, and how the next one is opened. */
class HealthTest {
    private static final TcpTransport TCP = new TcpTransport(SocketSettings.DEFAULT);

    @Test
    void stuckConnectionIsClosedByAge() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Trial trial = Trial.of(server, Trial.settings(1024, Duration.ofMillis(50)))) {
            Peer peer = server.accept();
            trial.connection(); // what times out before it is open is not sent
            assertThat(trial.get("a", SHORT).kind()).isEqualTo(Failure.Kind.TIMEOUT);
            peer.next();
            Started behind = trial.start("b", LONG);
            assertThat(behind.get().kind()).isEqualTo(Failure.Kind.LOST);
            assertThat(behind.get().failure().message()).contains("stuck");
            peer.next();
            assertThat(peer.isEnded()).isTrue();
            Peer next = server.accept();
            var call = background(() -> trial.get("c", LONG));
            next.say(next.next().hit("3"));
            assertThat(call.get().value()).isEqualTo("3");
            assertThat(trial.losses).hasSize(1);
        }
    }

    @Test
    void stuckConnectionIsClosedThoughACallerReads() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Trial trial = Trial.of(server, Trial.settings(1024, Duration.ofMillis(50)))) {
            Peer peer = server.accept();
            trial.connection(); // what times out before it is open is not sent
            assertThat(trial.get("a", SHORT).kind()).isEqualTo(Failure.Kind.TIMEOUT);
            peer.next();
            var caller = background(() -> trial.get("b", LONG));
            assertThat(caller.get().kind()).isEqualTo(Failure.Kind.LOST);
        }
    }

    @Test
    void idleConnectionNoticesTheServersClose() {
        try (ScriptedServer server = new ScriptedServer();
                Trial trial = Trial.of(server)) {
            Peer peer = server.accept();
            trial.connection();
            peer.close();
            Peer next = server.accept();
            trial.connection(); // what is told of the old one is told before
            assertThat(trial.losses).hasSize(1);
            next.reset();
            server.accept();
            trial.connection();
            assertThat(trial.losses).hasSize(2);
        }
    }

    @Test
    void callersInFlightLearnOfTheEndAtOnce() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Trial trial = Trial.of(server)) {
            Peer peer = server.accept();
            trial.connection();
            var leader = background(() -> trial.get("a", LONG));
            Asked a = peer.next();
            var follower = background(() -> trial.get("b", LONG));
            Started future = trial.start("c", LONG);
            peer.next();
            peer.next();
            peer.say(a.hit("1") + "VA 1 f0");
            peer.reset();
            assertThat(follower.get().kind()).isEqualTo(Failure.Kind.LOST);
            assertThat(future.get().kind()).isEqualTo(Failure.Kind.LOST);
            assertThat(future.get().failure().written()).isTrue();
            leader.get();
        }
    }

    @Test
    void pausesBetweenAttemptsGrowAndCallsFailAtOnce() throws Exception {
        List<Long> times = new CopyOnWriteArrayList<>();
        Transport refusing = (node, deadline) -> {
            times.add(System.nanoTime());
            throw new IOException("refused by the test");
        };
        ConnectionSettings settings =
                new ConnectionSettings(Duration.ofSeconds(5), 1024, 1 << 20, false, LONG, Duration.ofMillis(80));
        try (Trial trial = Trial.of(Node.of("127.0.0.1", 1), refusing, Session.NONE, new MetaDialect(), settings)) {
            await(() -> times.size() >= 6);
            long[] atLeast = {5, 10, 20, 40, 40};
            for (int i = 0; i < 5; i++) {
                assertThat(times.get(i + 1) - times.get(i))
                        .as("pause %d", i)
                        .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(atLeast[i]));
            }
            Outcome refused = trial.get("a", LONG);
            assertThat(refused.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
            assertThat(refused.failure().message()).contains("refused by the test");
            assertThat(trial.start("b", LONG).get().kind()).isEqualTo(Failure.Kind.UNREACHABLE);
        }
    }

    @Test
    void noAnswerToTheSessionIsNoConnection() throws Exception {
        try (ScriptedServer server = new ScriptedServer()) {
            ConnectionSettings settings =
                    new ConnectionSettings(Duration.ofMillis(50), 1024, 1 << 20, false, LONG, Duration.ofMillis(1));
            try (Trial trial =
                    Trial.greeting(server.node(), () -> new TextGreeting(TextGreeting.Choice.META), settings)) {
                Peer silent = server.accept();
                Throwable failure = trial.failedDials.poll(10, TimeUnit.SECONDS);
                assertThat(failure).hasMessageContaining("did not answer within the connect timeout");
                silent.expect("version");
                assertThat(silent.isEnded()).isTrue();
            }
        }
    }

    @Test
    void loginIsHeldBeforeTheFirstRequest() throws Exception {
        Session login = talk -> {
            talk.send("set auth 0 0 11\r\nuser secret\r\n");
            String answer = talk.receiveLine();
            if (!answer.equals("STORED")) {
                throw new IOException("login refused: " + answer);
            }
            return "";
        };
        try (ScriptedServer server = new ScriptedServer();
                Trial trial = Trial.of(server.node(), TCP, login, new MetaDialect(), Trial.settings())) {
            Peer first = server.accept();
            first.expect("set auth 0 0 11");
            first.expect("user secret");
            first.say("CLIENT_ERROR authentication failure\r\n");
            Throwable failure = trial.failedDials.poll(10, TimeUnit.SECONDS);
            assertThat(failure).hasMessage("login refused: CLIENT_ERROR authentication failure");
            assertThat(first.isEnded()).isTrue();
            Peer second = server.accept();
            second.expect("set auth 0 0 11");
            second.expect("user secret");
            second.say("STORED\r\nVA 1"); // what comes behind the login is not swallowed by it
            assertThat(second.isEnded()).as("unsolicited").isTrue();
            Peer third = server.accept();
            third.expect("set auth 0 0 11");
            third.expect("user secret");
            third.say("STORED\r\n");
            trial.connection();
            var call = background(() -> trial.get("a", LONG));
            third.say(third.next().hit("1"));
            assertThat(call.get().value()).isEqualTo("1");
        }
    }
}
