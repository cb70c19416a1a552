package dev.memjay.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.model.Node;
import dev.memjay.server.MemcachedServer;
import dev.memjay.server.ServerTls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients whose nodes are found by DNS records, from the URI to the servers. */
@Timeout(120)
class DnsDiscoveryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NAME = "cache.example.test";

    private final FoundFleets listener = new FoundFleets();

    @Test
    void addressesOfANameAreTheFleetAndAreLookedUpAgain() throws Exception {
        try (ScriptedNameServer names = new ScriptedNameServer();
                MemcachedServer one =
                        MemcachedServer.builder().host("127.0.0.1").start();
                MemcachedServer two = MemcachedServer.builder()
                        .host("127.0.0.2")
                        .port(one.port())
                        .start()) {
            names.addresses(NAME, 1, "127.0.0.1");
            try (Memjay memjay = client("memcached+dns://" + NAME + ":" + one.port(), names)) {
                memjay.strings().setAll(entries());
                assertThat(listener.fleets.take()).containsExactly(Node.of("127.0.0.1", one.port()));

                names.addresses(NAME, 1, "127.0.0.1", "127.0.0.2");
                assertThat(listener.fleets.take())
                        .containsExactly(Node.of("127.0.0.1", one.port()), Node.of("127.0.0.2", one.port()));
                assertThat(memjay.nodes()).hasSize(2);
                assertThat(memjay.strings().setAll(entries()).notDone()).isEmpty();
                assertThat(memjay.strings().getAll(entries().keySet())).isEqualTo(entries());
                assertThat(two.requests().size()).isPositive();

                names.code(2);
                listener.failures.take();
                assertThat(memjay.nodes()).as("the last good fleet").hasSize(2);
                assertThat(memjay.strings().getAll(entries().keySet())).isEqualTo(entries());
                assertThat(memjay.metrics().failedLooks()).isPositive();
                assertThat(memjay.metrics().looks())
                        .isGreaterThan(memjay.metrics().failedLooks());
            }
        }
    }

    @Test
    void aLostConnectionHasTheNameLookedUpAgain() throws Exception {
        try (ScriptedNameServer names = new ScriptedNameServer();
                MemcachedServer stays = MemcachedServer.start()) {
            MemcachedServer goes = MemcachedServer.start();
            String service = "_memcache._tcp." + NAME;
            names.services(service, 86_400, "0 0 " + stays.port() + " localhost", "0 0 " + goes.port() + " localhost");
            try (Memjay memjay = Memjay.builder()
                    .uri("memcached+srv://" + service)
                    .nameServers(names.address())
                    .discoveryInterval(Duration.ofDays(1))
                    .timeout(PATIENCE)
                    .connectTimeout(PATIENCE)
                    .listener(listener)
                    .build()) {
                assertThat(memjay.awaitReady(PATIENCE)).isTrue();
                assertThat(listener.fleets.take()).hasSize(2);

                names.services(service, 86_400, "0 0 " + stays.port() + " localhost");
                goes.close();

                assertThat(listener.fleets.take()).containsExactly(Node.of("localhost", stays.port()));
                assertThat(memjay.strings().setAll(entries()).notDone()).isEmpty();
            }
        }
    }

    @Test
    void theServersAreSpokenToInTls(@TempDir Path folder) throws Exception {
        ServerTls made = ServerTls.made();
        Path trust = Files.writeString(folder.resolve("made.crt"), made.authorityPem());
        try (ScriptedNameServer names = new ScriptedNameServer();
                MemcachedServer server = MemcachedServer.builder().tls(made).start()) {
            names.addresses(NAME, 60, "127.0.0.1");
            String uri = "memcacheds+dns://" + NAME + ":" + server.port() + "?tlsTrust=" + trust;
            try (Memjay memjay = client(uri, names)) {
                assertThat(memjay.strings().set("k", "v")).isTrue();
                assertThat(memjay.strings().get("k")).isEqualTo("v");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dns", "srv", "kubernetes"})
    void eachSchemeHasATwinWithTls(String scheme) {
        for (boolean tls : new boolean[] {false, true}) {
            MemjayBuilder builder = Memjay.builder().uri((tls ? "memcacheds+" : "memcached+") + scheme + "://a");
            try (Memjay memjay = builder.build()) {
                assertThat(memjay.settings())
                        .filteredOn(setting -> setting.name().equals("tls"))
                        .allMatch(setting -> setting.value().equals(Boolean.toString(tls)));
                assertThat(memjay.settings())
                        .filteredOn(setting -> setting.name().equals("discovery"))
                        .allMatch(setting -> setting.value().startsWith(scheme + " a"));
            }
        }
    }

    /** A node's name that the platform does not know, as the servers of a cluster have them. */
    @Test
    void nodesThatOnlyTheNameServersKnowAreReached() throws Exception {
        try (ScriptedNameServer names = new ScriptedNameServer();
                MemcachedServer server = MemcachedServer.start()) {
            names.addresses("mc-0." + NAME, 60, "127.0.0.1");
            try (Memjay memjay = client("memcached://mc-0." + NAME + ":" + server.port(), names)) {
                assertThat(memjay.awaitReady(PATIENCE)).isTrue();
                assertThat(memjay.strings().set("k", "v")).isTrue();
            }
        }
    }

    @Test
    void noThreadIsLeftOfALook() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (ScriptedNameServer names = new ScriptedNameServer();
                MemcachedServer server = MemcachedServer.start()) {
            names.addresses(NAME, 60, "127.0.0.1");
            try (Memjay memjay = client("memcached+dns://" + NAME + ":" + server.port(), names)) {
                assertThat(memjay.awaitReady(PATIENCE)).isTrue();
            }
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && thread.getName().startsWith("memjay")) {
                thread.join(PATIENCE.toMillis());
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .as("dnsjava's own thread for sockets, which is not used")
                .noneMatch(thread -> thread.getName().contains("dnsjava"));
    }

    @Test
    void closingEndsALookThatWaits() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (ScriptedNameServer names = new ScriptedNameServer()) {
            names.silent(true);
            List<Thread> looking;
            try (Memjay memjay = client("memcached+srv://" + NAME + "?connectTimeout=1h", names)) {
                while (names.datagrams() == 0) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                looking = Thread.getAllStackTraces().keySet().stream()
                        .filter(thread ->
                                !before.contains(thread) && thread.getName().equals("memjay-discovery"))
                        .toList();
                assertThat(memjay.metrics().looks()).isZero();
            }
            assertThat(looking).hasSize(1);
            looking.get(0).join(PATIENCE.toMillis());
            assertThat(looking.get(0).isAlive()).isFalse();
        }
    }

    private Memjay client(String uri, ScriptedNameServer names) {
        return Memjay.builder()
                .connectTimeout(PATIENCE)
                .uri(uri)
                .nameServers(names.address())
                .timeout(PATIENCE)
                .listener(listener)
                .build();
    }

    private static Map<String, String> entries() {
        return IntStream.range(0, 100).boxed().collect(Collectors.toMap(i -> "key:" + i, i -> "value " + i));
    }
}
