package dev.memjay.internal.route;

import static dev.memjay.internal.route.Routed.LONG;
import static dev.memjay.internal.route.Routed.background;
import static dev.memjay.internal.route.Routed.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.ProtocolException;
import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.Verb;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is sent a second time after a connection was lost, and what is not. */
class RetryTest {
    private final ScriptedServer server = new ScriptedServer();
    private final Routed routed = Routed.over(server);

    @AfterEach
    void close() {
        routed.close();
        server.close();
    }

    @Test
    void readIsRetriedOnce() throws Exception {
        Peer first = Routed.accept(server);
        CompletableFuture<String> call = background(() -> routed.get("0a"));
        first.next();
        first.close();
        Peer second = Routed.accept(server);
        second.say(second.next().hit("1"));
        assertThat(end(call)).isEqualTo("1");
        assertThat(routed.router.metrics().nodes().get(0).verbs().get(Verb.GET).retries())
                .isEqualTo(1);
    }

    @Test
    void readIsNotRetriedTwice() throws Exception {
        Peer first = Routed.accept(server);
        CompletableFuture<String> call = background(() -> routed.get("0a"));
        first.next();
        first.close();
        Peer second = Routed.accept(server);
        second.next();
        second.close();
        assertThatThrownBy(() -> end(call))
                .cause()
                .isInstanceOf(ConnectionException.class)
                .asInstanceOf(type(MemjayException.class))
                .returns(false, MemjayException::mayHaveBeenApplied);
    }

    @Test
    void futureOfAReadIsRetriedOnce() throws Exception {
        Peer first = Routed.accept(server);
        CompletableFuture<String> call = routed.start("0a", LONG);
        first.next();
        first.close();
        Peer second = Routed.accept(server);
        second.say(second.next().hit("1"));
        assertThat(end(call)).isEqualTo("1");
    }

    @Test
    void writtenWriteIsNotRetried() throws Exception {
        Peer first = Routed.accept(server);
        CompletableFuture<?> call = background(() -> routed.call(Routed.set(new byte[1]), "0a", LONG));
        first.next();
        first.close();
        assertThatThrownBy(() -> end(call))
                .cause()
                .isInstanceOf(ConnectionException.class)
                .asInstanceOf(type(MemjayException.class))
                .returns(true, MemjayException::mayHaveBeenApplied);
        assertNothingElseComes();
    }

    @Test
    void readThatChangesTheItemIsNotRetried() throws Exception {
        Peer first = Routed.accept(server);
        Request getAndTouch = ReadRequest.getAndTouch(100);
        CompletableFuture<?> call = background(() -> routed.call(getAndTouch, "0a", LONG));
        first.next();
        first.close();
        assertThatThrownBy(() -> end(call)).cause().isInstanceOf(ConnectionException.class);
        assertNothingElseComes();
    }

    @Test
    void poisonedReadIsNotRetried() throws Exception {
        Peer first = Routed.accept(server);
        CompletableFuture<String> call = background(() -> routed.get("0a"));
        first.next();
        first.say("nonsense\r\n");
        assertThatThrownBy(() -> end(call)).cause().isInstanceOf(ProtocolException.class);
        assertNothingElseComes();
    }

    @Test
    void unwrittenOperationMovesToAFreshConnection() throws Exception {
        Peer first = Routed.accept(server);
        routed.router.awaitReady(LONG);
        CompletableFuture<?> big =
                routed.router.start(Routed.set(new byte[32 << 20]), WireKey.plain("0big"), LONG, done -> done);
        CompletableFuture<Status> small = background(() -> routed.call(Routed.set(new byte[1]), "0small", LONG).status);
        CompletableFuture<String> future = routed.start("0future", LONG);
        awaitInFlight(3);
        first.reset();
        Peer second = Routed.accept(server);
        for (int i = 0; i < 2; i++) {
            Asked asked = second.next();
            second.say(asked.line().startsWith("ms") ? asked.stored() : asked.hit("1"));
        }
        assertThat(end(small)).isEqualTo(Status.STORED);
        assertThat(end(future)).isEqualTo("1");
        assertThatThrownBy(() -> end(big))
                .cause()
                .asInstanceOf(type(MemjayException.class))
                .returns(true, MemjayException::mayHaveBeenApplied);
    }

    private void awaitInFlight(int count) {
        while (routed.router.metrics().nodes().get(0).inFlight() != count) {
            Thread.yield();
        }
    }

    /** The next that the server hears is the next call. */
    private void assertNothingElseComes() throws Exception {
        Peer next = Routed.accept(server);
        CompletableFuture<String> call = background(() -> routed.get("0next"));
        Asked asked = next.next();
        assertThat(asked.key()).isEqualTo("0next");
        next.say(asked.hit("2"));
        assertThat(end(call)).isEqualTo("2");
    }
}
