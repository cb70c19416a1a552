package dev.memjay.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Errors;
import dev.memjay.Keyspace;
import dev.memjay.Views;
import dev.memjay.error.ClosedException;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.LoaderException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Loader;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong while a value is loaded: the value is not lost, and the lease does not outlive its holder. */
class LoadFaultsTest {
    private static final LoadPolicy POLICY = LoadPolicy.standard();

    /** A way to load, and what the node has. */
    enum Form {
        BLOCKING_LEASE(LoadingFace.BLOCKING, true),
        ASYNC_LEASE(LoadingFace.ASYNC, true),
        BULK_BLOCKING_LEASE(LoadingFace.BULK_BLOCKING, true),
        BULK_ASYNC_LEASE(LoadingFace.BULK_ASYNC, true),
        BLOCKING_LOCK(LoadingFace.BLOCKING, false),
        ASYNC_LOCK(LoadingFace.ASYNC, false),
        BULK_BLOCKING_LOCK(LoadingFace.BULK_BLOCKING, false),
        BULK_ASYNC_LOCK(LoadingFace.BULK_ASYNC, false);

        final LoadingFace face;
        final boolean hasLeases;

        Form(LoadingFace face, boolean hasLeases) {
            this.face = face;
            this.hasLeases = hasLeases;
        }
    }

    private LoadingFace face;
    private boolean hasLeases;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger loads = new AtomicInteger();
    private LeaseNode node;
    private Keyspace<String, String> view;

    private void begin(Form form) {
        face = form.face;
        hasLeases = form.hasLeases;
        node = new LeaseNode(hasLeases);
        view = Views.strings(node);
    }

    @AfterEach
    void end() throws InterruptedException {
        Thread.interrupted();
        threads.shutdownNow();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    private static MemjayException lost() {
        return new ConnectionException("lost", Errors.context("complete", true), null);
    }

    private String load(Loader<String, String> loader) {
        return face.load(view, "k", loader, POLICY);
    }

    // ---- The caller is interrupted

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*BLOCKING.*")
    void aValueThatIsLoadedOnAnInterruptedThreadIsReturnedAndStored(Form form) {
        begin(form);

        assertThat(load(key -> {
                    Thread.currentThread().interrupt();
                    return "v";
                }))
                .isEqualTo("v");
        assertThat(Thread.interrupted()).as("the flag").isTrue();
        assertThat(node.item("k")).isEqualTo("v");
        assertThat(node.verbs).contains("complete!").doesNotContain("complete");
        assertThat(node.isFree("k")).isTrue();
        assertThat(node.swallowed).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptionWhileItIsStoredLosesNothing(Form form) {
        begin(form);
        node.fail(
                Verb.COMPLETE,
                new InterruptedCallException("interrupted", Errors.context("complete", true), null),
                true);

        assertThat(load(key -> "v")).isEqualTo("v");
        assertThat(node.item("k")).isEqualTo("v");
        assertThat(node.isFree("k")).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*BLOCKING_LEASE")
    void whatWasInvalidatedMeanwhileIsNotStoredByThePostedWrite(Form form) {
        begin(form);
        load(key -> {
            node.put("k", "newer", false, false);
            Thread.currentThread().interrupt();
            return "v";
        });

        assertThat(node.item("k")).isEqualTo("newer");
    }

    /** Somebody else of this client who waits for the same value. */
    private CompletableFuture<String> follower() {
        return view.async()
                .getOrCompute(
                        "k",
                        key -> {
                            loads.incrementAndGet();
                            return CompletableFuture.completedFuture("followers");
                        },
                        POLICY);
    }

    private void interruptedLeader(Loader<String, String> afterInterruption) throws Exception {
        CountDownLatch isLoading = new CountDownLatch(1);
        Future<String> leader = threads.submit(() -> load(key -> {
            isLoading.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return afterInterruption.load(key);
        }));
        isLoading.await();
        List<CompletableFuture<String>> followers = List.of(follower(), follower(), follower());
        Future<String> blocking = threads.submit(() -> view.getOrCompute("k", key -> {
            loads.incrementAndGet();
            return "followers";
        }));
        leader.cancel(true);

        for (CompletableFuture<String> one : followers) {
            assertThat(one.get(20, TimeUnit.SECONDS)).isIn("followers", "v");
        }
        assertThat(blocking.get(20, TimeUnit.SECONDS)).isIn("followers", "v");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*BLOCKING.*")
    void anInterruptedLoaderLetsAnotherCallerLoad(Form form) throws Exception {
        begin(form);
        interruptedLeader(key -> {
            Thread.interrupted();
            throw new InterruptedException();
        });

        assertThat(loads).hasValue(1);
        assertThat(node.isFree("k")).isTrue();
        assertThat(node.item("k")).isEqualTo("followers");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*BLOCKING.*")
    void soDoesOneThatMakesItsOwnErrorOfTheInterruption(Form form) throws Exception {
        begin(form);
        interruptedLeader(key -> {
            throw new IllegalStateException("the connection was closed by an interrupt");
        });

        assertThat(loads).hasValue(1);
        assertThat(node.item("k")).isEqualTo("followers");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*BLOCKING.*")
    void betweenLoadingAndStoringTheOthersGetTheValue(Form form) throws Exception {
        begin(form);
        interruptedLeader(key -> "v");

        assertThat(loads).hasValue(0);
        assertThat(node.item("k")).isEqualTo("v");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "BLOCKING.*")
    void whereTheCacheCannotBeAskedOneOfTheOthersLoads(Form form) throws Exception {
        begin(form);
        view = view.withFailurePolicy(FailurePolicy.MISS);
        for (int i = 0; i < 20; i++) {
            node.fail(Verb.GET_OR_COMPUTE, Errors.timeout(), false);
        }
        CountDownLatch isLoading = new CountDownLatch(1);
        Future<String> leader = threads.submit(() -> load(key -> {
            isLoading.countDown();
            new CountDownLatch(1).await();
            return "never";
        }));
        isLoading.await();
        CompletableFuture<String> stage = new CompletableFuture<>();
        List<CompletableFuture<String>> followers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            followers.add(view.async()
                    .getOrCompute(
                            "k",
                            key -> {
                                loads.incrementAndGet();
                                return stage;
                            },
                            POLICY));
        }
        leader.cancel(true);
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

        assertThat(loads).hasValue(1);
        stage.complete("v");
        assertThat(followers).allSatisfy(one -> assertThat(one).isCompletedWithValue("v"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "ASYNC.*")
    void theLeadersOwnErrorIsThatOfAll(Form form) {
        begin(form);
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> leader = view.async().getOrCompute("k", key -> stage, POLICY);
        CompletableFuture<String> follower = follower();
        IllegalArgumentException bug = new IllegalArgumentException("bug");
        stage.completeExceptionally(bug);

        assertThatThrownBy(leader::join).hasCause(bug);
        assertThatThrownBy(follower::join).hasCause(bug);
        assertThat(loads).hasValue(0);
        assertThat(node.isFree("k")).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*BLOCKING.*")
    void theInterruptedCallerIsToldSo(Form form) {
        begin(form);

        assertThatThrownBy(() -> load(key -> {
                    throw new InterruptedException();
                }))
                .isInstanceOf(LoaderException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(node.isFree("k")).isTrue();
    }

    // ---- The value cannot be stored

    @ParameterizedTest
    @EnumSource
    void aClientThatIsClosedMeanwhileReturnsTheValueUnstoredAndCounted(Form form) {
        begin(form);
        assertThat(load(key -> {
                    node.closed = true;
                    return "v";
                }))
                .isEqualTo("v");
        assertThat(node.swallowed)
                .hasSize(1)
                .allSatisfy(error -> assertThat(error).isInstanceOf(ClosedException.class));
        assertThat(node.item("k")).isNotEqualTo("v");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*_LEASE")
    void aConnectionLostAtTheStoreIsNotTheEndOfIt(Form form) {
        begin(form);
        node.fail(Verb.COMPLETE, lost(), false);

        assertThat(load(key -> "v")).isEqualTo("v");
        assertThat(node.item("k")).isEqualTo("v");
        assertThat(node.verbs).containsExactly("getOrCompute", "complete", "complete");
        assertThat(node.swallowed).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*_LEASE")
    void anAnswerLostWithItsConnectionIsNotAskedForTwice(Form form) {
        begin(form);
        node.fail(Verb.COMPLETE, lost(), true);

        assertThat(load(key -> "v")).isEqualTo("v");
        assertThat(node.item("k")).isEqualTo("v");
        assertThat(node.isFree("k")).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeStoredAtAllGivesItsLeaseBack(Form form) {
        begin(form);
        for (MemjayException error : Errors.outside()) {
            node = new LeaseNode(hasLeases);
            view = Views.strings(node);
            node.fail(Verb.COMPLETE, error, false);
            node.fail(Verb.COMPLETE, error, false);

            assertThat(load(key -> "v")).isEqualTo("v");
            boolean isSentAgain = hasLeases && error instanceof ConnectionException;
            assertThat(node.verbs.stream().filter("complete"::equals)).hasSize(isSentAgain ? 2 : 1);
            assertThat(node.swallowed).containsExactly(error);
            assertThat(node.isFree("k")).as("free after %s", error).isTrue();
        }
    }

    // ---- Asking fails

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*_LOCK")
    void aLockIsGivenBackWhereTheLookBehindItFails(Form form) {
        begin(form);
        node.failAfter(1, Verb.GET_OR_COMPUTE, Errors.timeout());

        assertThatThrownBy(() -> load(key -> "v")).isInstanceOf(MemjayException.class);
        assertThat(node.verbs).contains("lease");
        assertThat(node.isFree("k")).isTrue();
    }

    // ---- A loader that asks for its own key

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "(BLOCKING|ASYNC).*")
    void aLoaderThatAsksForItsOwnKeyIsRefusedWhileItRuns(Form form) {
        begin(form);

        assertThatThrownBy(() -> load(key -> {
                    try {
                        return view.async()
                                .getOrCompute(key, same -> CompletableFuture.completedFuture("w"), POLICY)
                                .join();
                    } catch (CompletionException e) {
                        throw (RuntimeException) e.getCause();
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("asked the cache for the key");
        assertThatThrownBy(() -> load(key -> view.getOrCompute(key, same -> "w", POLICY)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(node.isFree("k")).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "(BLOCKING|ASYNC).*")
    void alsoWhereTheCacheCannotBeAsked(Form form) {
        begin(form);
        view = view.withFailurePolicy(FailurePolicy.MISS);
        for (int i = 0; i < 2; i++) {
            node.fail(Verb.GET_OR_COMPUTE, Errors.timeout(), false);
        }

        assertThatThrownBy(() -> load(key -> view.getOrCompute(key, same -> "w", POLICY)))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "ASYNC.*")
    void aLoaderThatAsksLaterWaitsNoLongerThanThePolicySays(Form form) {
        begin(form);
        LoadPolicy impatient = POLICY.maxWait(Duration.ofMillis(1));
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> whole = view.async().getOrCompute("k", key -> stage, impatient);
        view.async()
                .getOrCompute("k", key -> CompletableFuture.completedFuture("inner"), impatient)
                .thenAccept(inner -> stage.complete("outer of " + inner));

        assertThat(whole.join()).isEqualTo("outer of inner");
    }

    // ---- The caller gives up

    private CompletableFuture<?> started(CompletableFuture<Map<String, String>> stage) {
        return face == LoadingFace.ASYNC
                ? view.async().getOrCompute("k", key -> stage.thenApply(all -> all.get("k")), POLICY)
                : view.async().getAllOrCompute(List.of("k"), keys -> stage, POLICY);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*ASYNC.*")
    void aLeaseThatComesAfterGivingUpIsGivenBack(Form form) {
        begin(form);
        node.hold();
        CompletableFuture<?> result = started(new CompletableFuture<>());
        result.cancel(false);
        node.answer();

        assertThat(node.isFree("k")).isTrue();
        assertThat(node.verbs).doesNotContain("complete");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*ASYNC.*")
    void aLoadThatHasBegunIsStoredForTheOthers(Form form) {
        begin(form);
        CompletableFuture<Map<String, String>> stage = new CompletableFuture<>();
        CompletableFuture<?> result = started(stage);
        result.cancel(false);
        stage.complete(Map.of("k", "v"));

        assertThat(node.item("k")).isEqualTo("v");
        assertThat(node.isFree("k")).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*ASYNC.*")
    void whatIsWaitedForIsAskedForNoMoreAfterGivingUp(Form form) {
        begin(form);
        node.take("k");
        CompletableFuture<?> result = started(new CompletableFuture<>());
        result.cancel(false);
        node.remove("k");

        assertThat(node.loads().flights().size()).isZero();
    }
}
