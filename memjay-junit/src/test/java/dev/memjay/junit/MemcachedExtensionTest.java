package dev.memjay.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

    @Test
    void carelessClientFailsItsTestWithTheLine() {
        run(Careless.class)
                .assertThatEvents()
                .haveExactly(1, event(finishedWithFailure(message(text -> text.contains("get kkkkkkkk")))));
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
    }

    @Test
    void serversAreClosedAfterTheirTest() {
        GIVEN.clear();
        run(Separate.class)
                .assertStatistics(statistics -> statistics.succeeded(2).failed(0));
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
