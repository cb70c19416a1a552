package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.ClosedException;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.model.Node;
import dev.memjay.model.NodeResults;
import dev.memjay.model.Stats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Commands of administration: what is sent to whom, and how answers read. */
class AdminTest {
    private static final Node H1 = Node.of("h1", 11211);
    private static final Node H2 = Node.of("h2", 11211);

    private final FakeEngine engine = new FakeEngine();
    private final Admin admin = new Admin(engine, 1_000);

    AdminTest() {
        engine.nodes = List.of(H1, H2);
    }

    @Test
    void versionsComeFromEveryNodeThatAnswers() {
        engine.textAnswers(H1, List.of("VERSION 1.6.18")).textAnswers(H2, Errors.timeout());

        assertThat(admin.version(H1)).isEqualTo("1.6.18");
        NodeResults<String> all = admin.version();
        assertThat(all.results()).containsExactly(Map.entry(H1, "1.6.18"));
        assertThat(all.failed()).containsOnlyKeys(H2);
        assertThat(all.isComplete()).isFalse();
    }

    @Test
    void pingTimesEveryNode() {
        engine.textAnswers(H1, List.of("VERSION 1.6.18")).textAnswers(H2, List.of("VERSION 1.6.45"));

        NodeResults<Duration> answers = admin.ping();

        assertThat(answers.results()).containsOnlyKeys(H1, H2);
        assertThat(answers.isComplete()).isTrue();
    }

    @Test
    void statisticsAreNamesAndValues() {
        engine.textAnswers(
                H1,
                List.of("STAT pid 1", "STAT version 1.6.18", "STAT empty ", "STAT name", "ITEM key [1 b; 0 s]", "END"));

        Stats stats = admin.stats(H1, "cachedump", "1", "10");

        assertThat(engine.sent).containsExactly("h1:11211 stats cachedump 1 10");
        assertThat(stats.asMap())
                .containsExactly(
                        Map.entry("pid", "1"),
                        Map.entry("version", "1.6.18"),
                        Map.entry("empty", ""),
                        Map.entry("name", ""),
                        Map.entry("key", "[1 b; 0 s]"));
        engine.textAnswers(H1, List.of("RESET"));
        assertThat(admin.stats(H1, "reset").asMap()).isEmpty();
    }

    @Test
    void flushGoesToAllAndTellsWhoFailed() {
        engine.textAnswers(H2, Errors.timeout());

        assertThat(admin.flushAll()).containsOnlyKeys(H2);
        assertThat(admin.flushAll(Duration.ofMillis(1_500))).containsOnlyKeys(H2);
        assertThat(engine.sent)
                .contains("h1:11211 flush_all", "h1:11211 flush_all 2", "h2:11211 stats")
                .doesNotContain("h2:11211 flush_all");
    }

    @Test
    void commandsAreSpelledAsTheProtocolHasThem() {
        admin.flushAll(H1);
        admin.verbosity(H1, 2);
        admin.cacheMemlimit(H1, 64);
        admin.shutdown(H1);
        admin.shutdownGracefully(H1);
        admin.raw(H1, "mn");
        admin.rawLines(H1, "stats slabs");

        assertThat(engine.sent)
                .containsExactly(
                        "h1:11211 stats",
                        "h1:11211 flush_all",
                        "h1:11211 stats",
                        "h1:11211 verbosity 2",
                        "h1:11211 stats",
                        "h1:11211 cache_memlimit 64",
                        "h1:11211 shutdown",
                        "h1:11211 shutdown graceful",
                        "h1:11211 mn",
                        "h1:11211 stats slabs");
    }

    @Test
    void memcachedsOwnProxyIsNotSentWhatItWouldCloseTheConnectionOver() {
        List<String> proxy = List.of("STAT version 1.6.45", "STAT proxy_config_reloads 0", "END");
        engine.textAnswers(H1, proxy).textAnswers(H2, proxy);
        List<ThrowingCallable> calls = List.of(
                () -> admin.flushAll(H1),
                () -> admin.flushAll(H1, Duration.ofSeconds(5)),
                () -> admin.verbosity(H1, 1),
                () -> admin.cacheMemlimit(H1, 64),
                () -> admin.raw(H1, "flush_all"));
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call)
                    .isInstanceOf(UnsupportedByServerException.class)
                    .hasMessageContaining("servers behind it");
        }
        assertThat(admin.flushAll()).containsOnlyKeys(H1, H2);
        assertThat(admin.verbosity(1)).containsOnlyKeys(H1, H2);
        assertThat(engine.sent).containsOnly("h1:11211 stats", "h2:11211 stats");
    }

    @Test
    void refusalsOfTheServerAreErrors() {
        for (String refusal : List.of("ERROR: shutdown not enabled", "SERVER_ERROR: shutdown not enabled")) {
            engine.textAnswers(H1, List.of(refusal));
            assertThatThrownBy(() -> admin.shutdown(H1))
                    .isInstanceOf(UnsupportedByServerException.class)
                    .hasMessageContaining("shutdown on h1:11211")
                    .hasMessageContaining("not enabled");
        }
        engine.textAnswers(H1, List.of("SERVER_ERROR out of memory"));
        assertThatThrownBy(() -> admin.raw(H1, "x")).isInstanceOf(ServerErrorException.class);
        engine.textAnswers(H1, List.of("NO"));
        assertThatThrownBy(() -> admin.flushAll(H1)).isInstanceOf(ServerErrorException.class);
    }

    @Test
    void theEndOfTheConnectionIsTheAnswerToAShutdown() {
        engine.textAnswers(H1, new ConnectionException("lost", Errors.context("shutdown", true), null));
        admin.shutdown(H1);

        engine.textAnswers(H1, new ConnectionException("refused", Errors.context("shutdown", false), null));
        assertThatThrownBy(() -> admin.shutdown(H1)).isInstanceOf(ConnectionException.class);
    }

    @Test
    void rawLinesLeaveOutTheEnd() {
        engine.textAnswers(H1, List.of("a", "b", "END"));

        assertThat(admin.rawLines(H1, "x")).containsExactly("a", "b");
    }

    @Test
    void argumentsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> admin.raw(H1, "a\r\nflush_all"));
        assertThatIllegalArgumentException().isThrownBy(() -> admin.stats(H1, "a\nb"));
        assertThatIllegalArgumentException().isThrownBy(() -> admin.verbosity(H1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> admin.cacheMemlimit(H1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> admin.flushAll(Duration.ofDays(31)));
        assertThat(engine.sent).isEmpty();
    }

    @Test
    void aClosedClientThrowsInsteadOfBlamingItsNodes() {
        engine.closed = true;

        assertThatThrownBy(admin::version).isInstanceOf(ClosedException.class);
        assertThatThrownBy(admin::flushAll).isInstanceOf(ClosedException.class);
    }
}
