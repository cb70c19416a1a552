package dev.memjay.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.error.MemjayException;
import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Futures whose completion meets an error have an end all the same, and so has the next. */
class LostCallbackTest {
    private final ScriptedServer server =
            ScriptedServer.answering(asked -> asked.line().startsWith("mg") ? asked.hit("v") : "END\r\n");

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void anExecutorWithoutAThreadLeavesTheCompletionToTheLoop() throws Exception {
        AtomicInteger errors = new AtomicInteger(2);
        try (Routed routed = Routed.over(
                MemjayListener.NONE,
                task -> {
                    if (errors.getAndDecrement() > 0) {
                        throw new OutOfMemoryError("unable to create native thread: of the test");
                    }
                    task.run();
                },
                parts -> parts,
                server)) {
            for (int i = 0; i < 4; i++) {
                assertThat(Routed.end(routed.start("0key", Routed.LONG))).isEqualTo("v");
            }
        }
    }

    @Test
    void aReaderThatFailsFailsItsFuture() throws Exception {
        try (Routed routed = Routed.over(server)) {
            CompletableFuture<String> failing =
                    routed.router.start(ReadRequest.GET, WireKey.plain("0key"), Routed.LONG, done -> {
                        throw new OutOfMemoryError("of the test");
                    });
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> Routed.end(failing))
                    .withCauseInstanceOf(OutOfMemoryError.class);
            assertThat(Routed.end(routed.start("0key", Routed.LONG))).isEqualTo("v");
        }
    }

    @Test
    void anObserverThatFailsEndsNoCall() throws Exception {
        MemjayListener failing = new MemjayListener() {
            @Override
            public void callFailed(Node node, Verb verb, MemjayException error) {
                throw new StackOverflowError("of the test");
            }

            @Override
            public void connectionOpened(Node node) {
                throw new OutOfMemoryError("of the test");
            }

            @Override
            public void connectionLost(Node node, Throwable cause) {
                throw new OutOfMemoryError("of the test");
            }
        };
        try (Routed routed = Routed.over(failing, server)) {
            assertThat(routed.get("0key")).isEqualTo("v");
            routed.router.disconnectAll();
            assertThat(Routed.end(routed.start("0key", Routed.LONG))).isEqualTo("v");
            assertThat(routed.get("0key")).isEqualTo("v");
        }
    }
}
