package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.codec.Codec;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.Node;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every call of several commands keeps: one deadline, and silence once its caller has given up. */
class CallsOfSeveralCommandsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** A call, and answers that make it send what it can send. */
    enum Several {
        UPDATE(
                view -> view.update("k", "first", text -> text + "!"),
                view -> view.async().update("k", "first", text -> text + "!")) {
            @Override
            void answers(FakeEngine engine) {
                engine.finds("a", 0)
                        .answers(Status.EXISTS)
                        .answers(Status.MISS)
                        .answers(Status.NOT_STORED)
                        .finds("b", 0)
                        .answers(Status.STORED);
            }
        },
        APPEND_OR_CREATE(
                view -> view.appendOrCreate("k", "part", Memjay.NEVER),
                view -> view.async().appendOrCreate("k", "part", Memjay.NEVER)) {
            @Override
            void answers(FakeEngine engine) {
                engine.answers(Status.NOT_STORED)
                        .answers(Status.NOT_STORED)
                        .answers(Status.NOT_STORED)
                        .answers(Status.STORED);
            }
        },
        TOMBSTONE(
                view -> {
                    view.leases().tombstone("k", Duration.ofMinutes(1));
                    return true;
                },
                view -> view.async().leases().tombstone("k", Duration.ofMinutes(1))) {
            @Override
            void answers(FakeEngine engine) {
                engine.finds("a", 0)
                        .answers(Status.DELETED)
                        .answers(Status.MISS)
                        .answers(Status.DELETED);
            }
        },
        SET_VERSIONED(
                view -> {
                    view.leases().setVersioned("k", "v", 7, Memjay.NEVER);
                    return true;
                },
                view -> view.async().leases().setVersioned("k", "v", 7, Memjay.NEVER)) {
            @Override
            void answers(FakeEngine engine) {
                engine.textAnswers(Node.of("k", 1), List.of("VERSION 1.6.40")).answers(Status.STORED);
            }
        },
        GENERATION(
                view -> Generations.of(view, "part").current(),
                view -> Generations.of(view, "part").async().current()) {
            @Override
            void answers(FakeEngine engine) {
                engine.answers(Status.MISS)
                        .answers(Status.NOT_STORED)
                        .answers(Status.MISS)
                        .answers(Status.STORED);
            }
        };

        final Function<Keyspace<String, String>, Object> blocking;
        final Function<Keyspace<String, String>, CompletableFuture<?>> async;

        Several(
                Function<Keyspace<String, String>, Object> blocking,
                Function<Keyspace<String, String>, CompletableFuture<?>> async) {
            this.blocking = blocking;
            this.async = async;
        }

        abstract void answers(FakeEngine engine);
    }

    private static Keyspace<String, String> view(FakeEngine engine) {
        return Views.strings(engine).withTimeout(TIMEOUT);
    }

    private static void assertOneDeadline(FakeEngine engine) {
        List<Long> limits = engine.limits;
        assertThat(limits.get(0)).isLessThanOrEqualTo(TIMEOUT.toNanos());
        for (int i = 1; i < limits.size(); i++) {
            assertThat(limits.get(i)).as("command %d of %s", i, engine.sent).isLessThan(limits.get(i - 1));
        }
        assertThat(limits).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @EnumSource
    void allCommandsShareOneDeadline(Several call) {
        FakeEngine engine = new FakeEngine();
        call.answers(engine);
        call.blocking.apply(view(engine));

        assertOneDeadline(engine);
    }

    @ParameterizedTest
    @EnumSource
    void allCommandsShareOneDeadlineWithoutWaiting(Several call) {
        FakeEngine engine = new FakeEngine();
        call.answers(engine);
        call.async.apply(view(engine)).join();

        assertOneDeadline(engine);
    }

    /** Gives up after each of the commands that the call sends, and lets the server answer all the same. */
    @ParameterizedTest
    @EnumSource
    void nothingIsSentAfterGivingUp(Several call) throws Exception {
        FakeEngine whole = new FakeEngine();
        call.answers(whole);
        call.blocking.apply(view(whole));
        for (int answered = 0; answered < whole.limits.size(); answered++) {
            HeldEngine engine = new HeldEngine();
            call.answers(engine);
            CompletableFuture<?> result = call.async.apply(view(engine));
            for (int i = 0; i < answered; i++) {
                engine.answerNext();
                engine.awaitCall();
            }
            int before = engine.asked.size();
            result.cancel(false);

            assertThat(engine.isGivenUp())
                    .as("%s after %d answers", call, answered)
                    .isTrue();
            engine.answerNext();
            assertThat(engine.asked).as("%s after %d answers", call, answered).hasSize(before);
            assertThat(engine.isWaiting()).isFalse();
        }
    }

    @Test
    void aLargeValueGivenUpBetweenItsPartsSendsNothingMore() throws Exception {
        HeldEngine engine = new HeldEngine();
        LargeValues<byte[]> large =
                LargeValues.of(Views.strings(engine), Codec.bytes()).chunkLength(1024);
        CompletableFuture<Boolean> written = large.async().set("k", new byte[40 * 1024]);
        int before = engine.asked.size();
        written.cancel(false);

        assertThat(engine.isGivenUp()).isTrue();
        engine.answerNext();
        assertThat(engine.asked).hasSize(before);
    }

    @Test
    void aLeaseThatComesTooLateIsGivenBack() {
        HeldEngine engine = new HeldEngine();
        engine.finds("", 0, 7, (byte) dev.memjay.internal.wire.Exchange.WON, null);
        CompletableFuture<AsyncLease<String>> lease =
                Views.strings(engine).async().leases().lease("k");
        lease.cancel(false);
        assertThat(engine.posted).isEmpty();
        engine.answerNext();

        assertThat(engine.posted).containsExactly("k");
    }
}
