package dev.memjay.internal.route;

import static dev.memjay.internal.route.Routed.LONG;
import static dev.memjay.internal.route.Routed.background;
import static dev.memjay.internal.route.Routed.end;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.meter.KeyspaceMeters;
import dev.memjay.internal.route.call.Bulk;
import dev.memjay.internal.route.call.Call;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.CallResult;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Telemetry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is reported of calls that were sent again, or to another node than their own. */
class FollowedCallsTest {
    private final LinkedBlockingQueue<CallResult> results = new LinkedBlockingQueue<>();
    private final KeyspaceMeters meters = new KeyspaceMeters(List.of((Telemetry) call -> results::add), true);

    private Engine followed(Routed routed) {
        return new KeyspaceEngine(routed.router, meters);
    }

    private static Call<Status> get(String key) {
        return new Call<>(ReadRequest.GET, WireKey.plain(key), answer -> answer.status, null);
    }

    private static Bulk<BulkOutcome> getAll(String... keys) {
        return new Bulk<>(Routed.getAll(keys), outcome -> outcome);
    }

    private CallResult next() throws InterruptedException {
        CallResult next = results.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("the end of a call").isNotNull();
        return next;
    }

    private static void answerAtSecondAttempt(ScriptedServer server, Peer first) {
        first.next();
        first.close();
        Peer second = server.accept();
        second.say(second.next().hit("v"));
    }

    @Test
    void aReadWhoseConnectionWasLost() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Routed routed = Routed.over(server)) {
            Engine engine = followed(routed);
            Peer peer = Routed.accept(server);
            CompletableFuture<Status> blocking = background(() -> get("0a").run(engine, LONG));
            Asked asked = peer.next();
            peer.say(asked.hit("value"));
            end(blocking);
            CallResult plain = next();
            assertThat(plain.retries()).isZero();
            assertThat(plain.valueBytesRead()).isEqualTo(5);

            CompletableFuture<Status> again = background(() -> get("0a").run(engine, LONG));
            answerAtSecondAttempt(server, peer);
            assertThat(end(again)).isEqualTo(Status.HIT);
            CallResult result = next();
            assertThat(result.retries()).isEqualTo(1);
            assertThat(result.nodes()).containsExactly(server.node());
            assertThat(result.error()).isNull();
            assertThat(result.phaseNanos().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(result.nanos());
        }
    }

    @Test
    void anAsynchronousReadWhoseConnectionWasLost() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Routed routed = Routed.over(server)) {
            Peer peer = Routed.accept(server);
            CompletableFuture<Status> future = get("0a").start(followed(routed), LONG);
            answerAtSecondAttempt(server, peer);
            assertThat(end(future)).isEqualTo(Status.HIT);
            assertThat(next().retries()).isEqualTo(1);
        }
    }

    @Test
    void bulkReadsOneOfWhoseConnectionsWasLost() throws Exception {
        try (ScriptedServer one = new ScriptedServer();
                ScriptedServer two = new ScriptedServer();
                Routed routed = Routed.over(one, two)) {
            Peer first = Routed.accept(one);
            Peer second = Routed.accept(two);
            CompletableFuture<BulkOutcome> future = getAll("0a", "1a").start(followed(routed), LONG);
            first.next();
            first.say("VALUE 0a 0 3\r\nabc\r\nEND\r\n");
            second.next();
            second.close();
            Peer again = two.accept();
            again.next();
            again.say("VALUE 1a 0 2\r\nde\r\nEND\r\n");
            end(future);
            CallResult result = next();
            assertThat(result.retries()).isEqualTo(1);
            assertThat(result.nodes()).containsExactly(one.node(), two.node());
            assertThat(result.valueBytesRead()).isEqualTo(5);
            assertThat(result.hits()).isEqualTo(2);
        }
    }

    /** The node of the key cannot be reached, and the one with its copies answers: both took part. */
    @Test
    void aReadThatGoesOnToTheNextHolder() throws Exception {
        try (ScriptedServer gone = new ScriptedServer();
                ScriptedServer holds = new ScriptedServer();
                Routed routed =
                        Routed.over(MemjayListener.NONE, null, parts -> parts, DownNodePolicy.REPLICA, gone, holds)) {
            Peer goes = Routed.accept(gone);
            Peer holder = Routed.accept(holds);
            gone.closeListener();
            goes.close();
            for (boolean waits : new boolean[] {true, false}) {
                CompletableFuture<Status> future = waits
                        ? background(() -> get("0a").run(followed(routed), LONG))
                        : get("0a").start(followed(routed), LONG);
                holder.say(holder.next().hit("v"));
                assertThat(end(future)).isEqualTo(Status.HIT);
                CallResult result = next();
                assertThat(result.nodes()).containsExactly(gone.node(), holds.node());
                assertThat(result.retries()).isPositive();
            }
        }
    }
}
