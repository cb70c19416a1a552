package dev.memjay.junit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

class MemcachedExtensionTest {
    private static Events run(Class<?> testClass) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(testClass))
                .execute()
                .testEvents();
    }

    private static final Set<Memcached> GIVEN = new HashSet<>();

    @WithMemcached
    static class Careless {
        @Test
        void sendsAnOverlongKey(Memcached memcached) throws IOException {
            WithMemcachedTest.ask(memcached.host(), memcached.port(), "get " + "k".repeat(251) + "\r\n");
        }
    }

    @WithMemcached
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class CarelessOnce {
        @BeforeAll
        static void start(Memcached memcached) {
            GIVEN.add(memcached);
        }

        @Test
        void first(Memcached memcached) throws IOException {
            WithMemcachedTest.ask(memcached.host(), memcached.port(), "ms a x\r\n");
        }

        @Test
        void second(Memcached memcached) throws IOException {
            WithMemcachedTest.ask(memcached.host(), memcached.port(), "mn\r\n");
        }
    }

    @WithMemcached
    static class CarelessAtTheEnd {
        private static @Nullable Memcached shared;

        @BeforeAll
        static void start(Memcached memcached) {
            shared = memcached;
        }

        @Test
        void careful() {}

        @AfterAll
        static void careless() throws IOException {
            Memcached memcached = requireNonNull(shared);
            WithMemcachedTest.ask(memcached.host(), memcached.port(), "set a 0 0 x\r\n");
        }
    }

    @WithMemcached(hardened = false)
    static class Forgiven {
        @Test
        void sendsAnOverlongKey(Memcached memcached) throws IOException {
            WithMemcachedTest.ask(memcached.host(), memcached.port(), "get " + "k".repeat(251) + "\r\n");
        }
    }

    @WithMemcached
    static class Separate {
        @Test
        void one(Memcached memcached) {
            GIVEN.add(memcached);
        }

        @Test
        void two(Memcached memcached) {
            GIVEN.add(memcached);
        }
    }

    @WithMemcached
    static class Shared {
        @BeforeAll
        static void start(Memcached memcached) {
            GIVEN.add(memcached);
        }

        @Test
        void one(Memcached memcached) {
            assertThat(GIVEN).containsExactly(memcached);
        }

        @Test
        void two(Memcached memcached) {
            assertThat(GIVEN).containsExactly(memcached);
        }
    }

    /** Compiled against JUnit 6, the extension must not call what JUnit 5 has not. */
    @Test
    void theExtensionCallsNothingThatIsNewInJunit6() throws IOException {
        try (InputStream compiled = MemcachedExtension.class.getResourceAsStream("MemcachedExtension.class")) {
            String names = new String(requireNonNull(compiled).readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(names).contains("getStore").doesNotContain("omputeIfAbsent");
        }
    }

    @WithMemcached
    static class OfConstructor {
        OfConstructor(Memcached memcached) {
            GIVEN.add(memcached);
        }

        @Test
        void one() {}

        @Test
        void two() {}
    }

    @Test
    void serverOfAConstructorIsShared() {
        GIVEN.clear();
        run(OfConstructor.class)
                .assertStatistics(statistics -> statistics.succeeded(2).failed(0));
        assertThat(GIVEN).hasSize(1);
        assertClosed();
    }

    @Test
    void carelessClientFailsItsTestWithTheLine() {
        run(Careless.class)
                .assertThatEvents()
                .haveExactly(1, event(finishedWithFailure(message(text -> text.contains("get kkkkkkkk")))));
    }

    @Test
    void onlyTheTestThatSentTheLineFails() {
        GIVEN.clear();
        Events events = run(CarelessOnce.class);
        events.assertStatistics(statistics -> statistics.succeeded(1).failed(1));
        events.assertThatEvents()
                .haveExactly(1, event(test("first"), finishedWithFailure(message(text -> text.endsWith("[ms a x]")))));
        assertClosed();
    }

    @Test
    void aClassFailsForWhatItSentAtItsEnd() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(CarelessAtTheEnd.class))
                .execute()
                .containerEvents()
                .assertThatEvents()
                .haveExactly(1, event(finishedWithFailure(message(text -> text.endsWith("[set a 0 0 x]")))));
    }

    @Test
    void carelessClientPassesWhereNothingIsHardened() {
        run(Forgiven.class)
                .assertStatistics(statistics -> statistics.succeeded(1).failed(0));
    }

    @Test
    void serverOfBeforeAllIsShared() {
        GIVEN.clear();
        run(Shared.class).assertStatistics(statistics -> statistics.succeeded(2).failed(0));
        assertClosed();
    }

    @Test
    void serversAreClosedAfterTheirTest() {
        GIVEN.clear();
        run(Separate.class)
                .assertStatistics(statistics -> statistics.succeeded(2).failed(0));
        assertThat(GIVEN).hasSize(2);
        assertClosed();
    }

    private static void assertClosed() {
        assertThat(GIVEN)
                .isNotEmpty()
                .allSatisfy(memcached -> assertThat(memcached.embedded().awaitClosed(Duration.ZERO))
                        .isTrue());
    }

    @Test
    void settingChoosesARealServer() {
        System.setProperty(MemcachedExtension.SERVER_SETTING, "memcached");
        try {
            run(Real.class)
                    .assertStatistics(statistics -> statistics.succeeded(1).failed(0));
            System.setProperty(MemcachedExtension.SERVER_SETTING, "redis");
            run(Real.class)
                    .assertStatistics(statistics -> statistics.succeeded(0).failed(1));
        } finally {
            System.clearProperty(MemcachedExtension.SERVER_SETTING);
        }
    }

    @WithMemcached(options = {"-m", "8"})
    static class Real {
        @Test
        void isAProcess(Memcached memcached) throws IOException {
            assertThat(memcached.isReal()).isTrue();
            assertThat(WithMemcachedTest.ask(memcached.host(), memcached.port(), "stats settings\r\n"))
                    .contains("STAT maxbytes 8388608");
        }
    }
}
