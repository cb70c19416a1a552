package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.ClosedException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.it.Soon;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.Node;
import dev.memjay.model.NodeResults;
import dev.memjay.model.Stats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The methods of pymemcache's clients that are for a server and not for a key, on real memcached. */
class PymemcacheServerTest extends OnMemcached {
    @Test
    void stats() {
        texts.set("key", "value");
        Stats stats = memjay.admin().stats(node());
        assertThat(stats.number("curr_items")).isEqualTo(OptionalLong.of(1));
        assertThat(stats.asMap()).containsKeys("pid", "uptime", "version");
    }

    @Test
    void statsWithArguments() {
        assertThat(memjay.admin().stats(node(), "settings").number("maxconns")).isPresent();
        texts.set("key", "value");
        assertThat(memjay.admin().stats(node(), "cachedump", "1", "10").asMap()).isNotNull();
        assertThat(memjay.admin().stats(node(), "reset").asMap())
                .as("nothing but a yes")
                .isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> memjay.admin().stats(node(), "a\r\nflush_all"));
    }

    @Test
    void statsAreNumbersWhereOneAsksForThem() {
        Stats stats = memjay.admin().stats(node());
        assertThat(stats.number("pid")).isEqualTo(OptionalLong.of(server.pid()));
        assertThat(stats.text("version"))
                .hasValueSatisfying(version -> assertThat(version).contains("."));
        assertThat(stats.number("version")).as("no number").isEmpty();
        assertThat(stats.number("none")).isEmpty();
    }

    @Test
    void statsThatAreTimesAndFractions() {
        assertThat(memjay.admin().stats(node()).seconds("rusage_user")).isPresent();
        assertThat(memjay.admin().stats(node(), "settings").fraction("growth_factor"))
                .hasValue(1.25);
    }

    @Test
    void statsThatAreSwitches() {
        Stats settings = memjay.admin().stats(node(), "settings");
        assertThat(settings.flag("cas_enabled")).contains(true);
        assertThat(settings.flag("auth_enabled_sasl")).contains(false);
        assertThat(settings.flag("maxconns")).as("a number, and no switch").isEmpty();
    }

    @Test
    void statsInOctal() {
        String umask = memjay.admin().stats(node(), "settings").text("umask").orElseThrow();
        assertThat(Integer.parseInt(umask, 8)).isEqualTo(0700);
    }

    @Test
    void cacheMemlimit() {
        memjay.admin().cacheMemlimit(node(), 128);
        assertThat(memjay.admin().stats(node(), "settings").number("maxbytes")).hasValue(128L << 20);
        assertThat(memjay.admin().cacheMemlimit(64)).as("nodes that failed").isEmpty();
    }

    @Test
    void version() {
        assertThat(memjay.admin().version(node())).matches("\\d+\\.\\d+.*");
        assertThat(memjay.admin().version().results()).containsOnlyKeys(node());
    }

    @Test
    void verbosity() {
        memjay.admin().verbosity(node(), 1);
        assertThat(memjay.admin().stats(node(), "settings").number("verbosity")).hasValue(1);
        memjay.admin().verbosity(node(), 0);
        assertThat(memjay.admin().stats(node(), "settings").number("verbosity")).hasValue(0);
    }

    @Test
    void flushAll() {
        texts.set("key", "value");
        memjay.admin().flushAll(node());
        assertThat(texts.get("key")).isNull();
    }

    @Test
    void flushAllWithADelay() {
        texts.set("key", "value");
        memjay.admin().flushAll(node(), Duration.ofHours(1));
        assertThat(texts.get("key")).isEqualTo("value");
        memjay.admin().flushAll(node());
    }

    @Test
    void flushAllTellsWhichNodesFailed() {
        try (Memjay both = to(server.address(), NOWHERE).build()) {
            Map<Node, MemjayException> failed = both.admin().flushAll();
            assertThat(failed).containsOnlyKeys(Node.unix(NOWHERE));
        }
    }

    @Test
    void statsOfAllNodes() {
        try (Memjay both = to(server.address(), NOWHERE).build()) {
            NodeResults<Stats> stats = both.admin().stats();
            assertThat(stats.isComplete()).isFalse();
            assertThat(stats.results()).containsOnlyKeys(node());
            assertThat(stats.failed()).containsOnlyKeys(Node.unix(NOWHERE));
        }
    }

    @Test
    void quit() {
        try (Memjay client = builder().build()) {
            client.strings().set("key", "value");
            client.admin().disconnectAll();
            assertThat(client.strings().get("key")).as("in use again").isEqualTo("value");
            Soon.until(() -> client.metrics().nodes().get(0).connects() == 2);
        }
    }

    @Test
    void close() {
        Memjay client = builder().build();
        Keyspace<String, String> view = client.strings();
        view.set("key", "value");
        client.close();
        client.close();
        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> view.get("key"));
    }

    @Test
    void shutdown() throws InterruptedException {
        try (RealMemcached mortal = RealMemcached.start("-A");
                Memjay client = to(mortal.address()).build()) {
            client.admin().shutdown(client.nodes().get(0));
            assertThat(isGone(mortal.pid())).isTrue();
        }
    }

    @Test
    void shutdownGracefully() throws InterruptedException {
        try (RealMemcached mortal = RealMemcached.start("-A");
                Memjay client = to(mortal.address()).build()) {
            client.admin().shutdownGracefully(client.nodes().get(0));
            assertThat(isGone(mortal.pid())).isTrue();
        }
        assertThatExceptionOfType(UnsupportedByServerException.class)
                .as("a server without -A")
                .isThrownBy(() -> memjay.admin().shutdown(node()));
        assertThat(texts.set("key", "value")).isTrue();
    }

    private static boolean isGone(long pid) throws InterruptedException {
        var process = ProcessHandle.of(pid);
        if (process.isEmpty()) {
            return true;
        }
        try {
            process.get().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    @Test
    void rawCommand() {
        assertThat(memjay.admin().raw(node(), "verbosity 0")).isEqualTo("OK");
        texts.set("key", "value");
        assertThat(memjay.admin().raw(node(), "mg key v")).startsWith("VA 5");
    }

    @Test
    void rawCommandWithManyLines() {
        List<String> lines = memjay.admin().rawLines(node(), "stats sizes");
        assertThat(lines).isNotEmpty().noneMatch(line -> line.equals("END"));
        assertThatIllegalArgumentException().isThrownBy(() -> memjay.admin().raw(node(), "version\r\nflush_all"));
    }
}
