package dev.memjay.internal.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two drivers of a script: the same steps in the same order, and each its own way to wait, to be interrupted or given up. */
class ScriptTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final MemjayException FAILURE = new MemjayException("failed", MemjayException.Context.NONE, null);

    /** How a script is driven to its end. */
    enum Driver {
        ON_CALLER {
            @Override
            <R> R end(Script<R> script) {
                return script.run();
            }
        },
        DETACHED {
            @Override
            <R> R end(Script<R> script) throws Exception {
                try {
                    return script.start(Runnable::run).get(20, TimeUnit.SECONDS);
                } catch (java.util.concurrent.ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException cause) {
                        throw cause;
                    }
                    throw new CompletionException(e.getCause());
                }
            }
        };

        abstract <R> R end(Script<R> script) throws Exception;
    }

    /** What happened, in order. */
    private final List<String> log = new ArrayList<>();

    /** The questions of the script under test that are not answered yet. */
    private final List<CompletableFuture<String>> open = new ArrayList<>();

    /** The time that each question was given. */
    private final List<Long> limits = new ArrayList<>();

    /** The clock when each question had been given its time. */
    private final List<Long> askedAt = new ArrayList<>();

    private boolean goesOn;

    private final class Logged extends Script<String> {
        private final Callable<Step<String>> first;

        Logged(Callable<Step<String>> first) {
            super("test", MINUTE);
            this.first = first;
        }

        @Override
        protected Step<String> begin() {
            try {
                return first.call();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected String recovered(MemjayException error) {
            log.add("recovered");
            throw error;
        }

        @Override
        protected void ended() {
            log.add("ended");
        }

        @Override
        protected boolean goesOn() {
            return goesOn;
        }
    }

    /** A question that is answered at once. */
    private record Answered(String answer, Function<String, Step<String>> then) implements Step.Ask<String, String> {
        @Override
        public String run(long nanos) {
            return answer;
        }

        @Override
        public CompletableFuture<String> start(long nanos) {
            return CompletableFuture.completedFuture(answer);
        }

        @Override
        public Step<String> answered(String said) {
            return then.apply(said);
        }
    }

    /** A question that fails. */
    private record Failing(RuntimeException error, @Nullable Function<Throwable, Step<String>> orElse)
            implements Step.Ask<String, String> {
        @Override
        public String run(long nanos) {
            throw error;
        }

        @Override
        public CompletableFuture<String> start(long nanos) {
            return CompletableFuture.failedFuture(new CompletionException(error));
        }

        @Override
        public Step<String> answered(String said) {
            throw new AssertionError();
        }

        @Override
        public Step<String> failed(Throwable failure) {
            return orElse == null ? Step.Ask.super.failed(failure) : orElse.apply(failure);
        }
    }

    /** A question that the test answers. */
    private final class Open implements Step.Ask<String, String> {
        private final boolean takes;
        private final Function<String, Step<String>> then;

        Open(boolean takes, Function<String, Step<String>> then) {
            this.takes = takes;
            this.then = then;
        }

        @Override
        public String run(long nanos) {
            throw new AssertionError();
        }

        @Override
        public CompletableFuture<String> start(long nanos) {
            log.add("asked");
            limits.add(nanos);
            askedAt.add(System.nanoTime());
            CompletableFuture<String> question = new CompletableFuture<>();
            open.add(question);
            return question;
        }

        @Override
        public Step<String> answered(String answer) {
            log.add(answer);
            return then.apply(answer);
        }

        @Override
        public boolean takes() {
            return takes;
        }

        @Override
        public void late(String answer) {
            log.add("late " + answer);
        }
    }

    private static Step<String> done(String result) {
        return new Step.Done<>(result);
    }

    private static <A> Step<String> code(
            Callable<CompletionStage<A>> code,
            Function<A, Step<String>> then,
            Function<Throwable, Step<String>> failed) {
        return new Step.Foreign<>(code, then, failed);
    }

    @AfterEach
    void clearTheFlag() {
        Thread.interrupted();
    }

    @ParameterizedTest
    @EnumSource
    void everyStepGoesOnWithWhatItBrought(Driver driver) throws Exception {
        CompletableFuture<String> event = CompletableFuture.completedFuture("landed");
        Script<String> script = new Logged(() -> new Answered(
                "a",
                a -> new Step.Pause<>(
                        1,
                        () -> new Step.Await<>(
                                event,
                                1,
                                end -> code(
                                        () -> CompletableFuture.completedFuture("made"),
                                        made -> done(a + " " + end + " " + made),
                                        Step.Failed::new)))));

        assertThat(driver.end(script)).isEqualTo("a landed made");
        assertThat(log).containsExactly("ended");
    }

    @ParameterizedTest
    @EnumSource
    void aWaitThatIsOverGoesOnWithNothing(Driver driver) throws Exception {
        for (long nanos : new long[] {0, 1, 1_000_000}) {
            Script<String> script = new Logged(
                    () -> new Step.Await<>(new CompletableFuture<String>(), nanos, end -> done(String.valueOf(end))));

            assertThat(driver.end(script)).isEqualTo("null");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailureEndsTheScriptOrIsGoneOnFrom(Driver driver) throws Exception {
        assertThatThrownBy(() -> driver.end(new Logged(() -> new Failing(FAILURE, null))))
                .isSameAs(FAILURE);
        assertThat(log).containsExactly("ended", "recovered");

        log.clear();
        assertThat(driver.end(new Logged(() -> new Failing(FAILURE, error -> done("after " + error.getMessage())))))
                .isEqualTo("after failed");
        assertThat(log).containsExactly("ended");
    }

    @ParameterizedTest
    @EnumSource
    void whatAContinuationThrowsIsTheEnd(Driver driver) {
        IllegalStateException own = new IllegalStateException("own");
        Function<Object, Step<String>> throwing = any -> {
            throw own;
        };
        List<Step<String>> steps = List.of(
                new Answered("a", throwing::apply),
                new Failing(FAILURE, throwing::apply),
                new Step.Pause<>(1, () -> throwing.apply("")),
                new Step.Await<>(CompletableFuture.completedFuture(""), 1, throwing::apply),
                code(() -> CompletableFuture.completedFuture(""), throwing::apply, Step.Failed::new),
                code(
                        () -> {
                            throw own;
                        },
                        throwing::apply,
                        Step.Failed::new),
                new Step.Failed<>(own));
        for (Step<String> step : steps) {
            log.clear();
            assertThatThrownBy(() -> driver.end(new Logged(() -> step))).isSameAs(own);
            assertThat(log).containsExactly("ended");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCallersCodeFailsAsItIs(Driver driver) throws Exception {
        IOException disk = new IOException("disk");
        List<Callable<CompletionStage<String>>> codes = List.of(
                () -> {
                    throw disk;
                },
                () -> CompletableFuture.failedFuture(disk),
                () -> CompletableFuture.supplyAsync(() -> {
                    throw new CompletionException(disk);
                }));
        for (Callable<CompletionStage<String>> code : codes) {
            Script<String> script = new Logged(() -> code(code, ScriptTest::done, error -> done(error.toString())));

            assertThat(driver.end(script)).isEqualTo(disk.toString());
        }
        assertThat(driver.end(new Logged(() -> code(() -> null, ScriptTest::done, error -> done("refused")))))
                .isEqualTo("refused");
    }

    @ParameterizedTest
    @EnumSource
    void answersThatAreThereAlreadyDoNotNest(Driver driver) throws Exception {
        int[] left = {1_000_000};
        Script<String> script = new Logged(new Callable<>() {
            @Override
            public Step<String> call() {
                return left[0]-- == 0 ? done("all") : new Answered("a", a -> call());
            }
        });

        assertThat(driver.end(script)).isEqualTo("all");
    }

    @Nested
    class Blocking {
        /** Whoever parks may be woken for no reason. */
        @Test
        void aPauseIsNotShortenedByAStrayWakingUp() {
            long nanos = TimeUnit.MILLISECONDS.toNanos(5);
            LockSupport.unpark(Thread.currentThread());
            long begun = System.nanoTime();

            assertThat(new Logged(() -> new Step.Pause<>(nanos, () -> done("after"))).run())
                    .isEqualTo("after");
            assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(nanos);
        }

        private Step<String> waiting(String what) {
            CompletableFuture<String> never = new CompletableFuture<>();
            return what.equals("pause")
                    ? new Step.Pause<>(MINUTE, () -> done("not interrupted"))
                    : new Step.Await<>(never, MINUTE, end -> done("not interrupted"));
        }

        @Test
        void anInterruptionEndsTheWaitingAndTheFlagStays() {
            for (String what : List.of("pause", "await")) {
                log.clear();
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> new Logged(() -> waiting(what)).run())
                        .isInstanceOf(InterruptedCallException.class);
                assertThat(log).containsExactly("ended", "recovered");
                assertThat(Thread.interrupted()).isTrue();
            }
        }

        @Test
        void anInterruptedCodeLeavesTheFlagSet() {
            Script<String> script = new Logged(() -> code(
                    () -> {
                        throw new InterruptedException();
                    },
                    ScriptTest::done,
                    error -> done(error.getClass().getSimpleName())));

            assertThat(script.run()).isEqualTo("InterruptedException");
            assertThat(Thread.interrupted()).isTrue();
        }

        @Test
        void codeThatSetsTheFlagKeepsItsValue() {
            Script<String> script = new Logged(() -> code(
                    () -> {
                        Thread.currentThread().interrupt();
                        return CompletableFuture.completedFuture("v");
                    },
                    ScriptTest::done,
                    Step.Failed::new));

            assertThat(script.run()).isEqualTo("v");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Nested
    class GivingUp {
        private CompletableFuture<String> started(Step<String> first) {
            return new Logged(() -> first).start(Runnable::run);
        }

        @Test
        void givesUpWhatIsInFlightAndAsksNothingMore() {
            CompletableFuture<String> result = started(new Open(false, a -> new Open(false, b -> done("both"))));
            open.get(0).complete("a");
            result.cancel(false);

            assertThat(open.get(1)).isCancelled();
            assertThat(log).containsExactly("asked", "a", "asked", "ended");
        }

        @Test
        void aWaitGoesOnWithTheEndThatComesLater() {
            CompletableFuture<String> others = new CompletableFuture<>();
            CompletableFuture<String> result = started(new Step.Await<>(others, MINUTE, ScriptTest::done));
            assertThat(result).isNotDone();

            others.complete("landed");
            assertThat(result).isCompletedWithValue("landed");
        }

        @Test
        void aScriptThatDoesNotSayOtherwiseDoesNotGoOn() {
            Script<String> script = new Script<>("test", MINUTE) {
                @Override
                protected Step<String> begin() {
                    return new Open(false, a -> new Open(false, ScriptTest::done));
                }
            };
            script.start(Runnable::run).cancel(false);

            assertThat(open.get(0)).isCancelled();
            assertThat(log).containsExactly("asked");
        }

        /** A future that throws at waiting on the event loop makes the script's future do the same. */
        @Test
        void theResultIsAFutureOfTheKindOfTheFirstAnswers() {
            CompletableFuture<String> own = new CompletableFuture<>() {
                @Override
                public <U> CompletableFuture<U> newIncompleteFuture() {
                    CompletableFuture<U> derived = new CompletableFuture<>();
                    derived.obtrudeException(new IllegalStateException("derived"));
                    return derived;
                }
            };

            assertThat(started(Step.ask(nanos -> "", nanos -> own, ScriptTest::done)))
                    .isCompletedExceptionally();
        }

        @Test
        void beforeTheFirstAnswerItIsTheSame() {
            CompletableFuture<String> result = started(new Open(false, a -> new Open(false, b -> done("both"))));
            result.completeExceptionally(new IllegalStateException("given up"));

            assertThat(open.get(0)).isCancelled();
            assertThat(log).containsExactly("asked", "ended");
        }

        @Test
        void whatTakesIsWaitedForAndGivenBack() {
            CompletableFuture<String> result = started(new Open(true, a -> new Open(false, b -> done("both"))));
            result.cancel(false);

            assertThat(open.get(0)).isNotDone();
            assertThat(log).containsExactly("asked");
            open.get(0).complete("a");
            assertThat(log).containsExactly("asked", "late a", "ended");
        }

        @Test
        void whatTakesAndFailsHasNothingToGiveBack() {
            CompletableFuture<String> result = started(new Open(true, ScriptTest::done));
            result.cancel(false);
            open.get(0).completeExceptionally(FAILURE);

            assertThat(log).containsExactly("asked", "ended");
        }

        @Test
        void whatGoesOnForOthersIsNotGivenUp() {
            goesOn = true;
            CompletableFuture<String> result = started(new Open(false, a -> new Open(false, b -> done("both"))));
            result.cancel(false);
            open.get(0).complete("a");
            open.get(1).complete("b");

            assertThat(log).containsExactly("asked", "a", "asked", "b", "ended");
            assertThat(result).isCancelled();
        }

        @Test
        void aPauseAndAWaitEnd() {
            CompletableFuture<String> others = new CompletableFuture<>();
            for (Step<String> waiting : List.<Step<String>>of(
                    new Step.Pause<>(MINUTE, () -> done("late")),
                    new Step.Await<>(others, MINUTE, end -> done("late")))) {
                log.clear();
                CompletableFuture<String> result = started(waiting);
                assertThat(result).isNotDone();
                result.cancel(false);
                assertThat(log).containsExactly("ended");
            }
            assertThat(others).isNotDone();
        }

        @Test
        void codeThatIsUnderWayIsNotGivenUpButNothingFollows() {
            CompletableFuture<String> stage = new CompletableFuture<>();
            CompletableFuture<String> result =
                    started(code(() -> stage, made -> new Open(false, ScriptTest::done), Step.Failed::new));
            result.cancel(false);
            assertThat(stage).isNotDone();
            stage.complete("made");

            assertThat(log).containsExactly("ended");
        }

        /** The moment between the look at the result and the time when what is waited for can be seen. */
        @Test
        void aQuestionThatIsAskedJustThenIsGivenUpToo() {
            List<CompletableFuture<String>> results = new ArrayList<>();
            results.add(started(new Open(
                    false,
                    a -> new Step.Verb<>(
                            nanos -> "never",
                            nanos -> {
                                results.get(0).cancel(false);
                                CompletableFuture<String> question = new CompletableFuture<>();
                                open.add(question);
                                return question;
                            },
                            ScriptTest::done))));
            open.get(0).complete("a");

            assertThat(open.get(1)).isCancelled();
            assertThat(log).containsExactly("asked", "a", "ended");
        }

        @Test
        void aWaitThatBeginsJustThenEndsToo() {
            List<CompletableFuture<String>> results = new ArrayList<>();
            CompletableFuture<String> event = new CompletableFuture<>() {
                @Override
                public CompletableFuture<String> copy() {
                    results.get(0).cancel(false);
                    return super.copy();
                }
            };
            results.add(started(new Open(false, a -> new Step.Await<>(event, MINUTE, ScriptTest::done))));
            open.get(0).complete("a");

            assertThat(log).containsExactly("asked", "a", "ended");
        }

        /** A question that takes something, asked just then, is waited for, and a result that is there just then given back. */
        @Test
        void whatIsTakenJustThenIsGivenBack() {
            List<CompletableFuture<String>> results = new ArrayList<>();
            List<String> unheard = new ArrayList<>();
            Script<String> script = new Script<>("test", MINUTE) {
                @Override
                protected Step<String> begin() {
                    return new Open(true, a -> {
                        results.get(0).cancel(false);
                        return done("lease");
                    });
                }

                @Override
                protected void unheard(String result) {
                    unheard.add(result);
                }
            };
            results.add(script.start(Runnable::run));
            open.get(0).complete("a");

            assertThat(unheard).containsExactly("lease");
        }

        @Test
        void aResultFromOutsideWhileAStepIsMadeIsSeenBeforeTheNext() {
            List<CompletableFuture<String>> results = new ArrayList<>();
            results.add(started(new Open(false, a -> {
                results.get(0).cancel(false);
                return new Open(false, ScriptTest::done);
            })));
            open.get(0).complete("a");

            assertThat(log).containsExactly("asked", "a", "ended");
        }
    }

    /** A script of three questions, the second of which takes something, and which holds that until it is stored or given back. */
    private static final class Holding extends Script<String> {
        final List<CompletableFuture<String>> asked = new CopyOnWriteArrayList<>();
        final AtomicInteger ends = new AtomicInteger();
        final AtomicInteger taken = new AtomicInteger();
        private boolean isHeld;

        Holding() {
            super("test", MINUTE);
        }

        private Step.Ask<String, String> question(boolean takes, Function<String, Step<String>> then) {
            return new Step.Ask<>() {
                @Override
                public String run(long nanos) {
                    throw new AssertionError();
                }

                @Override
                public CompletableFuture<String> start(long nanos) {
                    CompletableFuture<String> question = new CompletableFuture<>();
                    asked.add(question);
                    return question;
                }

                @Override
                public Step<String> answered(String answer) {
                    return then.apply(answer);
                }

                @Override
                public boolean takes() {
                    return takes;
                }

                @Override
                public void late(String answer) {
                    take();
                }
            };
        }

        private void take() {
            isHeld = true;
            taken.incrementAndGet();
        }

        @Override
        protected Step<String> begin() {
            return question(
                    false,
                    a -> question(true, b -> {
                        take();
                        return question(false, c -> {
                            isHeld = false;
                            taken.decrementAndGet();
                            return done("stored");
                        });
                    }));
        }

        @Override
        protected void ended() {
            ends.incrementAndGet();
            if (isHeld) {
                isHeld = false;
                taken.decrementAndGet();
            }
        }
    }

    /** Whoever answers and whoever gives up meet in every order: the script ends once, keeps nothing, and asks nothing later. */
    @Test
    void answersAndGivingUpMayMeetAtAnyPoint() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < 6_000; i++) {
                int answersBefore = i % 3;
                Holding script = new Holding();
                CompletableFuture<String> result = script.start(Runnable::run);
                for (int k = 0; k < answersBefore; k++) {
                    script.asked.get(k).complete("answer");
                }
                CyclicBarrier together = new CyclicBarrier(2);
                Future<?> answering = threads.submit(() -> {
                    together.await();
                    // The list grows as the answers come.
                    for (int k = answersBefore; k < script.asked.size(); k++) {
                        script.asked.get(k).complete("answer");
                    }
                    return null;
                });
                Future<?> givingUp = threads.submit(() -> {
                    together.await();
                    return result.cancel(false);
                });
                answering.get(20, TimeUnit.SECONDS);
                givingUp.get(20, TimeUnit.SECONDS);

                assertThat(result).isDone();
                assertThat(script.ends).as("ends in run %d", i).hasValue(1);
                assertThat(script.taken).as("held in run %d", i).hasValue(0);
                assertThat(script.asked.get(script.asked.size() - 1)).isDone();
            }
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void allQuestionsShareOneDeadlineUnlessTheTimeIsRenewed() {
        long[] renewed = new long[2];
        long[] made = {System.nanoTime(), 0};
        Script<String> script = new Script<>("test", MINUTE) {
            @Override
            protected Step<String> begin() {
                return new Open(
                        false,
                        a -> new Open(false, b -> {
                            renewed[0] = System.nanoTime();
                            renewTime();
                            renewed[1] = System.nanoTime();
                            return new Open(false, ScriptTest::done);
                        }));
            }
        };
        made[1] = System.nanoTime();
        long first = laterThan(made[1]);
        CompletableFuture<String> result = script.start(Runnable::run);
        long second = laterThan(askedAt.get(0));
        open.get(0).complete("answer");
        laterThan(askedAt.get(1));
        open.get(1).complete("answer");
        open.get(2).complete("answer");

        assertThat(result).isCompletedWithValue("answer");
        assertEndsAMinuteAfter(made, 0, first);
        assertEndsAMinuteAfter(made, 1, second);
        assertEndsAMinuteAfter(renewed, 2, renewed[1]);
    }

    /** A reading of the clock that is later by enough to be told from what a few steps take. */
    private static long laterThan(long time) {
        long now = System.nanoTime();
        while (now - time < 1_000_000) {
            Thread.onSpinWait();
            now = System.nanoTime();
        }
        return now;
    }

    /**
     * Whatever pauses there are: the readings before and after an event enclose its time.
     *
     * @param begun the clock before and after the script's time began
     * @param before the clock before the question was asked
     */
    private void assertEndsAMinuteAfter(long[] begun, int question, long before) {
        long limit = limits.get(question);
        assertThat(limit).isLessThanOrEqualTo(MINUTE - (before - begun[1]));
        assertThat(limit).isGreaterThanOrEqualTo(MINUTE - (askedAt.get(question) - begun[0]));
    }

    @Test
    void aQuestionThatComesTooLateHasANanosecond() {
        Script<String> script = new Script<>("test", 0) {
            @Override
            protected Step<String> begin() {
                return new Open(false, ScriptTest::done);
            }
        };
        script.start(Runnable::run).cancel(false);

        assertThat(limits).containsExactly(1L);
    }
}
