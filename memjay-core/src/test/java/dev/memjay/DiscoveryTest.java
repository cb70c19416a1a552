package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.memjay.discovery.NodeDiscovery;
import dev.memjay.discovery.ScriptedNameServer;
import dev.memjay.model.Node;
import dev.memjay.server.MemcachedServer;
import dev.memjay.server.ServerTls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients whose nodes are found by discovery, from the URI to the servers. */
@Timeout(120)
class DiscoveryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NAME = "cache.example.test";

    private final FleetObserver listener = new FleetObserver();

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

    @ParameterizedTest
    @ValueSource(strings = {"memcached+elasticache", "memcached+memorystore"})
    void theClusterConfigurationIsFollowed(String scheme) throws Exception {
        try (MemcachedServer one = MemcachedServer.start();
                MemcachedServer two = MemcachedServer.start()) {
            one.cluster(7, "localhost|127.0.0.1|" + one.port());
            try (Memjay memjay = Memjay.builder()
                    .uri(scheme + "://" + one.address() + "/app:?timeout=60s&discoveryInterval=100ms")
                    .listener(listener)
                    .build()) {
                assertThat(memjay.strings().set("k", "v")).isTrue();
                assertThat(listener.fleets.take()).containsExactly(Node.of("localhost", one.port()));

                one.cluster(6, "localhost|127.0.0.1|" + two.port()); // of a node that lags behind
                long looks = memjay.metrics().looks();
                one.cluster(8, "localhost|127.0.0.1|" + one.port(), "localhost|127.0.0.1|" + two.port());

                assertThat(listener.fleets.take())
                        .as("after %s looks", looks)
                        .containsExactly(Node.of("localhost", one.port()), Node.of("localhost", two.port()));
                assertThat(memjay.strings().setAll(entries()).notDone()).isEmpty();
                assertThat(two.requests()).isNotEmpty();
            }
        }
    }

    @Test
    void aClusterConfigurationThatIsEmptyOrGarbageOrOldChangesNothing() throws Exception {
        try (MemcachedServer one = MemcachedServer.start();
                MemcachedServer two = MemcachedServer.start()) {
            one.cluster(7, "localhost|127.0.0.1|" + one.port());
            try (Memjay memjay = Memjay.builder()
                    .uri("memcached+elasticache://" + one.address() + "?discoveryInterval=100ms")
                    .timeout(PATIENCE)
                    .listener(listener)
                    .build()) {
                assertThat(listener.fleets.take()).containsExactly(Node.of("localhost", one.port()));

                one.cluster(8);
                assertThat(listener.failures.take()).hasRootCauseMessage("it has no nodes");
                one.cluster(8, "localhost|127.0.0.1|" + two.port(), "localhost");
                String garbage = "'localhost' is not host|address|port";
                Throwable failure = listener.failures.take();
                while (!garbage.equals(rootCause(failure).getMessage())) { // but of the list before
                    failure = listener.failures.take();
                }
                one.cluster(6, "localhost|127.0.0.1|" + two.port());
                long good = goodLooks(memjay);
                while (goodLooks(memjay) < good + 2) { // the first may have begun before
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                assertThat(listener.fleets).isEmpty();
                assertThat(memjay.nodes()).containsExactly(Node.of("localhost", one.port()));
                assertThat(memjay.strings().set("k", "v")).isTrue();

                one.cluster(8, "localhost||" + two.port());
                assertThat(listener.fleets.take()).containsExactly(Node.of("localhost", two.port()));
            }
        }
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : rootCause(cause);
    }

    private static long goodLooks(Memjay memjay) {
        return memjay.metrics().looks() - memjay.metrics().failedLooks();
    }

    @ParameterizedTest
    @ValueSource(strings = {"elasticache", "memorystore", "dns"})
    void theServersAndTheEndpointAreSpokenToInTls(String scheme, @TempDir Path folder) throws Exception {
        ServerTls made = ServerTls.made();
        Path trust = Files.writeString(folder.resolve("made.crt"), made.authorityPem());
        try (ScriptedNameServer names = new ScriptedNameServer();
                MemcachedServer server = MemcachedServer.builder().tls(made).start()) {
            names.addresses(NAME, 60, "127.0.0.1");
            server.cluster(1, "localhost|127.0.0.1|" + server.port());
            String host = scheme.equals("dns") ? NAME : "localhost";
            try (Memjay memjay = client(
                    "memcacheds+" + scheme + "://" + host + ":" + server.port() + "?timeout=60s&tlsTrust=" + trust,
                    names)) {
                assertThat(memjay.strings().set("k", "v")).isTrue();
                assertThat(memjay.strings().get("k")).isEqualTo("v");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dns", "srv", "elasticache", "memorystore", "kubernetes"})
    void eachSchemeHasATwinWithTls(String scheme) {
        for (boolean tls : new boolean[] {false, true}) {
            MemjayBuilder builder = Memjay.builder().uri((tls ? "memcacheds+" : "memcached+") + scheme + "://a");
            try (Memjay memjay = builder.build()) {
                assertThat(memjay.settings())
                        .filteredOn(setting -> setting.name().equals("tls"))
                        .allMatch(setting -> setting.value().equals(Boolean.toString(tls)));
                assertThat(memjay.settings())
                        .filteredOn(setting -> setting.name().equals("discovery"))
                        .noneMatch(setting -> setting.value().equals("none"));
            }
        }
    }

    @Test
    void nodesThatAreFoundAreNotChangedByHand() {
        Node node = Node.of("127.0.0.1", 1);
        try (Memjay memjay =
                Memjay.builder().discovery(NodeDiscovery.of(List.of(node))).build()) {
            assertThatIllegalStateException().isThrownBy(() -> memjay.addNode(Node.of("127.0.0.1", 2)));
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> Memjay.builder()
                        .discovery(NodeDiscovery.of(List.of(node)))
                        .layout());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memcached+dns://a,b",
                "memcached+srv://a,b",
                "memcached+srv://a:11212",
                "memcached+dns://a?weights=2",
                "memcached+dns://a?nameServers=x%20y",
                "memcached+dns://a?discoveryInterval=1ms",
                "memcached+consul://a",
            })
    void whatMakesNoSenseIsRefused(String uri) {
        assertThatIllegalArgumentException().isThrownBy(() -> Memjay.create(uri));
    }

    @Test
    void serversGivenLaterTakeThePlaceOfADiscovery() {
        try (Memjay memjay = Memjay.builder()
                .uri("memcached+dns://" + NAME)
                .servers("127.0.0.1:1")
                .build()) {
            assertThat(memjay.nodes()).containsExactly(Node.of("127.0.0.1", 1));
        }
        try (Memjay memjay = Memjay.create("memcached+elasticache://localhost:1")) {
            assertThat(memjay.settings())
                    .anySatisfy(setting -> assertThat(setting.toString()).contains("elasticache [localhost:1]"));
        }
    }

    private Memjay client(String uri, ScriptedNameServer names) {
        return Memjay.builder()
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
