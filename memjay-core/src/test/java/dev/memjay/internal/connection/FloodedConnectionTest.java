package dev.memjay.internal.connection;

import static dev.memjay.internal.connection.Trial.LONG;
import static dev.memjay.internal.connection.Trial.SHORT;
import static dev.memjay.internal.connection.Trial.await;
import static dev.memjay.internal.connection.Trial.background;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.Trial.Background;
import dev.memjay.internal.connection.Trial.Outcome;
import dev.memjay.internal.connection.Trial.Started;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.transport.Link;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TcpTransport;
import dev.memjay.internal.connection.transport.Transport;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.GetRun;
import dev.memjay.internal.wire.QuietRun;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server that sends without pause holds nobody: turns end, deadlines fire, and others are served, while the flood goes on.
 * Its value takes some eight seconds to read; what is asserted is that there is more of it when the call is over.
 */
@Tag("hostile")
class FloodedConnectionTest {
    private static final int MANY = 4 << 20;
    private static final int ONE_READ = 64 * 1024;
    private static final int FLOODS = 20;
    private static final String FIRST = "VA " + MANY + " f0 c7 OAAAA\r\n";

    private final ScriptedServer server = new ScriptedServer();
    private final List<FloodLink> links = new CopyOnWriteArrayList<>();
    private final Trial trial = Trial.of(server.node(), this::open, Session.NONE, new MetaDialect(), Trial.settings());
    private final Peer peer = server.accept();

    /** Whether a selector tells that there is something to be read. */
    enum Way {
        /** As of a socket. */
        ANNOUNCED,
        /** As of what TLS has decrypted. */
        LEFT_OVER
    }

    @AfterEach
    void close() {
        trial.close();
        server.close();
    }

    // ---- A turn

    @Test
    void turnEndsAfterSoManyBytes() throws Exception {
        Connection connection = held();
        Operation operation = new Operation(ReadRequest.GET, "a", false);
        connection.submit(operation, Clock.nanoTime());
        link().flood("VA 50000000 f0 c7 OAAAA\r\n", 50_000_000, "\r\n", ONE_READ);
        long before = 0;
        for (int turn = 0; turn < 6; turn++) {
            if (turn == 3) {
                operation.abandon(); // what comes is skipped from now on
            }
            assertThat(connection.inbox().turn(operation.isWanted() ? operation : null))
                    .isTrue();
            assertThat(connection.inbox().bytesRead() - before).isBetween(1L, (long) Inbox.MAX_TURN_BYTES + ONE_READ);
            before = connection.inbox().bytesRead();
        }
        connection.release();
    }

    @Test
    void turnEndsAfterSomeTime() throws Exception {
        Connection connection = held();
        connection.submit(new Operation(ReadRequest.GET, "a", false), Clock.nanoTime());
        link().flood(FIRST, MANY, "\r\n", 1);
        assertThat(connection.inbox().turn(null)).isTrue();
        assertThat(link().isFlooding()).isTrue();
        connection.release();
    }

    @Test
    void twoBoundedTurnsAreALook() throws Exception {
        Connection connection = held();
        connection.submit(new Operation(ReadRequest.GET, "a", false), Clock.nanoTime());
        link().flood(FIRST, MANY, "\r\n", 1);
        long mark = connection.inbox().looks();
        assertThat(connection.inbox().hasLookedSince(mark)).isFalse();
        connection.inbox().turn(null);
        assertThat(connection.inbox().hasLookedSince(mark))
                .as("it may have begun before the mark")
                .isFalse();
        connection.inbox().turn(null);
        assertThat(connection.inbox().hasLookedSince(mark)).isTrue();
        connection.release();
    }

    // ---- Deadlines

    @ParameterizedTest
    @EnumSource(Way.class)
    void leaderLeavesAtItsDeadline(Way way) {
        flood(way, FIRST);
        assertTimedOut(trial.get("a", SHORT));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void leaderOfABulkReadLeavesAtItsDeadline(Way way) {
        flood(way, "VALUE a 0 " + MANY + "\r\n");
        Request bulk = new GetRun(new String[] {"a", "b"}, new int[] {0, 1}, false, BulkResult.forReads(2, false));
        assertTimedOut(trial.call(bulk, "a", SHORT));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void leaderOfAQuietRunLeavesAtItsDeadline(Way way) {
        flood(way, "VA " + MANY + " f0 c7 OAAAAAAA\r\n");
        assertTimedOut(trial.call(quietRun(), "a", SHORT));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void futureEndsAtItsDeadline(Way way) throws Exception {
        flood(way, FIRST);
        assertTimedOut(trial.start("a", SHORT).get());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void futureOfABulkReadEndsAtItsDeadline(Way way) throws Exception {
        flood(way, "VA " + MANY + " f0 c7 OAAAAAAA\r\n");
        assertTimedOut(trial.start(quietRun(), "a", SHORT, outcome -> {}).get());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreadLeavesAtItsDeadline(Way way) throws Exception {
        flood(way, FIRST);
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        RoleTest.startVirtual(() -> outcome.complete(trial.get("a", SHORT)));
        assertTimedOut(outcome.get(20, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void thoseBehindALeaderEndAtTheirDeadlines(Way way) throws Exception {
        flood(way, FIRST);
        background(() -> trial.get("a", LONG));
        awaitReading();
        Started future = trial.start("b", SHORT);
        assertTimedOut(trial.get("c", SHORT));
        assertTimedOut(future.get());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void interruptedLeaderLeaves(Way way) throws Exception {
        flood(way, FIRST);
        Background<Outcome> leader = background(() -> trial.get("a", LONG));
        awaitReading();
        leader.thread().interrupt();
        assertThat(leader.get().kind()).isEqualTo(Failure.Kind.INTERRUPTED);
        assertThat(link().isFlooding()).isTrue();
    }

    // ---- Others on the loop

    @ParameterizedTest
    @EnumSource(Way.class)
    void otherConnectionsAreServedWhileAFutureIsFlooded(Way way) throws Exception {
        flood(way, FIRST);
        trial.start("a", LONG);
        awaitReading();
        othersAreServed();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void otherConnectionsAreServedWhileWhatALeaderLeftIsSkipped(Way way) throws Exception {
        flood(way, FIRST);
        assertThat(trial.get("a", SHORT).kind()).isEqualTo(Failure.Kind.TIMEOUT);
        othersAreServed();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void otherConnectionsAreServedWhileAQuietRunThatWasLeftIsSkipped(Way way) throws Exception {
        flood(way, "VA " + MANY + " f0 c7 OAAAAAAA\r\n");
        assertThat(trial.call(quietRun(), "a", SHORT).kind()).isEqualTo(Failure.Kind.TIMEOUT);
        othersAreServed();
    }

    @Test
    void manyFloodsTakeTurnsAndTimersFireInBetween() throws Exception {
        List<NodeConnections> all = new ArrayList<>();
        List<FloodLink> floods = new CopyOnWriteArrayList<>(); // their own: the trial's may be opened last
        Transport transport = (node, deadline) -> open(node, deadline, floods);
        Dialer dialer =
                new Dialer(transport, Session.NONE, Greeting.silent(new MetaDialect()), trial.loop, Trial.settings());
        try (ScriptedServer flooding = new ScriptedServer()) {
            for (int i = 0; i < FLOODS; i++) {
                NodeConnections connections = new NodeConnections(flooding.node(), dialer, 1, trial);
                all.add(connections);
                connections.connect();
                flooding.accept();
                await(connections::isReady);
            }
            assertThat(floods).hasSize(FLOODS);
            floods.forEach(link -> link.flood(FIRST, MANY, "\r\n", 1));
            for (NodeConnections connections : all) {
                start(connections, LONG.toNanos());
            }
            await(() -> floods.stream().allMatch(link -> link.given() > 0));
            for (int round = 0; round < 3; round++) {
                List<Long> before = floods.stream().map(FloodLink::given).toList();
                CompletableFuture<Boolean> timer = new CompletableFuture<>();
                trial.loop.schedule(1_000_000, () -> timer.complete(true));
                assertThat(timer.get(20, TimeUnit.SECONDS)).isTrue();
                await(() ->
                        IntStream.range(0, FLOODS).allMatch(i -> floods.get(i).given() > before.get(i)));
            }
        } finally {
            all.forEach(NodeConnections::close);
            dialer.close();
        }
    }

    private void othersAreServed() throws Exception {
        try (ScriptedServer idle = new ScriptedServer()) {
            Transport tcp = new TcpTransport(SocketSettings.DEFAULT);
            Dialer dialer =
                    new Dialer(tcp, Session.NONE, Greeting.silent(new MetaDialect()), trial.loop, Trial.settings());
            NodeConnections others = new NodeConnections(idle.node(), dialer, 1, trial);
            others.connect();
            Peer other = idle.accept();
            CompletableFuture<Outcome> value = start(others, LONG.toNanos());
            other.say(other.next().hit("1"));
            assertThat(value.get(20, TimeUnit.SECONDS).value()).isEqualTo("1");
            CompletableFuture<Outcome> late = start(others, SHORT.toNanos());
            assertTimedOut(late.get(20, TimeUnit.SECONDS));
            CompletableFuture<Boolean> timer = new CompletableFuture<>();
            trial.loop.schedule(1_000_000, () -> timer.complete(true));
            assertThat(timer.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(link().isFlooding()).isTrue();
            others.close();
            dialer.close();
        }
    }

    private static CompletableFuture<Outcome> start(NodeConnections connections, long nanos) {
        CompletableFuture<Outcome> future = new CompletableFuture<>();
        Deferred operation = new Deferred(
                ReadRequest.GET,
                "other",
                false,
                Clock.nanoTime() + nanos,
                (done, failure) -> future.complete(new Outcome(done, failure)));
        assertThat(connections.start(operation)).isNull();
        return future;
    }

    // ---- The end

    @ParameterizedTest
    @EnumSource(Way.class)
    void closeEndsALeader(Way way) throws Exception {
        flood(way, FIRST);
        Background<Outcome> leader = background(() -> trial.get("a", LONG));
        awaitReading();
        trial.connections.close();
        assertThat(leader.get().kind()).isEqualTo(Failure.Kind.CLOSED);
        await(trial.connections::isDrained);
        assertThat(link().isFlooding()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void closeEndsWhatTheLoopReads(Way way) throws Exception {
        flood(way, FIRST);
        Started future = trial.start("a", LONG);
        awaitReading();
        trial.connections.close();
        assertThat(future.get().kind()).isEqualTo(Failure.Kind.CLOSED);
        await(trial.connections::isDrained);
        assertThat(link().isFlooding()).isTrue();
    }

    // ---- What is left over is taken up without a select that sleeps

    @Test
    void leadersTakeUpWhatTurnsLeave() throws Exception {
        Connection connection = held();
        Background<Outcome> first = background(() -> trial.get("a", LONG));
        trial.awaitInFlight(1);
        Started second = trial.start("b", LONG);
        trial.awaitInFlight(2);
        Background<Outcome> third = background(() -> trial.get("c", LONG));
        trial.awaitInFlight(3);
        threeRepliesLieHere();
        connection.release();
        assertThat(first.get().operation().value).hasSize(10_000_000);
        assertThat(second.get().operation().value).hasSize(10_000_000);
        assertThat(third.get().value()).isEqualTo("3");
    }

    @Test
    void loopTakesUpWhatTurnsLeave() throws Exception {
        Connection connection = held();
        Started first = trial.start("a", LONG);
        Started second = trial.start("b", LONG);
        Started third = trial.start("c", LONG);
        threeRepliesLieHere();
        connection.release();
        assertThat(first.get().operation().value).hasSize(10_000_000);
        assertThat(second.get().operation().value).hasSize(10_000_000);
        assertThat(third.get().value()).isEqualTo("3");
    }

    @Test
    void loopTakesUpWhatIsLeftOfWhatALeaderLeft() throws Exception {
        Connection connection = held();
        Started first = trial.start("a", LONG);
        first.operation().cancel();
        Started second = trial.start("b", LONG);
        Started third = trial.start("c", LONG);
        threeRepliesLieHere();
        connection.release();
        assertThat(second.get().operation().value).hasSize(10_000_000);
        assertThat(third.get().value()).isEqualTo("3");
    }

    private void threeRepliesLieHere() throws IOException {
        String rest = "\r\nVA 10000000 f0 c7 OAAAB\r\n" + "x".repeat(10_000_000) + "\r\nVA 1 f0 c7 OAAAC\r\n3\r\n";
        link().flood("VA 10000000 f0 c7 OAAAA\r\n", 10_000_000, rest, ONE_READ);
    }

    // ---- Scenes

    private Link open(Node node, long deadline) throws IOException {
        return open(node, deadline, links);
    }

    private static Link open(Node node, long deadline, List<FloodLink> opened) throws IOException {
        FloodLink link = new FloodLink(new TcpTransport(SocketSettings.DEFAULT).open(node, deadline));
        opened.add(link);
        return link;
    }

    private FloodLink link() {
        await(() -> !links.isEmpty());
        return links.get(0);
    }

    /** The server sends without pause, from the first call on. */
    private void flood(Way way, String head) {
        if (way == Way.ANNOUNCED) {
            peer.say("x"); // stays in the socket, since there is always something before it
        }
        trial.connection();
        link().flood(head, MANY, "\r\n", 1);
    }

    /** The open connection; this thread reads it. */
    private Connection held() {
        Connection connection = trial.connection();
        assertThat(connection.role().takeForCaller()).isTrue();
        return connection;
    }

    private void awaitReading() {
        await(() -> link().given() > 0);
    }

    private void assertTimedOut(Outcome outcome) {
        assertThat(link().isFlooding()).as("there is more to be read").isTrue();
        assertThat(outcome.kind()).isEqualTo(Failure.Kind.TIMEOUT);
    }

    private static QuietRun quietRun() {
        return new QuietRun(
                Verb.GET_ALL,
                new Request[] {ReadRequest.GET_ALL, ReadRequest.GET_ALL},
                new String[] {"a", "b"},
                null,
                new int[] {0, 1},
                BulkResult.forReads(2, false));
    }
}
